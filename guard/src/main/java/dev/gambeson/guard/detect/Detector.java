package dev.gambeson.guard.detect;

import dev.gambeson.core.CheckInfo;

/// The detectors of [QueryWatch]. Each is a bet of its own; their capitals share one false-alarm
/// budget, since the mean of e-values is an e-value whatever depends on what (Vovk and Wang 2021,
/// "E-values", section 3).
public enum Detector {
  /// Queries unlike each other in hardly anything.
  NEAR_COPY(0, DetectInfos.NEAR_COPY),
  /// Many variants of one record: membership probes, noisy copies, sweeps over one feature.
  VARIANTS(1, DetectInfos.VARIANTS),
  /// Neighbouring queries that get different labels: a walk along the decision boundary.
  BOUNDARY_WALK(2, DetectInfos.BOUNDARY_WALK),
  /// Queries the model is unsure about.
  SMALL_MARGIN(3, DetectInfos.SMALL_MARGIN),
  /// Queries far from the training data: made up.
  OFF_DATA(4, DetectInfos.OFF_DATA),
  /// A client that starts to sweep the input space beyond what it used to ask.
  NEW_GROUND(5, DetectInfos.NEW_GROUND),
  /// Queries that lie closer together than the client's first ones did.
  CLOSER(6, DetectInfos.CLOSER),
  /// Queries with exactly one own row near: augmentation.
  LONE_TWIN(7, DetectInfos.LONE_TWIN),
  /// Several of the last queries among the nearest: a search around one place.
  LOCAL_SEARCH(8, DetectInfos.LOCAL_SEARCH),
  /// Queries that other accounts have asked in almost the same form.
  SHARED_PRINT(9, DetectInfos.SHARED_PRINT),
  /// A rate far above the client's own.
  SPIKE(10, DetectInfos.SPIKE),
  /// A yes/no sign, for example a refused request, more often than it should be.
  SIGN(11, DetectInfos.SIGN);

  /// The first so many detectors judge a score of each query.
  static final int SCORED = 9;

  static final int COUNT = values().length;

  /// Place in arrays; stored.
  final int index;

  @SuppressWarnings("ImmutableEnumChecker") // a record of immutable values
  private final CheckInfo info;

  Detector(int index, CheckInfo info) {
    this.index = index;
    this.info = info;
  }

  /// What it asks and cannot see.
  public CheckInfo info() {
    return info;
  }

  /// Whether it judges against the subject's own first queries alone: what is new to a client is
  /// not new to the population, and margins of training rows are those of rows the model was fitted
  /// to.
  static boolean byOwnOnly(int detector) {
    return detector == NEW_GROUND.index || detector == SMALL_MARGIN.index;
  }

  /// Whether the places of the rows alone make its scores strange: rows in the order of a feature
  /// come from one such place for a while.
  static boolean byPlace(int detector) {
    return byOwnOnly(detector) || detector == OFF_DATA.index;
  }

  /// Whether its scores depend on how much history there is.
  static boolean byHistory(int detector) {
    return detector != SMALL_MARGIN.index && detector != OFF_DATA.index;
  }
}
