package dev.gambeson.artifact.scan.tensor;

import static dev.gambeson.artifact.scan.Hostility.scan;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gambeson.artifact.scan.FileReport;
import dev.gambeson.artifact.scan.Hostility;
import dev.gambeson.artifact.scan.engine.Verdict;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TfliteTest {
  /// A model of one custom operator: root, table, vector, table, text, one after the other.
  private static byte[] model(String operator) {
    byte[] name = operator.getBytes(StandardCharsets.UTF_8);
    ByteBuffer out = ByteBuffer.allocate(56 + name.length + 1).order(ByteOrder.LITTLE_ENDIAN);
    out.putInt(16).put("TFL3".getBytes(StandardCharsets.US_ASCII));
    out.putShort((short) 8).putShort((short) 12).putShort((short) 4).putShort((short) 8);
    out.putInt(8).putInt(3).putInt(4);
    out.putInt(1).putInt(12);
    out.putShort((short) 8).putShort((short) 8).putShort((short) 0).putShort((short) 4);
    out.putInt(8).putInt(4);
    return out.putInt(name.length).put(name).put((byte) 0).array();
  }

  @Test
  void operatorsOfTensorFlowThatOnlyComputeAreClean() {
    FileReport report = scan("m.tflite", model("FlexAddV2"));
    assertThat(report.flaws()).isEmpty();
    assertThat(report.kind()).isEqualTo("tflite");
    assertThat(scan("m.tflite", model("TFLite_Detection_PostProcess")).verdict())
        .isEqualTo(Verdict.CLEAN);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "FlexReadFile",
        "FlexWriteFile",
        "FlexPyFunc",
        "FlexEagerPyFunc",
        "PyFunc",
        "FlexTFRecordDatasetV2",
        "ShellExec"
      })
  void operatorsThatActAreBlocked(String operator) {
    assertThat(scan("m.tflite", model(operator)).verdict()).isEqualTo(Verdict.BLOCK);
  }

  @Test
  void aCustomOperatorIsReviewed() {
    assertThat(scan("m.tflite", model("Mine")).verdict()).isEqualTo(Verdict.REVIEW);
  }

  @Test
  void bytesBehindTheModelAreHidden() {
    byte[] file = model("FlexAddV2");
    byte[] longer = Arrays.copyOf(file, file.length + 40);
    longer[file.length + 30] = 7;
    assertThat(Hostility.titles(scan("m.tflite", longer))).contains("bytes outside the format");
  }

  @Test
  void offsetsThatLeadOutAreNotClean() {
    for (int at : new int[] {0, 16, 24, 28, 32, 44, 48, 52}) {
      byte[] file = model("FlexAddV2");
      ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putInt(at, 0x7fffffff);
      assertThat(scan("m.tflite", file).verdict())
          .as("offset at %d", at)
          .isNotEqualTo(Verdict.CLEAN);
    }
  }

  @Test
  void truncationAndDamageAreSurvived() {
    Hostility.cut("m.tflite", model("FlexAddV2"), _ -> false);
    Hostility.damage("m.tflite", model("FlexAddV2"));
  }
}
