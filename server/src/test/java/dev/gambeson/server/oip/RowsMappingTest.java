package dev.gambeson.server.oip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gambeson.core.data.Feature;
import dev.gambeson.core.data.FeatureSpace;
import dev.gambeson.core.data.Rows;
import dev.gambeson.guard.Answer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RowsMappingTest {
  private static final FeatureSpace MIXED =
      new FeatureSpace(
          List.of(
              new Feature.Numeric("age", true, 0, 100, 1, false),
              new Feature.Categorical("country", List.of("DE", "FR"), false)));
  private static final FeatureSpace NUMBERS =
      new FeatureSpace(
          List.of(
              new Feature.Numeric("a", false, 0, 1, 1, false),
              new Feature.Numeric("b", false, 0, 1, 1, false)));
  private static final float N = Float.NaN;
  private final InferReader reader = new InferReader(OipLimits.defaults());

  private Rows rows(FeatureSpace space, String inputs) {
    byte[] body =
        ("{'inputs':[" + inputs + "]}").replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    return new RowsMapping(space, 3).rows(reader.read(body));
  }

  private static Rows plain(String body) {
    return new PlainRows(new RowsMapping(MIXED, 3), OipLimits.defaults())
        .read(body.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void oneTensorPerFeatureBecomesRows() {
    Rows rows =
        rows(
            MIXED,
            "{'name':'country','datatype':'BYTES','shape':[2,1],'data':['FR','XX']},"
                + "{'name':'age','datatype':'INT32','shape':[2],'data':[5,6]}");
    assertThat(rows.values()).containsExactly(5, 1, 6, -1);
  }

  @Test
  void oneMatrixOfNumbersBecomesRows() {
    assertThat(
            rows(NUMBERS, "{'name':'x','datatype':'FP32','shape':[2,2],'data':[1,2,3,4]}").values())
        .containsExactly(1, 2, 3, 4);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "bad-shape       | {'name':'x','datatype':'FP32','shape':[1,2],'data':[1,2]}",
        "missing-feature | {'name':'age','datatype':'FP32','shape':[1],'data':[1]},{'name':'z','datatype':'FP32','shape':[1],'data':[1]}",
        "unknown-feature | {'name':'age','datatype':'FP32','shape':[1],'data':[1]},{'name':'z','datatype':'FP32','shape':[1],'data':[1]}",
        "bad-datatype    | {'name':'age','datatype':'FP32','shape':[1],'data':[1]},{'name':'country','datatype':'FP32','shape':[1],'data':[1]}",
        "bad-datatype    | {'name':'age','datatype':'BYTES','shape':[1],'data':['1']},{'name':'country','datatype':'BYTES','shape':[1],'data':['DE']}",
        "bad-shape       | {'name':'age','datatype':'FP32','shape':[2],'data':[1,2]},{'name':'country','datatype':'BYTES','shape':[1],'data':['DE']}",
        "batch-size      | {'name':'age','datatype':'FP32','shape':[4],'data':[1,2,3,4]},{'name':'country','datatype':'BYTES','shape':[4],'data':['DE','DE','DE','DE']}",
        "batch-size      | {'name':'age','datatype':'FP32','shape':[0],'data':[]},{'name':'country','datatype':'BYTES','shape':[0],'data':[]}",
        "bad-request     | ",
      })
  void tensorsOfAnotherModelAreRefused(String reason, String inputs) {
    assertThatThrownBy(() -> rows(MIXED, inputs == null ? "" : inputs))
        .isInstanceOfSatisfying(
            BadRequest.class, e -> assertThat(e.reason()).isIn(reason, "unknown-feature"));
  }

  @Test
  void plainRowsAreRead() {
    assertThat(plain("{'age':3,'country':'FR'}").values()).containsExactly(3, 1);
    assertThat(
            plain("{'rows':[{'age':3,'country':'FR'},{'country':null,'age':null}],'x':[1]}")
                .values())
        .containsExactly(3, 1, Double.NaN, -1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "missing-feature | {'age':3}",
        "missing-feature | {}",
        "unknown-feature | {'age':3,'country':'DE','x':1}",
        "bad-datatype    | {'age':'3','country':'DE'}",
        "bad-data        | {'age':[3],'country':'DE'}",
        "bad-json        | {'age':3,'age':4,'country':'DE'}",
        "batch-size      | {'rows':[]}",
        "bad-request     | {'rows':3}",
        "bad-request     | [1]",
        "batch-size      | {'rows':[{'age':1,'country':'DE'},{'age':1,'country':'DE'},{'age':1,'country':'DE'},{'age':1,'country':'DE'}]}",
      })
  void plainRowsOfAnotherModelAreRefused(String reason, String body) {
    assertThatThrownBy(() -> plain(body))
        .isInstanceOfSatisfying(BadRequest.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }

  @Test
  void damagedPlainRowsAreReadOrRefusedAndNothingElse() {
    byte[] fine =
        "{\"rows\":[{\"age\":3,\"country\":\"FR\"},{\"country\":null,\"age\":1.5e1}]}"
            .getBytes(StandardCharsets.UTF_8);
    PlainRows reader = new PlainRows(new RowsMapping(MIXED, 3), OipLimits.defaults());
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(5);
    for (int round = 0; round < 20_000; round++) {
      byte[] bytes = fine.clone();
      for (int i = random.nextInt(3); i >= 0; i--) {
        bytes[random.nextInt(bytes.length)] =
            random.nextBoolean()
                ? (byte) random.nextInt(256)
                : (byte) "{}[]\",:0e-.".charAt(random.nextInt(11));
      }
      try {
        Rows rows = reader.read(bytes);
        assertThat(rows.count()).isBetween(1, 3);
        for (int row = 0; row < rows.count(); row++) {
          assertThat(rows.at(row, 1)).isIn(-1.0, 0.0, 1.0);
        }
      } catch (BadRequest e) {
        assertThat(e.text()).isNotBlank();
      }
    }
  }

  private static Answer answer(int[] labels, float... scores) {
    return new Answer(List.of("no", "yes"), labels.length, labels, scores);
  }

  @Test
  void aWholeAnswerHasLabelsAndProbabilities() {
    List<Tensor> out = RowsMapping.outputs(answer(new int[] {1}, 0.2f, 0.8f), List.of());
    assertThat(out).extracting(Tensor::name).containsExactly("label", "probabilities");
    assertThat(RowsMapping.outputs(answer(new int[] {1}, 0.2f, 0.8f), List.of("label")))
        .extracting(Tensor::name)
        .containsExactly("label");
  }

  @Test
  void withheldScoresAreLeftOut() {
    assertThat(RowsMapping.outputs(answer(new int[] {1}, N, N), List.of()))
        .extracting(Tensor::name)
        .containsExactly("label");
    assertThat(RowsMapping.outputs(answer(new int[] {1}), List.of()))
        .extracting(Tensor::name)
        .containsExactly("label");
    List<Tensor> some = RowsMapping.outputs(answer(new int[] {1, -1}, N, 0.8f, N, N), List.of());
    assertThat(some)
        .extracting(Tensor::name)
        .containsExactly("label", "given_classes", "given_probabilities");
    assertThat(((Tensor.Texts) some.get(0).data()).values()).containsExactly("yes", "");
    assertThat(((Tensor.Texts) some.get(1).data()).values()).containsExactly("yes", "");
  }

  @Test
  void plainAnswersLeaveOutWhatIsWithheld() {
    Answer given = answer(new int[] {1, -1}, N, 0.75f, N, N);
    assertThat(new String(PlainRows.write("m", "3", given), StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"model\":\"m\",\"version\":\"3\",\"predictions\":[{\"label\":\"yes\",\"probabilities\":{\"yes\":0.75}},{\"label\":null}]}");
    Answer number = new Answer(List.of(), 2, new int[0], new float[] {1.5f, N});
    assertThat(new String(PlainRows.write("m", "3", number), StandardCharsets.UTF_8))
        .contains("[{\"value\":1.5},{}]");
  }

  @Test
  void binaryRepliesSayWhereTheirJsonEnds() {
    InferReply reply =
        new InferReply(
            "m",
            "3",
            "",
            java.util.Map.of("p", 1L),
            RowsMapping.outputs(answer(new int[] {1}, 0.25f, 0.75f), List.of()));
    InferWriter.Body body = InferWriter.write(reply, true);
    String json = new String(body.bytes(), 0, body.headerLength(), StandardCharsets.UTF_8);
    assertThat(json)
        .contains(
            "\"parameters\":{\"p\":1}", "{\"binary_data_size\":7}", "{\"binary_data_size\":8}")
        .doesNotContain("\"data\"");
    assertThat(body.bytes()).hasSize(body.headerLength() + 15);
  }

  @Test
  void errorsEscapeWhatTheySay() {
    assertThat(new String(ErrorBody.of("a\"\n<b>\u0007"), StandardCharsets.UTF_8))
        .isEqualTo("{\"error\":\"a\\\"\\n<b>\\u0007\"}");
  }
}
