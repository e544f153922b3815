package dev.gambeson.artifact.scan;

import dev.gambeson.artifact.sandbox.Confinement;
import dev.gambeson.artifact.sandbox.DeepLoad;
import dev.gambeson.artifact.sandbox.DeepLoad.Loader;
import dev.gambeson.artifact.sandbox.Observation;
import dev.gambeson.artifact.sandbox.Sandbox;
import dev.gambeson.artifact.scan.TreeScan.Scanned;
import dev.gambeson.artifact.scan.engine.Flaw;
import dev.gambeson.core.GambesonException;
import dev.gambeson.core.Progress;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Loads the files that the static scan took for pickles for real, in the sandbox, and adds what
/// they tried to do to their reports.
///
/// Guaranteed: nothing is loaded without confinement; a report only ever gets worse; a file that
/// could not be loaded or watched to the end is inconclusive; one after the other, in the order of
/// the reports. Not guaranteed: that a quiet file is harmless (see [Observation]); that pickles
/// inside other files (a zip of models, a compressed pickle) are loaded: those are counted in the
/// notices.
public final class DeepScan {
  private static final Map<String, Loader> LOADERS =
      Map.of(
          "pickle", Loader.PICKLE,
          "joblib", Loader.JOBLIB,
          "npy with objects", Loader.NUMPY,
          "npz", Loader.NUMPY,
          "torch-zip", Loader.TORCH,
          "torchscript", Loader.TORCH,
          "torch-legacy", Loader.TORCH);
  private static final Set<String> PICKLED =
      Set.of("pickle", "joblib", "npy with objects", "torch-zip", "torch-legacy");

  private final Confinement confinement;
  private final Load load;

  /// How one file is loaded.
  @FunctionalInterface
  interface Load {
    Observation load(Loader loader, Path file);
  }

  DeepScan(Confinement confinement, Load load) {
    this.confinement = confinement;
    this.load = load;
  }

  /// A scan by the programs of this machine.
  ///
  /// @throws GambesonException when the sandbox does not confine
  public static DeepScan in(Sandbox sandbox) {
    Confinement confinement = sandbox.confinement();
    if (!confinement.confined()) {
      throw GambesonException.usage(
          "A deep scan runs the code of files that nobody vouches for, so it needs a sandbox; nothing was run.");
    }
    return new DeepScan(confinement, (loader, file) -> DeepLoad.load(loader, file, sandbox));
  }

  /// Loads what can be loaded.
  ///
  /// @return the same reports in the same order, with what was seen, and a notice of what held the
  ///   files in
  /// @throws UncheckedIOException when the thread was interrupted
  public Scanned run(Scanned scanned, Progress progress) {
    List<FileReport> reports = new ArrayList<>();
    int loaded = 0;
    int within = 0;
    int size = scanned.files().size();
    for (FileReport report : scanned.files()) {
      Optional<Loader> loader = loader(report);
      progress.report("Loading " + report.name(), (double) reports.size() / size);
      reports.add(loader.map(l -> report.with(seen(report, l))).orElse(report));
      loaded += loader.isPresent() ? 1 : 0;
      within += loader.isEmpty() && holdsPickles(report) ? 1 : 0;
    }
    List<String> notices = new ArrayList<>(scanned.notices());
    notices.addAll(notices(loaded, within));
    return new Scanned(reports, scanned.notExamined(), notices);
  }

  /// How a file is loaded; nothing for what runs no code of its own in Python.
  private static Optional<Loader> loader(FileReport report) {
    return report.kind().equals("npz") && !holdsPickles(report)
        ? Optional.empty()
        : Optional.ofNullable(LOADERS.get(report.kind()));
  }

  private static boolean holdsPickles(FileReport report) {
    return report.members().stream().anyMatch(m -> PICKLED.contains(m.kind()));
  }

  private List<Flaw> seen(FileReport report, Loader loader) {
    try {
      return Seen.flaws(report.name(), load.load(loader, Path.of(report.name())));
    } catch (GambesonException e) {
      return List.of(Seen.notExamined(report.name(), String.valueOf(e.getMessage()), confinement));
    } catch (UncheckedIOException e) {
      if (Thread.currentThread().isInterrupted()) {
        throw e;
      }
      return List.of(Seen.notExamined(report.name(), String.valueOf(e.getMessage()), confinement));
    }
  }

  private List<String> notices(int loaded, int within) {
    List<String> notices = new ArrayList<>();
    notices.add(
        "Deep scan: %s loaded for real in a sandbox (%s); not covered by it: %s. That nothing was seen of a file is no proof that it does nothing."
            .formatted(
                count(loaded, "was", "were"),
                confinement.summary(),
                String.join("; ", confinement.gaps())));
    if (within > 0) {
      notices.add(
          "Deep scan: %s not loaded, because the pickles lie inside another kind of file; only the static scan read them."
              .formatted(count(within, "was", "were")));
    }
    return notices;
  }

  private static String count(int n, String one, String many) {
    return n == 1 ? "1 file " + one : "%d files %s".formatted(n, many);
  }
}
