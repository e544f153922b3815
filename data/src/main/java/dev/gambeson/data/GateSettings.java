package dev.gambeson.data;

import dev.gambeson.core.Policy;
import dev.gambeson.core.Progress;
import dev.gambeson.core.Result;
import dev.gambeson.core.data.Dataset;
import dev.gambeson.core.data.Roles;
import dev.gambeson.data.admit.BlendPolicy;
import dev.gambeson.data.admit.SourceHistory;
import dev.gambeson.data.contract.ContractCheck;
import dev.gambeson.data.pii.PiiOptions;
import dev.gambeson.data.profile.TableSummary;
import dev.gambeson.data.screen.Activations;
import dev.gambeson.data.screen.Screen;
import dev.gambeson.data.screen.drift.VersionHistory;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What a [DataGate] was told. Not shared: every gate has its own copy.
final class GateSettings implements Cloneable {
  static final long DEFAULT_SEED = 42;
  static final int DEFAULT_SAMPLE = 50_000;

  Policy policy = Policy.defaults();
  Roles roles = Roles.NONE;
  List<StreamCheck<?>> checks = List.of();
  boolean profiled = true;
  Optional<TableSummary> referenceProfile = Optional.empty();
  PiiOptions personal = PiiOptions.defaults();
  VersionHistory versions = VersionHistory.EMPTY;
  Optional<ContractCheck> contract = Optional.empty();
  List<Screen> screens = List.of();
  Optional<Activations> activations = Optional.empty();
  BlendPolicy blend = BlendPolicy.NONE;
  SourceHistory history = SourceHistory.NONE;
  Optional<Dataset> trusted = Optional.empty();
  Set<String> missing = Set.of();
  Set<Result.Known> baseline = Set.of();
  LocalDate today = LocalDate.now(ZoneOffset.UTC);
  long seed = DEFAULT_SEED;
  int threads = Runtime.getRuntime().availableProcessors();
  int sampleRows = DEFAULT_SAMPLE;
  Progress progress = Progress.silent();
  String verb = "check";
  Optional<String> version = Optional.empty();
  List<String> command = List.of();

  @Override
  public GateSettings clone() {
    try {
      return (GateSettings) super.clone();
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException(e);
    }
  }
}
