package dev.gambeson.artifact.sandbox;

import dev.gambeson.artifact.sandbox.Observation.Event;
import dev.gambeson.artifact.sandbox.Observation.Kind;
import dev.gambeson.artifact.sandbox.Observation.State;
import dev.gambeson.core.GambesonException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Loads a file in the real Python inside the sandbox and reports what it did, by Python's audit
/// hooks (PEP 578).
///
/// Guaranteed: nothing is loaded without confinement, and [State#QUIET] is never concluded when the
/// child was killed, broke off, could not load the file, or did not report its hook; see
/// [Observation] for what quiet does not mean. Needs a Python 3.8 or later on this machine, and for
/// the other formats the library in it.
public final class DeepLoad {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int LINES = 5000;

  /// Wall time, and processor time, that one file gets.
  public static final Duration LONGEST = Duration.ofSeconds(30);

  static final Limits LIMITS =
      new Limits(LONGEST, LONGEST, 2L << 30, 128, 64, 16L << 20, 64L << 20, 500, 1 << 20);

  private DeepLoad() {}

  /// How a file is loaded.
  public enum Loader {
    /// `pickle.load`, until the end of the file.
    PICKLE,
    /// `numpy.load(allow_pickle=True)`.
    NUMPY,
    /// `joblib.load`.
    JOBLIB,
    /// `torch.load(weights_only=False)`.
    TORCH;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// Loads a pickle file.
  public static Observation pickle(Path file, Sandbox sandbox) {
    return load(Loader.PICKLE, file, sandbox);
  }

  /// Loads a file.
  ///
  /// @param sandbox must confine; with `unsafe` nothing is loaded
  public static Observation load(Loader loader, Path file, Sandbox sandbox) {
    return python()
        .map(p -> load(p, loader, file, sandbox))
        .orElseGet(() -> none(sandbox, List.of(), "there is no python3 on this machine"));
  }

  static Observation load(Path python, Loader loader, Path file, Sandbox sandbox) {
    return load(python, loader, file, sandbox, LIMITS);
  }

  static Observation load(Path python, Loader loader, Path file, Sandbox sandbox, Limits limits) {
    if (!sandbox.confinement().confined()) {
      return none(sandbox, List.of(), "a file is never loaded without a sandbox");
    }
    byte[] bytes = new byte[16];
    new SecureRandom().nextBytes(bytes);
    String nonce = HexFormat.of().formatHex(bytes);
    Path script = script();
    try {
      Path target = file.toRealPath();
      Job job =
          Job.of(
                  python.toString(),
                  "-I",
                  "-B",
                  script.toString(),
                  loader.word(),
                  target.toString(),
                  nonce)
              .reading(script, target)
              .with("OMP_NUM_THREADS", "1")
              .with("OPENBLAS_NUM_THREADS", "1")
              .within(limits)
              .withChannel();
      try (SandboxRun run = sandbox.run(job)) {
        return judge(run, nonce, sandbox);
      }
    } catch (IOException e) {
      return none(sandbox, List.of(), "it cannot be read: " + e.getMessage());
    } finally {
      delete(script);
    }
  }

  private static Observation judge(SandboxRun run, String nonce, Sandbox sandbox) {
    Report report = Report.of(run.channel(), nonce);
    if (report.events.stream().anyMatch(e -> e.kind().acts())) {
      return new Observation(State.ACTED, report.events, "", sandbox.confinement());
    }
    if (!report.begun) {
      return none(
          sandbox,
          report.events,
          run.err().text().contains("ModuleNotFoundError")
              ? "the library that loads it is not installed in this Python"
              : "the watching program did not start: " + run.ending().words());
    }
    if (!run.ending().well()) {
      return none(sandbox, report.events, "it was not loaded: " + run.ending().words());
    }
    if (!report.error.isEmpty()) {
      return none(sandbox, report.events, "it could not be loaded: " + report.error);
    }
    if (!report.ended || report.broken) {
      return none(sandbox, report.events, "what it did was not reported to the end");
    }
    return new Observation(State.QUIET, report.events, "", sandbox.confinement());
  }

  private static Observation none(Sandbox sandbox, List<Event> events, String reason) {
    return new Observation(State.NOT_EXAMINED, events, reason, sandbox.confinement());
  }

  /// What came through the channel, read with distrust.
  private static final class Report {
    private final List<Event> events = new ArrayList<>();
    private boolean begun;
    private boolean ended;
    private boolean broken;
    private String error = "";

    static Report of(SandboxRun.Output channel, String nonce) {
      Report report = new Report();
      report.broken = channel.cut() || !(channel.text().isEmpty() || channel.text().endsWith("\n"));
      channel.text().lines().limit(LINES + 1L).forEach(l -> report.line(l, nonce));
      return report;
    }

    private void line(String line, String nonce) {
      List<String> words = words(line);
      if (words.size() < 2 || events.size() >= LINES || ended) {
        broken = true; // nothing may follow the end
        return;
      }
      String what = String.join(" ", words.subList(1, words.size()));
      switch (words.getFirst()) {
        case "begin" -> begun |= what.equals(nonce);
        case "end" -> {
          ended = what.equals(nonce);
          broken |= !ended;
        }
        case "error" -> error = what;
        default -> event(words.getFirst(), what);
      }
    }

    private void event(String kind, String what) {
      for (Kind k : Kind.values()) {
        if (k.name().equalsIgnoreCase(kind)) {
          events.add(new Event(k, what));
          return;
        }
      }
      broken = true;
    }

    private static List<String> words(String line) {
      try {
        List<String> all = new ArrayList<>();
        JsonNode node = JSON.readTree(line);
        node.forEach(n -> all.add(n.asString("")));
        return all;
      } catch (JacksonException e) {
        return List.of();
      }
    }
  }

  /// A Python 3 that is a program and not a version manager's script.
  static Optional<Path> python() {
    return Stream.of("python3", "/usr/bin/python3", "/usr/local/bin/python3")
        .flatMap(name -> found(name).stream())
        .findFirst();
  }

  private static Optional<Path> found(String name) {
    try {
      return Optional.of(Reach.program(name));
    } catch (GambesonException e) {
      return Optional.empty();
    }
  }

  private static Path script() {
    try (InputStream in = DeepLoad.class.getResourceAsStream("deepload.py")) {
      if (in == null) {
        throw new IllegalStateException("deepload.py is missing from the jar");
      }
      Path script = Files.createTempFile("gambeson-deepload-", ".py");
      Files.write(script, in.readAllBytes());
      return script;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path script) {
    try {
      Files.deleteIfExists(script);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
