package dev.gambeson.cli.convert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gambeson.artifact.sandbox.Sandbox;
import dev.gambeson.cli.Main;
import dev.gambeson.core.GambesonException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConvertCommandTest {
  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Path input = Path.of("");

  @BeforeEach
  void aSandboxAndAnInput() throws IOException {
    assumeTrue(hasSandbox(), "this machine has no sandbox");
    input = Files.writeString(folder.resolve("model.bin"), "tree\nversion=v4\n");
  }

  private static boolean hasSandbox() {
    try {
      return Sandbox.strict().confinement().confined();
    } catch (GambesonException e) {
      return false;
    }
  }

  private int convert(String to, String with, String... more) {
    List<String> args =
        new ArrayList<>(List.of("convert", input.toString(), "--to", to, "--with", with));
    args.addAll(List.of(more));
    return Main.run(
        new PrintWriter(out, true), new PrintWriter(err, true), args.toArray(String[]::new));
  }

  private Path made() {
    return folder.resolve("model.txt");
  }

  @Test
  void aResultOfThePromisedFormatGetsItsPlace() {
    assertThat(convert("lightgbm-text", "cp {input} {output}")).as("%s", err).isZero();
    assertThat(made()).hasContent("tree\nversion=v4");
    assertThat(out.toString()).contains("model.txt  LightGBM text  16 bytes");
    assertThat(err.toString()).contains("sandbox: ", "not covered: ");
    assertThat(folder).isDirectoryNotContaining("glob:**.tmp");
  }

  @Test
  void aScriptThatTheCommandNamesMayBeRead() throws IOException {
    Path script = Files.writeString(folder.resolve("my script.sh"), "cat \"$1\" > \"$2\"");
    assertThat(convert("lightgbm-text", "sh '" + script + "' {input} {output}"))
        .as("%s", err)
        .isZero();
    assertThat(made()).exists();
  }

  @Test
  void aFileThatItDoesNotNameMayNot() throws IOException {
    Files.writeString(folder.resolve("secret"), "tree\n");
    String with = "sh -c 'cat \"$(dirname $0)/secret\" > $1' {input} {output}";
    assertThat(convert("lightgbm-text", with)).isEqualTo(2);
    assertThat(err.toString()).contains("The converter failed", "Permission denied", "--read");
    assertThat(made()).doesNotExist();
    assertThat(convert("lightgbm-text", with, "--read", folder.toString())).isZero();
  }

  @Test
  void anotherFormatThanPromisedIsThrownAway() {
    assertThat(convert("onnx", "cp {input} {output}")).isEqualTo(2);
    assertThat(err.toString()).contains("was to make ONNX and made LightGBM text");
    assertThat(folder.resolve("model.onnx")).doesNotExist();
  }

  @Test
  void aBrokenOnnxFileIsThrownAway() {
    assertThat(
            convert(
                "onnx", "sh -c 'printf \"\\\\010\\\\010\\\\072\\\\177xx\" > $1' {input} {output}"))
        .isEqualTo(2);
    assertThat(err.toString()).contains("thrown away");
    assertThat(folder.resolve("model.onnx")).doesNotExist();
  }

  @Test
  void aLinkIsNoResult() {
    assertThat(convert("lightgbm-text", "ln -s {input} {output}")).isEqualTo(2);
    assertThat(err.toString()).contains("left no regular file");
  }

  @Test
  void whatTheConverterSaysIsShownWithoutItsEscapes() {
    assertThat(convert("onnx", "sh -c 'printf \"\\\\033[31mbad\" >&2; exit 3' {input} {output}"))
        .isEqualTo(2);
    assertThat(err.toString()).contains("exit status 3", "bad").doesNotContain("\u001b");
  }

  @Test
  void itEndsAtItsTimeout() {
    assertThat(convert("onnx", "sh -c 'sleep 60' {input} {output}", "--timeout", "1")).isEqualTo(2);
    assertThat(err.toString()).contains("killed at its limit of wall time");
  }

  @Test
  void aFileThatIsThereIsKept() throws IOException {
    Files.writeString(made(), "mine");
    assertThat(convert("lightgbm-text", "cp {input} {output}")).isEqualTo(4);
    assertThat(made()).hasContent("mine");
    assertThat(convert("lightgbm-text", "cp {input} {output}", "--overwrite")).isZero();
    assertThat(made()).hasContent("tree\nversion=v4");
  }

  @Test
  void unsafeSaysSo() {
    assertThat(convert("lightgbm-text", "cp {input} {output}", "--unsafe")).isZero();
    assertThat(err.toString()).contains("NOT CONFINED");
  }

  @Test
  void wrongUsageIsTold() {
    assertThat(convert("pickle", "cp {input} {output}")).isEqualTo(4);
    assertThat(convert("onnx", "cp {input}")).isEqualTo(4);
    assertThat(convert("onnx", "no-such-tool {input} {output}")).isEqualTo(4);
    assertThat(convert("onnx", "cp {input} {output}", "--memory", "1")).isEqualTo(4);
    assertThat(convert("onnx", "cp '{input} {output}")).isEqualTo(4);
  }

  @Test
  void wordsAreSplitAsAShellDoesAndNothingElse() {
    assertThat(Words.of("  a 'b c' \"d \\\" e\" f\\ g '' $H *"))
        .containsExactly("a", "b c", "d \" e", "f g", "", "$H", "*");
    assertThatThrownBy(() -> Words.of("a 'b")).isInstanceOf(GambesonException.class);
  }
}
