package dev.gambeson.model;

import static dev.gambeson.model.OnnxModels.FLOAT;
import static dev.gambeson.model.OnnxModels.INT64;
import static dev.gambeson.model.OnnxModels.STRING;
import static dev.gambeson.model.OnnxModels.linear;
import static dev.gambeson.model.OnnxModels.model;
import static dev.gambeson.model.OnnxModels.node;
import static dev.gambeson.model.OnnxModels.save;
import static dev.gambeson.model.OnnxModels.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gambeson.artifact.onnx.OnnxSupport;
import dev.gambeson.artifact.onnx.proto.GraphProto;
import dev.gambeson.artifact.onnx.proto.ModelProto;
import dev.gambeson.artifact.onnx.proto.StringStringEntryProto;
import dev.gambeson.artifact.onnx.proto.TensorProto;
import dev.gambeson.core.GambesonException;
import dev.gambeson.core.Workers;
import dev.gambeson.core.data.Feature;
import dev.gambeson.core.data.FeatureSpace;
import dev.gambeson.core.data.Rows;
import dev.gambeson.core.model.AuditSubject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxModelTest {
  private static final FeatureSpace TWO = numbers("a", "b");
  private static final Rows ROWS = Rows.of(new double[] {1, 2}, new double[] {-3, 0.5});
  private static final float[] W2 = {1, -1, 0.5f, -0.5f};

  @TempDir private Path folder;

  private static FeatureSpace numbers(String... names) {
    return new FeatureSpace(
        Arrays.stream(names)
            .<Feature>map(n -> new Feature.Numeric(n, false, -3, 3, 1, false))
            .toList());
  }

  private LoadedClassifier load(ModelProto model) {
    return load(model, TWO);
  }

  private LoadedClassifier load(ModelProto model, FeatureSpace features) {
    return ModelLoader.open(save(folder, model)).classifier(features, Optional.empty());
  }

  private static double sigmoid(double z) {
    return 1 / (1 + Math.exp(-z));
  }

  private static void assertScores(LoadedClassifier c, double... positive) {
    float[] scores = c.scores(ROWS);
    for (int i = 0; i < positive.length; i++) {
      assertThat((double) scores[2 * i + 1]).isEqualTo(positive[i], within(1e-6));
      assertThat((double) scores[2 * i]).isEqualTo(1 - positive[i], within(1e-6));
    }
  }

  private static GraphProto.Builder softmax() {
    return linear(
        2, W2, node("Softmax", "", List.of("z"), List.of("p"), OnnxModels.integer("axis", 1)));
  }

  @Test
  void probabilitiesOfAnyNameAreFoundBesideALabel() {
    GraphProto.Builder graph = softmax();
    graph.addNode(node("ArgMax", "", List.of("p"), List.of("l"), OnnxModels.integer("axis", 1)));
    graph.addOutput(value("p", FLOAT, -1, 2)).addOutput(value("l", INT64, -1, 1));
    try (LoadedClassifier c = load(model(graph))) {
      assertThat(c.classes()).containsExactly("0", "1");
      assertThat(c.notices()).isEmpty();
      assertScores(c, sigmoid(-4), sigmoid(5.5));
    }
  }

  @Test
  void logitsAreTurnedIntoProbabilitiesWithANotice() {
    try (LoadedClassifier c = load(model(linear(2, W2).addOutput(value("z", FLOAT, -1, 2))))) {
      assertScores(c, sigmoid(-4), sigmoid(5.5));
      assertThat(c.notices()).singleElement().asString().contains("softmax");
    }
  }

  @Test
  void oneSigmoidOutputMakesTwoClasses() {
    GraphProto.Builder graph =
        linear(1, new float[] {1, 0.5f}, node("Sigmoid", "", List.of("z"), List.of("s")))
            .addOutput(value("s", FLOAT, -1, 1));
    try (LoadedClassifier c = load(model(graph))) {
      assertScores(c, sigmoid(2), sigmoid(-2.75));
      assertThat(c.notices()).isEmpty();
    }
  }

  @Test
  void oneFlatOutputMakesTwoClasses() {
    GraphProto.Builder graph =
        linear(
                1,
                new float[] {1, 0.5f},
                node("Sigmoid", "", List.of("z"), List.of("s")),
                node("Squeeze", "", List.of("s", "axis"), List.of("flat")))
            .addInitializer(
                TensorProto.newBuilder()
                    .setName("axis")
                    .setDataType(INT64)
                    .addDims(1)
                    .addInt64Data(1))
            .addOutput(value("flat", FLOAT, -1));
    try (LoadedClassifier c = load(model(graph))) {
      assertScores(c, sigmoid(2), sigmoid(-2.75));
    }
  }

  @Test
  void oneLogitIsPutThroughTheLogisticFunctionWithANotice() {
    GraphProto.Builder graph = linear(1, new float[] {1, 0.5f}).addOutput(value("z", FLOAT, -1, 1));
    try (LoadedClassifier c = load(model(graph))) {
      assertScores(c, sigmoid(2), sigmoid(-2.75));
      assertThat(c.notices()).singleElement().asString().contains("logistic");
    }
  }

  private static ModelProto zipMap(String key) {
    GraphProto.Builder graph = softmax();
    graph.addNode(
        node(
            "ZipMap",
            "ai.onnx.ml",
            List.of("p"),
            List.of("maps"),
            key.equals("text")
                ? OnnxModels.strings("classlabels_strings", "no", "yes")
                : OnnxModels.ints("classlabels_int64s", 7, 9)));
    return model(graph.addOutput(OnnxModels.maps("maps", key.equals("text") ? STRING : INT64)));
  }

  @Test
  void aZipMapIsReadAsTheTensorBehindItWithItsTextLabels() {
    try (LoadedClassifier c = load(zipMap("text"))) {
      assertThat(c.classes()).containsExactly("no", "yes");
      assertScores(c, sigmoid(-4), sigmoid(5.5));
    }
  }

  @Test
  void aZipMapWithNumbersNamesItsClassesByThem() {
    try (LoadedClassifier c = load(zipMap("number"))) {
      assertThat(c.classes()).containsExactly("7", "9");
    }
  }

  @Test
  void theTensorBehindAZipMapEqualsItsMaps() {
    // the map read as a map: an operator we do not look through stands between
    ModelProto hidden = hiddenZipMap();
    try (LoadedClassifier maps = load(hidden);
        LoadedClassifier tensor = load(zipMap("text"))) {
      assertThat(maps.classes()).isEqualTo(tensor.classes());
      assertThat(maps.scores(ROWS)).isEqualTo(tensor.scores(ROWS));
    }
  }

  private static ModelProto hiddenZipMap() {
    ModelProto.Builder model = zipMap("text").toBuilder();
    GraphProto.Builder graph = model.getGraphBuilder();
    GraphProto branch =
        GraphProto.newBuilder()
            .setName("branch")
            .addNode(graph.getNode(2))
            .addOutput(OnnxModels.maps("maps", STRING))
            .build();
    graph.removeNode(2);
    graph.addInitializer(TensorProto.newBuilder().setName("yes").setDataType(9).addInt32Data(1));
    graph.clearOutput().addOutput(OnnxModels.maps("out", STRING));
    graph.addNode(
        node(
            "If",
            "",
            List.of("yes"),
            List.of("out"),
            subgraph("then_branch", branch),
            subgraph("else_branch", branch)));
    return model.build();
  }

  private static dev.gambeson.artifact.onnx.proto.AttributeProto subgraph(
      String name, GraphProto graph) {
    return dev.gambeson.artifact.onnx.proto.AttributeProto.newBuilder()
        .setName(name)
        .setType(dev.gambeson.artifact.onnx.proto.AttributeProto.AttributeType.GRAPH)
        .setG(graph)
        .build();
  }

  @Test
  void aFloat64ModelIsFedFloat64() {
    GraphProto.Builder graph =
        GraphProto.newBuilder()
            .addInput(value("x", OnnxModels.DOUBLE, -1, 2))
            .addInitializer(OnnxModels.doubles("W", new long[] {2, 1}, 1, 0.5))
            .addNode(node("MatMul", "", List.of("x", "W"), List.of("z")))
            .addNode(node("Sigmoid", "", List.of("z"), List.of("s")))
            .addOutput(value("s", OnnxModels.DOUBLE, -1, 1));
    try (LoadedClassifier c = load(model(graph))) {
      assertScores(c, sigmoid(2), sigmoid(-2.75));
    }
  }

  private static GraphProto.Builder columns(boolean flat) {
    GraphProto.Builder graph =
        GraphProto.newBuilder()
            .addInput(flat ? value("age", INT64, -1) : value("age", INT64, -1, 1))
            .addInput(value("sex", STRING, -1, 1))
            .addNode(
                node("Cast", "", List.of("age"), List.of("agef"), OnnxModels.integer("to", FLOAT)))
            .addNode(
                node(
                    "OneHotEncoder",
                    "ai.onnx.ml",
                    List.of("sex"),
                    List.of("oh"),
                    OnnxModels.strings("cats_strings", "f", "m"),
                    OnnxModels.integer("zeros", 1)))
            .addNode(
                node("Flatten", "", List.of("oh"), List.of("sexf"), OnnxModels.integer("axis", 1)));
    String age = "agef";
    if (flat) {
      graph
          .addInitializer(
              TensorProto.newBuilder().setName("one").setDataType(INT64).addDims(1).addInt64Data(1))
          .addNode(node("Unsqueeze", "", List.of("agef", "one"), List.of("age2")));
      age = "age2";
    }
    return graph
        .addNode(
            node("Concat", "", List.of(age, "sexf"), List.of("x"), OnnxModels.integer("axis", 1)))
        .addInitializer(OnnxModels.floats("W", new long[] {3, 1}, 0.1f, -1, 1))
        .addNode(node("MatMul", "", List.of("x", "W"), List.of("z")))
        .addNode(node("Sigmoid", "", List.of("z"), List.of("s")))
        .addOutput(value("s", FLOAT, -1, 1));
  }

  private static final FeatureSpace RAW =
      new FeatureSpace(
          List.of(
              new Feature.Categorical("sex", List.of("m", "f"), true),
              new Feature.Numeric("age", true, 0, 99, 1, false)));

  @Test
  void namedInputsTakeTheirColumnsWhateverTheOrderOrRank() {
    for (boolean flat : List.of(true, false)) {
      ModelFile file = ModelLoader.open(save(folder, model(columns(flat))));
      assertThat(file.namedInputs()).containsExactly("age", "sex");
      assertThat(file.textInputs()).containsExactly("sex");
      assertThat(file.knownLevels()).containsOnlyKeys("sex");
      try (LoadedClassifier c = file.classifier(RAW, Optional.empty())) {
        float[] scores =
            c.scores(Rows.of(new double[] {0, 20}, new double[] {1, 30}, new double[] {-1, 10}));
        assertThat((double) scores[1]).isEqualTo(sigmoid(3), within(1e-6));
        assertThat((double) scores[3]).isEqualTo(sigmoid(2), within(1e-6));
        assertThat((double) scores[5]).isEqualTo(sigmoid(1), within(1e-6));
      }
    }
  }

  @Test
  void aColumnThatANamedInputNeedsIsAskedForByName() {
    assertThatThrownBy(() -> load(model(columns(false)), numbers("age", "sox")))
        .hasMessageContaining("needs column 'sex'")
        .hasMessageContaining("Did you mean 'sox'?");
  }

  @Test
  void textInANumberInputIsRefusedWithAnExample() {
    FeatureSpace wrong =
        new FeatureSpace(
            List.of(
                new Feature.Categorical("sex", List.of("m"), true),
                new Feature.Categorical("age", List.of("12", "old"), true)));
    assertThatThrownBy(() -> load(model(columns(false)), wrong))
        .hasMessageContaining("takes numbers (int64) in 'age'")
        .hasMessageContaining("'old'");
  }

  @Test
  void anEmptyCellInAWholeNumberInputNamesTheRow() {
    try (LoadedClassifier c = load(model(columns(false)), RAW)) {
      Rows rows = Rows.of(new double[] {0, 20}, new double[] {0, Double.NaN});
      assertThatThrownBy(() -> c.scores(rows)).hasMessageContaining("'age', but row 2 has none");
    }
  }

  @Test
  void preprocessingForAModelThatDoesItsOwnIsRefused() {
    Preprocessing p =
        new Preprocessing(
            List.of(new Preprocessing.Numeric("age", java.util.OptionalDouble.empty())),
            Optional.empty(),
            Optional.empty(),
            List.of());
    ModelFile file = ModelLoader.open(save(folder, model(columns(false))));
    assertThatThrownBy(() -> file.classifier(RAW, Optional.of(p)))
        .hasMessageContaining("does its own preprocessing");
  }

  @Test
  void aWidthThatDoesNotFitSaysBothNumbers() {
    ModelProto m = model(softmax().addOutput(value("p", FLOAT, -1, 2)));
    assertThatThrownBy(() -> load(m, numbers("a", "b", "c")))
        .isInstanceOf(GambesonException.class)
        .hasMessageContaining("takes 2 inputs")
        .hasMessageContaining("3");
  }

  @Test
  void aModelWithLabelsAloneIsRefused() {
    GraphProto.Builder graph = softmax();
    graph.addNode(node("ArgMax", "", List.of("p"), List.of("l"), OnnxModels.integer("axis", 1)));
    assertThatThrownBy(() -> load(model(graph.addOutput(value("l", INT64, -1, 1)))))
        .hasMessageContaining("no output with scores (it has l: int64)");
  }

  @Test
  void anOpsetFromTheFutureIsNamed() {
    ModelProto m = model(softmax().addOutput(value("p", FLOAT, -1, 2)), 99);
    assertThatThrownBy(() -> load(m))
        .isInstanceOf(GambesonException.class)
        .hasMessageContaining("needs operator set 99 of ai.onnx; 1 to 26 can be run");
  }

  @Test
  void theNewestSupportedVersionsLoadAndTheNextDoNot() {
    ModelProto.Builder m = model(softmax().addOutput(value("p", FLOAT, -1, 2)), 26).toBuilder();
    load(m.setIrVersion(OnnxSupport.MAX_IR).build()).close();
    assertThatThrownBy(() -> load(m.setIrVersion(OnnxSupport.MAX_IR + 1).build()))
        .hasMessageContaining("format version 14");
  }

  @Test
  void anUnknownOperatorIsRefusedInOneLine() {
    GraphProto.Builder graph =
        linear(1, new float[] {1, 1}, node("Evil", "com.evil", List.of("z"), List.of("s")))
            .addOutput(value("s", FLOAT, -1, 1));
    assertThatThrownBy(() -> load(model(graph)))
        .isInstanceOf(GambesonException.class)
        .hasMessageContaining("cannot run")
        .message()
        .doesNotContain("\n");
  }

  @Test
  void externalDataIsRefusedAndNeverOpened() throws Exception {
    Files.writeString(folder.resolve("secret.bin"), "12345678");
    GraphProto.Builder graph = softmax();
    graph.setInitializer(
        0,
        TensorProto.newBuilder()
            .setName("W")
            .setDataType(FLOAT)
            .addDims(2)
            .addDims(2)
            .setDataLocation(TensorProto.DataLocation.EXTERNAL)
            .addExternalData(
                StringStringEntryProto.newBuilder().setKey("location").setValue("secret.bin")));
    Path file = save(folder, model(graph.addOutput(value("p", FLOAT, -1, 2))));
    assertThatThrownBy(() -> ModelLoader.open(file))
        .hasMessageContaining("'secret.bin'")
        .hasMessageContaining("not opened");
  }

  @Test
  void aTruncatedFileIsRefused() throws Exception {
    Path file = save(folder, model(softmax().addOutput(value("p", FLOAT, -1, 2))));
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
    assertThatThrownBy(() -> ModelLoader.open(file)).hasMessageContaining("not a whole ONNX file");
  }

  @Test
  void manyThreadsGiveTheSameScoresAsOne() {
    double[] values = new double[2 * 5000];
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.sin(i);
    }
    Rows rows = new Rows(5000, 2, values);
    try (LoadedClassifier c = load(zipMap("text"));
        Workers one = new Workers(1);
        Workers four = new Workers(4)) {
      assertThat(AuditSubject.scores(c, rows, four)).isEqualTo(AuditSubject.scores(c, rows, one));
    }
  }

  @Test
  void aClosedModelRefusesToAnswerInsteadOfCrashing() {
    LoadedClassifier c = load(zipMap("text"));
    c.close();
    c.close();
    assertThatThrownBy(() -> c.scores(ROWS)).isInstanceOf(IllegalStateException.class);
  }
}
