package dev.gambeson.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.Taxonomy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Help, explanations and completion.
class HelpTest {
  private static final List<String> COMMANDS =
      List.of(
          "demo",
          "audit",
          "check",
          "admit",
          "provenance",
          "scan",
          "bom",
          "keygen",
          "sign",
          "verify",
          "convert",
          "registry",
          "ledger",
          "init",
          "explain",
          "completion");

  @TempDir private Path folder;

  static Stream<CheckInfo> checks() {
    return Catalogue.explained().stream();
  }

  static Stream<String> commandsAndNone() {
    return Stream.concat(
        Stream.of(
            "",
            "serve",
            "serve canaries",
            "serve canaries list",
            "serve canaries issue",
            "serve canaries withdraw",
            "serve canaries drop-from",
            "serve why",
            "serve verify-answer"),
        COMMANDS.stream());
  }

  @ParameterizedTest
  @MethodSource("commandsAndNone")
  void everyCommandHelpsWithAnExample(String command) {
    List<String> args =
        Stream.of((command + " --help").split(" ")).filter(a -> !a.isEmpty()).toList();
    TinyCase.Ran ran = TinyCase.run(args);
    assertThat(ran.code()).isZero();
    assertThat(ran.err()).isEmpty();
    assertThat(ran.out())
        .containsPattern("Examples?:")
        .contains("gambeson" + (command.isEmpty() ? "" : " " + command));
    assertThat(ran.out().lines()).allMatch(l -> l.length() <= 110, "fits a terminal");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "audit", "check", "admit", "scan", "verify"})
  void commandsThatJudgeListTheirExitCodes(String command) {
    String help =
        TinyCase.run(Stream.of(command, "--help").filter(a -> !a.isEmpty()).toList()).out();
    assertThat(help).contains("Exit codes:");
    assertThat(help.substring(help.indexOf("Exit codes:")))
        .containsSubsequence("0", "1", "2", "3", "4", "5");
  }

  @Test
  void theRootHelpNamesEveryCommand() {
    assertThat(TinyCase.run("--help").out()).contains(COMMANDS);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("checks")
  void explainPrintsEverySection(CheckInfo info) {
    TinyCase.Ran ran = TinyCase.run("explain", info.id());
    assertThat(ran.code()).isZero();
    assertThat(ran.out())
        .contains(info.id(), info.title(), info.severity().id())
        .containsSubsequence(
            "Asks:",
            "Why it matters:",
            "How it is measured:",
            "What it cannot see:",
            "When it fails:",
            "References:");
    info.parameters().forEach(p -> assertThat(ran.out()).contains(p.name(), p.meaning()));
    info.refs().forEach(r -> assertThat(ran.out()).contains(Taxonomy.find(r).orElseThrow().url()));
    List<String> prose =
        List.of(info.question(), info.why(), info.how(), info.limits(), info.fix());
    assertThat(prose).noneMatch(String::isBlank);
    String flat = ran.out().replaceAll("\\s+", " ");
    prose.forEach(p -> assertThat(flat).contains(p.replaceAll("\\s+", " ").strip()));
  }

  @Test
  void explainWithoutAnIdListsThemAll() {
    String out = TinyCase.run("explain").out();
    assertThat(out.lines()).hasSameSizeAs(Catalogue.explained());
  }

  @Test
  void anUnknownCheckGetsASuggestion() {
    TinyCase.Ran ran = TinyCase.run("explain", "GB-FAIR-01");
    assertThat(ran.code()).isEqualTo(4);
    assertThat(ran.err()).contains("Did you mean GB-FAIR-001?");
  }

  @Test
  void theCompletionScriptCompletesCommandsAndFlags() throws Exception {
    assertThat(complete("au")).isEqualTo("audit");
    assertThat(complete("audit --fav")).contains("--favourable");
    assertThat(complete("audit --pre")).contains("--preprocessing");
  }

  /// What bash offers for `gambeson <line>` after sourcing the script.
  private String complete(String line) throws Exception {
    Assumptions.assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "needs bash");
    TinyCase.Ran ran = TinyCase.run("completion");
    assertThat(ran.code()).isZero();
    Path script = Files.writeString(folder.resolve("completion.bash"), ran.out());
    assertThat(bash("bash -n '" + script + "'")).isEmpty();
    int words = line.split(" ", -1).length;
    return bash(
        ". '%s'; COMP_WORDS=(gambeson %s); COMP_CWORD=%d; _complete_gambeson; printf '%%s\\n' \"${COMPREPLY[@]}\""
            .formatted(script, line, words));
  }

  private static String bash(String command) throws Exception {
    Process bash = new ProcessBuilder("/bin/bash", "-c", command).redirectErrorStream(true).start();
    String text = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(bash.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(bash.exitValue()).as(text).isZero();
    return text.strip();
  }
}
