package dev.gambeson.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every wrong input gets one clear message and its exit code; never a stack trace, never half a
/// file.
class BadInputTest {
  private static final int COULD_NOT_RUN = 2;
  private static final int NOTHING = 3;
  private static final int USAGE = 4;

  @TempDir private Path folder;
  private TinyCase tiny;

  @BeforeEach
  void makeCase() throws Exception {
    tiny = TinyCase.in(folder);
  }

  private void refused(List<String> flags, int code, String... words) {
    Path report = folder.resolve("report.json");
    List<String> all = new ArrayList<>(flags);
    all.addAll(List.of("--quiet", "--format", "json", "--output", report.toString()));
    TinyCase.Ran ran = TinyCase.run(all);
    assertThat(ran.err()).contains(words).doesNotContain("\tat ", "    at dev.", "internal error");
    assertThat(ran.code()).as(ran.err()).isEqualTo(code);
    assertThat(ran.out()).isEmpty();
    assertThat(report).doesNotExist();
    assertThat(folder.toFile().list((_, name) -> name.endsWith(".tmp"))).isEmpty();
  }

  private Path write(String name, String content) throws Exception {
    return Files.writeString(folder.resolve(name), content);
  }

  @Test
  void aModelThatIsNoModel() throws Exception {
    refused(tiny.with("--model", write("m.onnx", "hello").toString()), COULD_NOT_RUN, "m.onnx");
  }

  @Test
  void aTruncatedModel() throws Exception {
    byte[] whole = Files.readAllBytes(tiny.path("model.onnx"));
    Path cut = Files.write(folder.resolve("cut.onnx"), Arrays.copyOf(whole, whole.length / 2));
    refused(tiny.with("--model", cut.toString()), COULD_NOT_RUN, "cut.onnx");
  }

  @Test
  void aModelOfAnotherWidth() throws Exception {
    String steps =
        Files.readString(tiny.path("steps.json")).replace("\"driver\"", "\"driver\", \"pilot\"");
    refused(
        tiny.with("--preprocessing", write("wide.json", steps).toString()),
        COULD_NOT_RUN,
        "5",
        "6");
  }

  @Test
  void aModelFileThatIsAFolder() {
    refused(tiny.with("--model", folder.toString()), USAGE, "is a folder");
  }

  @Test
  void aDataFileThatIsAbsent() {
    refused(
        tiny.with("--data", folder.resolve("no.csv").toString()),
        USAGE,
        "no.csv",
        "does not exist");
  }

  @Test
  void aLabelColumnThatIsAbsent() {
    refused(tiny.with("--label", "yy"), USAGE, "no column 'yy'", "Did you mean 'y'?");
  }

  @Test
  void aFeatureColumnThatIsAbsent() throws Exception {
    String text = Files.readString(tiny.path("test.csv")).replaceFirst("income", "incme");
    refused(
        tiny.with("--data", write("t.csv", text).toString()),
        USAGE,
        "no column 'income'",
        "Did you mean 'incme'?");
  }

  @Test
  void aProtectedColumnThatIsAbsent() {
    refused(tiny.with("--protected", "gender"), USAGE, "no column 'gender'");
  }

  @Test
  void aNumericColumnThatHoldsText() throws Exception {
    String text = Files.readString(tiny.path("test.csv")).replaceFirst("\n\\d+,", "\nold,");
    refused(
        tiny.with("--data", write("t.csv", text).toString()),
        COULD_NOT_RUN,
        "'age'",
        "'old'",
        "row 1");
  }

  @Test
  void anInfiniteValue() throws Exception {
    String text = Files.readString(tiny.path("test.csv")).replaceFirst("\n\\d+,", "\nInf,");
    refused(tiny.with("--data", write("t.csv", text).toString()), COULD_NOT_RUN, "age");
  }

  @Test
  void duplicateHeaders() throws Exception {
    String text = Files.readString(tiny.path("test.csv")).replaceFirst("sex", "age");
    refused(tiny.with("--data", write("t.csv", text).toString()), COULD_NOT_RUN, "age", "t.csv");
  }

  @Test
  void aRaggedRow() throws Exception {
    String text = Files.readString(tiny.path("test.csv")) + "1,2\n";
    refused(tiny.with("--data", write("t.csv", text).toString()), COULD_NOT_RUN, "302");
  }

  @Test
  void anEmptyFile() throws Exception {
    refused(tiny.with("--data", write("t.csv", "").toString()), NOTHING, "t.csv", "empty");
  }

  @Test
  void aHeaderWithoutRows() throws Exception {
    refused(
        tiny.with("--data", write("t.csv", "age,income,job,sex,y\n").toString()), NOTHING, "t.csv");
  }

  @Test
  void aTenGigabyteFile() throws Exception {
    Path huge = folder.resolve("huge.csv");
    try (RandomAccessFile file = new RandomAccessFile(huge.toFile(), "rw")) {
      file.writeBytes("age,income,job,sex,y\n");
      file.setLength(10L << 30); // sparse: takes no disk
    }
    Path model = folder.resolve("huge.onnx");
    Files.copy(tiny.path("model.onnx"), model);
    try (RandomAccessFile file = new RandomAccessFile(model.toFile(), "rw")) {
      file.setLength(10L << 30);
    }
    refused(tiny.with("--data", huge.toString()), COULD_NOT_RUN, "huge.csv", "limit");
    refused(tiny.with("--model", model.toString()), COULD_NOT_RUN, "huge.onnx", "limit");
  }

  @Test
  void anOutputThatCannotBeWritten() {
    List<String> flags = tiny.flags();
    flags.addAll(
        List.of("--format", "html", "--output", folder.resolve("no/such/r.html").toString()));
    TinyCase.Ran ran = TinyCase.run(flags);
    assertThat(ran.code()).isEqualTo(USAGE);
    assertThat(ran.err()).contains("r.html", "does not exist");
  }

  @Test
  void anUnknownCheckInThePolicy() throws Exception {
    Path config = write("g.yaml", "policy:\n  checks:\n    GB-FAIR-01: {severity: low}\n");
    refused(
        tiny.with("--config", config.toString()),
        USAGE,
        "GB-FAIR-01",
        "Did you mean 'GB-FAIR-001'?");
  }

  @Test
  void aConfigurationThatIsNoYaml() throws Exception {
    refused(
        tiny.with("--config", write("g.yaml", "policy: [").toString()), USAGE, "g.yaml", "line");
  }

  @Test
  void contradictoryFlags() {
    refused(tiny.with("--train", tiny.path("test.csv").toString()), USAGE, "same file");
    refused(tiny.with("--protected", "y"), USAGE, "both the label and a protected attribute");
    List<String> twice = tiny.flags();
    twice.addAll(List.of("--checks", "GB-FAIR", "--skip", "GB-FAIR-001"));
    refused(twice, USAGE, "--checks and --skip");
    List<String> stdout = tiny.flags();
    stdout.addAll(List.of("--format", "html", "--format", "md"));
    refused(stdout, USAGE, "standard output");
  }

  @Test
  void protectedAttributesWithoutPolarity() {
    List<String> flags = tiny.with("--protected", "sex");
    int at = flags.indexOf("--favourable");
    flags.subList(at, at + 2).clear();
    refused(flags, USAGE, "--favourable");
  }

  @Test
  void aFavourableValueThatIsNone() {
    refused(tiny.with("--favourable", "yes"), USAGE, "'yes'", "0, 1");
  }

  @Test
  void unknownFlagsFormatsSeveritiesAndCommands() {
    refused(tiny.with("--modle", "x"), USAGE, "--modle");
    refused(tiny.with("--fail-on", "terrible"), USAGE, "critical, high, medium, low, info");
    TinyCase.Ran format = TinyCase.run(tiny.with("--format", "htlm"));
    assertThat(format.code()).isEqualTo(USAGE);
    assertThat(format.err()).contains("Did you mean 'html'?");
    TinyCase.Ran command = TinyCase.run("audti");
    assertThat(command.code()).isEqualTo(USAGE);
    assertThat(command.err()).contains("Did you mean `gambeson audit`?");
  }

  @Test
  void labelsOfOneClassAreInconclusiveNotACrash() throws Exception {
    String constant = Files.readString(tiny.path("test.csv")).replaceAll(",[01]\n", ",1\n");
    List<String> flags = tiny.with("--data", write("t.csv", constant).toString());
    flags.addAll(List.of("--skip", "GB-EVA,GB-EXT", "--fail-on", "critical"));
    TinyCase.Ran ran = TinyCase.run(flags);
    assertThat(ran.code()).as(ran.err()).isEqualTo(COULD_NOT_RUN);
    assertThat(ran.out()).contains("nconclusive").doesNotContain("internal error");
  }

  @Test
  void aMissingFlagSaysWhichAndGivesAnExample() {
    TinyCase.Ran ran = TinyCase.run("audit", "--data", "x.csv");
    assertThat(ran.code()).isEqualTo(USAGE);
    assertThat(ran.err()).contains("--model is needed").contains("Example: gambeson audit");
  }
}
