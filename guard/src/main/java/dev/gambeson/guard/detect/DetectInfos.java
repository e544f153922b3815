package dev.gambeson.guard.detect;

import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.CheckInfo.Parameter;
import dev.gambeson.core.Severity;
import java.util.List;

/// What the detectors ask. The budget of false alarms, which they share, stands at [#PROBING].
final class DetectInfos {
  static final String BUDGET = "false-alarms-per-client-month";
  static final String QUERIES_PER_DAY = "queries-per-client-day";
  static final String LEARNING = "learning-queries";
  static final String LEVEL_HOURS = "level-hours";
  static final String SIGN_RATE = "sign-rate";
  static final String SIGN_RATE_ALARM = "sign-rate-alarm";

  private static final List<String> THEFT = List.of("ML05:2023", "AML.T0024.002");
  private static final List<String> EVASION = List.of("ML01:2023", "AML.T0043.001", "AML.T0015");
  private static final String HOW =
      "A conformal p-value of each query against benign clients made of training rows, the largest"
          + " over several kinds of them, and later against the client's own first queries; bets on"
          + " it accumulate (e-detector, Shin, Ramdas and Rinaldo 2024). ";
  private static final String FIX =
      "Look at the client's standing and at what it is contracted to do. If it is benign, clear it;"
          + " if not, let the ladder tighten its limits and coarsen its answers, and rotate its key.";

  private DetectInfos() {}

  private static CheckInfo info(
      String id,
      String title,
      String question,
      String why,
      String how,
      String limits,
      List<String> refs,
      Parameter... parameters) {
    return new CheckInfo(
        id, title, question, why, how, limits, FIX, Severity.HIGH, refs, List.of(parameters));
  }

  static final CheckInfo PROBING =
      info(
          "GB-GRD-001",
          "Probing clients",
          "Is a client probing the model rather than using it?",
          "Extraction, evasion and membership attacks need queries; whoever sees them early can"
              + " answer less before the attack succeeds.",
          "The mean capital of all detectors reaches one over alpha; alpha is the budget of false"
              + " alarms a month over thirty times the queries a day. The mean of e-values is an"
              + " e-value whatever depends on what, so the budget holds for all of them together.",
          "Copying with natural records leaves nothing to see: only budgets, canaries and watermarks"
              + " bound it. The budget holds for clients like the training rows or like their own"
              + " first queries; a client that changes its habits raises alarms.",
          THEFT,
          new Parameter(BUDGET, 0.01, 1e-9, 1, "False alarms of a benign client in 30 days."),
          new Parameter(QUERIES_PER_DAY, 1_000, 1, 1e9, "Rows a busy client asks in a day."),
          new Parameter(
              LEARNING, 400, 200, 2_000, "Scored queries its own habits are learnt from."),
          new Parameter(LEVEL_HOURS, 24, 1, 8_760, "Hours without alarm until a level falls."));

  static final CheckInfo NEAR_COPY =
      info(
          "GB-GRD-002",
          "Near copies",
          "Does a client ask rows that hardly differ from ones it asked before?",
          "Searches for adversarial rows, Jacobian augmentation and price probing move in small"
              + " steps; applicants do not.",
          HOW
              + "Score: root mean square change against the nearest own query with more than"
              + " two changes,"
              + " over the same against the training data.",
          "A client that re-scores the same records with small updates looks alike until learnt.",
          EVASION);

  static final CheckInfo VARIANTS =
      info(
          "GB-GRD-003",
          "Many variants of one record",
          "Does a client ask many versions of the same record?",
          "Label-only membership inference, noisy copies and sweeps over one feature need many"
              + " variants of one record; updates and what-if questions are a few.",
          HOW
              + "Score: distance to the fourth nearest own query over the distance to the training"
              + " data (Choquette-Choo et al. 2021 for the attack).",
          "Membership inference with one query a record leaves no pattern.",
          List.of("ML04:2023", "AML.T0024.000"));

  static final CheckInfo BOUNDARY_WALK =
      info(
          "GB-GRD-004",
          "Walk along the boundary",
          "Do neighbouring queries of a client get different labels?",
          "Decision-based attacks bisect to the boundary and walk along it; they see labels only, and"
              + " so can this detector.",
          HOW
              + "Score: distance to the nearest own query with another label over the distance to"
              + " the training data (Chen, Jordan and Wainwright 2020 for the attack).",
          "Needs labels of the answers.",
          EVASION);

  static final CheckInfo SMALL_MARGIN =
      info(
          "GB-GRD-005",
          "Small margins",
          "Does a client ask mostly about rows the model is unsure of?",
          "Answers near the boundary teach a thief most, and evasion ends there.",
          HOW + "Score: highest minus second highest score.",
          "Needs scores of the answers; a segment of borderline cases looks alike until learnt.",
          THEFT);

  static final CheckInfo OFF_DATA =
      info(
          "GB-GRD-006",
          "Queries off the data",
          "Does a client ask about rows unlike any in training?",
          "A thief without data makes rows up, and inversion searches where no data is.",
          HOW + "Score: distance to the nearest of at most 5,000 training rows.",
          "Drift of the population raises it for everybody: see the monitors of drift.",
          THEFT);

  static final CheckInfo NEW_GROUND =
      info(
          "GB-GRD-007",
          "Growing coverage",
          "Does a client begin to sweep the input space beyond what it used to ask?",
          "A bought or stolen account that starts to scrape asks about everything, not about its own"
              + " business.",
          HOW
              + "Score: distance to own queries, the larger the stranger, against its own first"
              + " queries only.",
          "Blind to a client that asked about everything from the start.",
          THEFT);

  static final CheckInfo CLOSER =
      info(
          "GB-GRD-011",
          "Closer than before",
          "Do a client's queries lie closer together than its first ones did?",
          "Augmentation starts from natural records and then moves around them (Papernot et al."
              + " 2017).",
          HOW
              + "Score: that of GB-GRD-002 over the median of the client's first 64 queries, so"
              + " that a client of a narrow segment is not mistaken and one that starts broadly is"
              + " seen sooner, over the root of the distance to the training data: rows that were"
              + " moved away from it are the stranger.",
          "An attacker whose first 64 queries lie close together is left to the other detectors.",
          THEFT);

  static final CheckInfo LONE_TWIN =
      info(
          "GB-GRD-012",
          "One twin",
          "Do a client's queries have one own query near and no second one?",
          "Augmentation moves each of its natural seeds once, in all numbers (Papernot et al. 2017):"
              + " each new row has one twin. Natural rows have several rows about equally near.",
          HOW
              + "Score: distance to the nearest own query with more than two changes over the"
              + " distance to the fourth nearest, over the root of the distance to the training data; no"
              + " density of a segment enters it.",
          "Rows asked more than twelve hours ago are not compared with: who waits a night is not seen.",
          THEFT);

  static final CheckInfo LOCAL_SEARCH =
      info(
          "GB-GRD-013",
          "Search around one place",
          "Are a client's queries near to those it has just asked rather than to any others?",
          "Bisection, walks along the boundary, sweeps and equation solving ask many rows of one"
              + " place in a row; the order of a client's records has nothing to do with where they"
              + " lie.",
          HOW
              + "Score: share of the client's older rows that are nearer than the sixth nearest of its"
              + " last sixteen. Distances are compared among themselves, so it speaks of tables of"
              + " few discrete features, too. Rows in the order of a feature are not judged.",
          "Who sorts a search by a feature, or asks several places in turn, is left to the other"
              + " detectors.",
          EVASION);

  static final CheckInfo SHARED_PRINT =
      info(
          "GB-GRD-008",
          "The same search from several accounts",
          "Do several accounts ask variants of the same row?",
          "Splitting an attack over accounts hides it from all that looks at one account.",
          "Keyed fingerprints of a day's queries of all clients (bands of features cut into bins);"
              + " sequential likelihood ratio of the rate of matches with other accounts' different"
              + " rows (Wald 1945; the idea of Blacklight, Li et al. 2022).",
          "Blind in tables of few distinct rows, and for accounts that share no record.",
          EVASION);

  static final CheckInfo SPIKE =
      info(
          "GB-GRD-009",
          "Sudden spike",
          "Does a client ask far more than it used to at this hour of the week?",
          "Attacks need many queries, and a stolen key is used in a hurry.",
          "Windows of five minutes against a moving mean, a factor of the hour of the week and the"
              + " largest window of the last days;"
              + " likelihood ratio of four times the rate, negative binomial counts.",
          "Rests on that model: a client with rarer and larger bursts raises more alarms.",
          THEFT);

  static final CheckInfo SIGN =
      info(
          "GB-GRD-010",
          "Refused and canary-like requests",
          "Does a client show a yes/no sign of probing more often than it should?",
          "Requests that are malformed, out of range or near a canary are how interfaces are explored.",
          "Sequential probability ratio test (Wald 1945) of the alarming rate against the harmless.",
          "The harmless rate is a parameter: set it to what your clients do.",
          THEFT,
          new Parameter(SIGN_RATE, 0.02, 1e-6, 0.5, "Share of requests with the sign, harmless."),
          new Parameter(SIGN_RATE_ALARM, 0.3, 0.001, 0.999, "Share with the sign, alarming."));

  static double defaultOf(String parameter) {
    return PROBING.parameter(parameter).orElseThrow().byDefault();
  }
}
