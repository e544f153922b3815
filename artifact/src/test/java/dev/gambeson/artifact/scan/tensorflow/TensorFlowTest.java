package dev.gambeson.artifact.scan.tensorflow;

import static dev.gambeson.artifact.scan.Hostility.scan;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gambeson.artifact.scan.Hostility;
import dev.gambeson.artifact.scan.engine.Verdict;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TensorFlowTest {
  private static byte[] text(String s) {
    return s.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  private static byte[] varint(long value) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    long v = value;
    while (v > 0x7f) {
      out.write((int) (v & 0x7f | 0x80));
      v >>>= 7;
    }
    out.write((int) v);
    return out.toByteArray();
  }

  private static byte[] field(int number, byte[] value) {
    return join(varint(number << 3 | 2), varint(value.length), value);
  }

  private static byte[] number(int number, long value) {
    return join(varint((long) number << 3), varint(value));
  }

  private static byte[] node(String op) {
    return field(1, join(field(1, text("n")), field(2, text(op))));
  }

  private static byte[] functionOf(String name, String op) {
    byte[] node = field(3, join(field(1, text("n")), field(2, text(op))));
    return field(2, field(1, join(field(1, field(1, text(name))), node)));
  }

  private static byte[] saved(byte[]... graph) {
    byte[] info = field(1, join(field(4, text("serve")), field(5, text("2.18.0"))));
    return join(number(1, 1), field(2, join(info, field(2, join(graph)))));
  }

  private static Verdict verdict(byte[] file) {
    return scan("saved_model.pb", file).verdict();
  }

  @Test
  void anOrdinaryModelIsClean() {
    byte[] file =
        saved(
            node("Placeholder"),
            node("MatMul"),
            node("SaveV2"),
            node("RestoreV2"),
            functionOf("f", "Relu"),
            node("f"));
    assertThat(scan("saved_model.pb", file).flaws()).isEmpty();
    assertThat(scan("x", file).kind()).isEqualTo("tf-saved-model");
    assertThat(scan("frozen.pb", join(node("Placeholder"), node("Relu"))).kind())
        .isEqualTo("tf-graph");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PyFunc",
        "EagerPyFunc",
        "PyFuncStateless",
        "ReadFile",
        "WriteFile",
        "MatchingFiles",
        "TextLineDataset",
        "TFRecordDatasetV2",
        "FixedLengthRecordReaderV2",
        "WholeFileReaderV2",
        "SqlDataset",
        "CreateSummaryFileWriter",
        "ExperimentalLMDBDataset",
        "DebugIdentityV3",
        "ImmutableConst",
        "DataServiceDatasetV4",
        "Rpc",
        "Abort",
        "LoadDataset",
        "SnapshotDatasetV2",
        "RunShellCommand",
      })
  void operatorsThatActAreBlockedInGraphsAndFunctions(String op) {
    assertThat(verdict(saved(node(op)))).isEqualTo(Verdict.BLOCK);
    assertThat(verdict(saved(node("Relu"), functionOf("f", op)))).isEqualTo(Verdict.BLOCK);
    assertThat(verdict(join(node("Relu"), node(op)))).as("frozen graph").isEqualTo(Verdict.BLOCK);
  }

  @Test
  void aCustomOperatorIsReviewed() {
    assertThat(verdict(saved(node("Mine>Special")))).isEqualTo(Verdict.REVIEW);
  }

  @Test
  void anActingOperatorBeforeATruncationStillBlocks() {
    byte[] file = saved(node("PyFunc"), node("Relu"));
    assertThat(verdict(java.util.Arrays.copyOf(file, file.length - 3))).isEqualTo(Verdict.BLOCK);
  }

  @Test
  void anAssetOutsideTheModelIsBlocked() {
    byte[] info = field(1, field(4, text("serve")));
    byte[] asset = field(6, field(2, text("../../etc/passwd")));
    assertThat(verdict(join(number(1, 1), field(2, join(info, field(2, node("Relu")), asset)))))
        .isEqualTo(Verdict.BLOCK);
  }

  @Test
  void aLambdaInTheMetadataIsBlocked() {
    byte[] json = text("{\"class_name\": \"Lambda\", \"config\": {\"function_type\": \"lambda\"}}");
    byte[] object =
        join(
            number(2, 1),
            field(3, text("root.layer-1")),
            field(4, text("_tf_keras_layer")),
            field(5, json));
    assertThat(scan("keras_metadata.pb", field(1, object)).verdict()).isEqualTo(Verdict.BLOCK);
    byte[] user = field(7, field(1, field(4, field(3, json))));
    byte[] info = field(1, field(4, text("serve")));
    assertThat(verdict(join(number(1, 1), field(2, join(info, field(2, node("Relu")), user)))))
        .isEqualTo(Verdict.BLOCK);
  }

  @Test
  void bytesInAnUnknownFieldAreHidden() {
    byte[] file = saved(node("Relu"), field(99, text("something that is not TensorFlow")));
    assertThat(Hostility.titles(scan("saved_model.pb", file))).contains("bytes outside the format");
  }

  @Test
  void truncationAndDamageAreSurvived() {
    byte[] file = saved(node("Placeholder"), node("MatMul"), functionOf("f", "Relu"), node("f"));
    Hostility.cut("saved_model.pb", file, n -> n < 3);
    Hostility.damage("saved_model.pb", file);
  }

  @Test
  void deepNestingEndsInNoCrash() {
    byte[] attr = new byte[0];
    for (int i = 0; i < 3000; i++) {
      attr = field(10, field(2, field(2, attr)));
    }
    byte[] file =
        saved(
            field(
                1,
                join(
                    field(1, text("n")),
                    field(2, text("Relu")),
                    field(5, join(field(1, text("a")), field(2, attr))))));
    assertThat(verdict(file)).isNotEqualTo(Verdict.CLEAN);
  }

  @Test
  void aTableWhoseBlocksLeadOutIsNotClean() {
    byte[] footer = new byte[48];
    byte[] magic = {0x57, (byte) 0xfb, (byte) 0x80, (byte) 0x8b, 0x24, 0x75, 0x47, (byte) 0xdb};
    System.arraycopy(magic, 0, footer, 40, 8);
    footer[0] = 0x7f;
    assertThat(scan("variables.index", join(new byte[20], footer)).verdict())
        .isNotEqualTo(Verdict.CLEAN);
    Hostility.damage("variables.index", join(new byte[20], footer));
  }
}
