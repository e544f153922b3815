package dev.gambeson.artifact.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gambeson.artifact.sandbox.Confinement;
import dev.gambeson.artifact.sandbox.DeepLoad.Loader;
import dev.gambeson.artifact.sandbox.Observation;
import dev.gambeson.artifact.sandbox.Observation.Event;
import dev.gambeson.artifact.sandbox.Observation.Kind;
import dev.gambeson.artifact.sandbox.Observation.State;
import dev.gambeson.artifact.sandbox.Sandbox;
import dev.gambeson.artifact.scan.engine.Flaw;
import dev.gambeson.artifact.scan.engine.Rules;
import dev.gambeson.artifact.scan.engine.Verdict;
import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.GambesonException;
import dev.gambeson.core.Policy;
import dev.gambeson.core.Progress;
import dev.gambeson.core.Severity;
import dev.gambeson.core.Workers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Pickles of protocol 0, written by hand; what the sandbox would say is given where it is not the
/// question.
@Timeout(90)
class DeepScanTest {
  private static final Confinement HELD =
      new Confinement(
          Confinement.Tier.LANDLOCK,
          4,
          List.of(new Confinement.Layer("landlock ABI 4", "files")),
          List.of("side channels"));
  private static final String HARMLESS = "(lp0\nI1\naI2\na.";
  private static final String COMMAND = "cos\nsystem\n(S'touch /tmp/x'\ntR.";

  @TempDir private Path folder;
  private final List<String> loaded = new ArrayList<>();

  private TreeScan.Scanned still() {
    try (Workers workers = new Workers(2)) {
      return TreeScan.run(
          ArtifactScanner.standard(), List.of(folder), List.of(), workers, Progress.silent());
    }
  }

  private void write(String name, String text) throws IOException {
    Files.write(folder.resolve(name), text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /// A deep scan that sees the same in every file.
  private TreeScan.Scanned deep(State state, String reason, Event... events) {
    DeepScan scan =
        new DeepScan(
            HELD,
            (loader, file) -> {
              loaded.add(loader + " " + file.getFileName());
              return new Observation(state, List.of(events), reason, HELD);
            });
    return scan.run(still(), Progress.silent());
  }

  private TreeScan.Scanned real() {
    Sandbox sandbox;
    try {
      sandbox = Sandbox.strict();
    } catch (GambesonException e) {
      sandbox = Sandbox.unsafe();
    }
    assumeTrue(sandbox.confinement().confined(), "this machine has no sandbox to try it with");
    TreeScan.Scanned scanned = DeepScan.in(sandbox).run(still(), Progress.silent());
    assumeTrue(
        scanned.files().stream()
            .flatMap(f -> f.flaws().stream())
            .noneMatch(f -> f.message().contains("no python3")),
        "there is no python3 to try it with");
    return scanned;
  }

  private static List<CheckInfo> rules(FileReport report) {
    return report.flaws().stream().filter(f -> f.title().contains("seen")).map(Flaw::rule).toList();
  }

  @Test
  void aCommandIsSeenUnderTheRuleForCodeWithTheConfinementInForce() throws IOException {
    write("a.pkl", COMMAND);
    TreeScan.Scanned scanned = real();
    FileReport report = scanned.files().getFirst();
    assertThat(rules(report)).contains(Rules.CODE);
    assertThat(report.verdict()).isEqualTo(Verdict.BLOCK);
    assertThat(report.flaws().getLast().message()).contains("seccomp").contains("touch /tmp/x");
    assertThat(scanned.notices().getFirst()).contains("1 file was loaded").contains("seccomp");
  }

  @Test
  void aFileAnAddressAndAProgramEachHaveTheirRule() throws IOException {
    write("file.pkl", "cbuiltins\nopen\n(S'/etc/shadow'\ntR.");
    write("net.pkl", "csocket\ncreate_connection\n((S'127.0.0.1'\nI9\nttR.");
    List<FileReport> files = real().files();
    assertThat(rules(files.get(0))).containsExactly(Rules.FILES);
    assertThat(rules(files.get(1))).contains(Rules.NETWORK);
  }

  @Test
  void whatWasSeenBlocksWhereTheStaticRulesAreSwitchedOff() throws IOException {
    write("a.pkl", "ctabnanny\ncheck\n(S'/etc/hostname'\ntR.");
    Policy.CheckPolicy off = new Policy.CheckPolicy(false, Optional.empty(), Map.of());
    Policy policy =
        new Policy(
            Severity.HIGH,
            false,
            Map.of("GB-ART-010", off, "GB-ART-011", off, "GB-ART-013", off),
            List.of());
    assertThat(verdict(still(), policy)).isEqualTo("clean");
    assertThat(verdict(real(), policy)).isEqualTo("block");
  }

  private static String verdict(TreeScan.Scanned scanned, Policy policy) {
    return ScanResults.subjects(scanned.files(), policy).getFirst().verdict().orElse("");
  }

  @Test
  void aHarmlessPickleStaysAsItWas() throws IOException {
    write("a.pkl", HARMLESS);
    assertThat(real().files()).isEqualTo(still().files());
  }

  @Test
  void quietImprovesNothing() throws IOException {
    write("a.pkl", COMMAND);
    TreeScan.Scanned scanned = deep(State.QUIET, "");
    assertThat(scanned.files()).isEqualTo(still().files());
    assertThat(scanned.files().getFirst().verdict()).isEqualTo(Verdict.BLOCK);
  }

  @Test
  void aMachineWithoutPythonMakesEveryPickleInconclusive() throws IOException {
    write("a.pkl", HARMLESS);
    FileReport report =
        deep(State.NOT_EXAMINED, "there is no python3 on this machine").files().getFirst();
    assertThat(report.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(report.flaws()).extracting(Flaw::rule).containsExactly(Rules.NOT_EXAMINED);
    assertThat(report.flaws().getFirst().message()).contains("no python3").contains("landlock");
  }

  @Test
  void aSandboxThatCannotStartMakesTheFileInconclusiveAndTheNextIsStillLoaded() throws IOException {
    write("a.pkl", HARMLESS);
    write("b.pkl", HARMLESS);
    write("c.pkl", HARMLESS);
    DeepScan scan =
        new DeepScan(
            HELD,
            (_, file) -> {
              if (file.endsWith("a.pkl")) {
                throw GambesonException.badInput("no process left");
              }
              if (file.endsWith("b.pkl")) {
                throw new UncheckedIOException(new IOException("no space left"));
              }
              return new Observation(State.QUIET, List.of(), "", HELD);
            });
    assertThat(scan.run(still(), Progress.silent()).files())
        .extracting(FileReport::verdict)
        .containsExactly(Verdict.INCONCLUSIVE, Verdict.INCONCLUSIVE, Verdict.CLEAN);
  }

  @Test
  void withoutConfinementNothingIsRun() {
    assertThatThrownBy(() -> DeepScan.in(Sandbox.unsafe()))
        .isInstanceOf(GambesonException.class)
        .hasMessageContaining("nothing was run");
  }

  @Test
  void onlyPicklesAreLoadedInTheOrderOfTheReports() throws IOException {
    write("c.txt", "plain text");
    write("b.pkl", HARMLESS);
    write("a.bin", HARMLESS);
    write("numbers.npy", npy("<f8", "\0\0\0\0\0\0\0\0"));
    write("objects.npy", npy("|O", HARMLESS));
    deep(State.QUIET, "");
    assertThat(loaded)
        .containsExactly(
            Loader.PICKLE + " a.bin", Loader.PICKLE + " b.pkl", Loader.NUMPY + " objects.npy");
  }

  @Test
  void aPickleInsideAnotherFileIsCountedNotLoaded() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
      zip.write(COMMAND.getBytes(StandardCharsets.ISO_8859_1));
    }
    Files.write(folder.resolve("a.gz"), bytes.toByteArray());
    assertThat(deep(State.QUIET, "").notices().getLast()).contains("1 file was not loaded");
    assertThat(loaded).isEmpty();
  }

  @Test
  void theWordsOfAHostileFileAreCutAndCleaned() throws IOException {
    write("a.pkl", HARMLESS);
    String nasty = "x\u001b[2J\n\u202e<object at 0x7f00ab>" + "y".repeat(5000);
    String message =
        deep(State.ACTED, "", new Event(Kind.SYSTEM, nasty))
            .files()
            .getFirst()
            .flaws()
            .getFirst()
            .message();
    assertThat(message).doesNotContain("\u001b", "\n", "\u202e", "0x7f").hasSizeLessThan(300);
  }

  @Test
  void manyStepsMakeOneFlawPerRuleThatNamesTheFirstOfThem() throws IOException {
    write("a.pkl", HARMLESS);
    Event[] many = new Event[2000];
    for (int i = 0; i < many.length; i++) {
      many[i] = new Event(i % 2 == 0 ? Kind.WRITE : Kind.NATIVE, "step " + i);
    }
    FileReport report = deep(State.ACTED, "", many).files().getFirst();
    assertThat(report.flaws())
        .extracting(Flaw::rule)
        .containsExactly(Rules.CODE, Rules.FILES)
        .doesNotHaveDuplicates();
    assertThat(report.flaws().getLast().message()).contains("step 0").contains("997 other steps");
  }

  private static String npy(String type, String data) {
    String header =
        "{'descr': '%s', 'fortran_order': False, 'shape': (1,), }".formatted(type).strip();
    header = String.format(Locale.ROOT, "%-117s\n", header);
    return "\u0093NUMPY\u0001\0" + (char) header.length() + "\0" + header + data;
  }
}
