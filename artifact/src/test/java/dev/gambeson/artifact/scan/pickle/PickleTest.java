package dev.gambeson.artifact.scan.pickle;

import static dev.gambeson.artifact.scan.Scans.isClean;
import static dev.gambeson.artifact.scan.Scans.isNotClean;
import static dev.gambeson.artifact.scan.Scans.noBeginningIsClean;
import static dev.gambeson.artifact.scan.Scans.reviews;
import static dev.gambeson.artifact.scan.Scans.scan;
import static dev.gambeson.artifact.scan.Scans.survivesDamage;
import static dev.gambeson.artifact.scan.pickle.PickleBytes.protocol;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gambeson.artifact.scan.FileReport;
import dev.gambeson.artifact.scan.engine.Verdict;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PickleTest {
  /// A list of an array, a dictionary and an estimator, as Python writes them.
  private static byte[] ordinary() {
    return protocol(4)
        .op(']', '(')
        .stackGlobal("sklearn.linear_model._logistic", "LogisticRegression")
        .op(')')
        .raw(0x81)
        .op('}', '(')
        .string("C")
        .raw('G', 0x3f, 0xf0, 0, 0, 0, 0, 0, 0)
        .string("coef_")
        .stackGlobal("numpy._core.multiarray", "_reconstruct")
        .stackGlobal("numpy", "ndarray")
        .raw('K', 0, 0x85)
        .binary("b".getBytes(StandardCharsets.UTF_8))
        .raw(0x87)
        .reduce()
        .op('(')
        .raw('K', 1, 'K', 2, 0x85)
        .stackGlobal("numpy", "dtype")
        .string("f8")
        .raw(0x89, 0x88, 0x87)
        .reduce()
        .raw(0x89)
        .binary(new byte[16])
        .op('t', 'b', 'u', 'b', 'e')
        .stop();
  }

  @Test
  void anOrdinaryEstimatorIsClean() {
    FileReport report = scan("model.pkl", ordinary());
    isClean(report);
    assertThat(report.kind()).isEqualTo("pickle");
  }

  @Test
  void noBeginningOfAPickleIsClean() {
    noBeginningIsClean("model.pkl", ordinary());
  }

  @Test
  void damagedPicklesAreAnswered() {
    survivesDamage("model.pkl", ordinary());
  }

  @ParameterizedTest
  @CsvSource({
    "argparse,Namespace",
    "sklearn.pipeline,Pipeline",
    "torch.nn.modules.linear,Linear",
    "torch.nn.modules.container,Sequential",
    "lightgbm.sklearn,LGBMClassifier",
    "xgboost.sklearn,XGBClassifier",
    "transformers.training_args,TrainingArguments",
    "sklearn.calibration,_SigmoidCalibration",
    "torchvision.models.resnet,ResNet",
    "pandas.core.internals.managers,BlockManager"
  })
  void objectsOfKnownLibrariesAreClean(String module, String name) {
    isClean(
        scan(
            "m.pkl",
            protocol(4)
                .stackGlobal(module, name)
                .op(')')
                .raw(0x81)
                .op('}')
                .string("a")
                .op('N', 's', 'b')
                .stop()));
  }

  @Test
  void twoHarmlessPicklesInOneFileAreClean() {
    isClean(
        scan(
            "m.pkl", protocol(0).bytes(ordinary()).bytes(protocol(2).integer(1).stop()).toBytes()));
  }

  @Test
  void protocolZeroIsRead() {
    isClean(
        scan(
            "m.pkl",
            protocol(0)
                .text("(dp0\nS'a'\np1\nI1\nsS'b'\np2\n(lp3\nF1.5\naL5L\naVx\naI01\nas.")
                .toBytes()));
  }

  @Test
  void textIsNoPickle() {
    for (String text :
        new String[] {
          "cat\ndog\nelephant\n",
          "I am a text.\n",
          "import os\nos.x\n",
          "(a) one. (b) two.",
          "Name.\n"
        }) {
      assertThat(scan("words.txt", text.getBytes(StandardCharsets.UTF_8)).kind())
          .as(text)
          .isNotEqualTo("pickle");
    }
  }

  @Test
  void randomBytesAreNotBlocked() {
    java.util.Random random = new java.util.Random(11);
    for (int i = 0; i < 300; i++) {
      byte[] bytes = new byte[20_000];
      random.nextBytes(bytes);
      if (i % 3 == 0) {
        bytes[0] = (byte) 0x80;
        bytes[1] = (byte) (i % 6);
      }
      assertThat(scan("weights.bin", bytes).verdict()).isLessThan(Verdict.REVIEW);
    }
  }

  @Test
  void anExponentialStructureCostsNothing() {
    PickleBytes bytes = protocol(4).op(')').raw(0x94);
    for (int i = 0; i < 200; i++) {
      bytes.op('h').raw(i).op('h').raw(i).tuple2().raw(0x94);
    }
    byte[] pickle = bytes.stop();
    Assertions.assertTimeout(Duration.ofSeconds(2), () -> isClean(scan("m.pkl", pickle)));
  }

  @Test
  void memoIndexesAndBuffersThatFillMemoryAreReviewed() {
    reviews(scan("m.pkl", protocol(2).op('N', 'r').little(0x7fffffff).stop()), "GB-ART-018");
    reviews(scan("m.pkl", protocol(2).op('N', 'r').little(15_000_000).stop()), "GB-ART-018");
    byte[] buffer =
        protocol(4)
            .stackGlobal("builtins", "bytearray")
            .integer(0x7fffffff)
            .tuple1()
            .reduce()
            .stop();
    reviews(scan("m.pkl", buffer), "GB-ART-018");
  }

  @Test
  void aLengthBeyondTheFileIsNotClean() {
    isNotClean(
        scan(
            "m.pkl",
            protocol(4)
                .op(']')
                .raw(0x94)
                .op('(')
                .raw(0x8e)
                .little64(Long.MAX_VALUE)
                .op('e')
                .stop()));
    isNotClean(
        scan("m.pkl", protocol(4).op(']').raw(0x94).op('(').raw(0x8e).little64(-1).op('e').stop()));
  }

  @Test
  void aTensorThatIsPickledByItselfIsExaminedInside() {
    byte[] tensor =
        protocol(2)
            .raw(0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19)
            .stop();
    byte[] bytes =
        protocol(4)
            .stackGlobal("torch.storage", "_load_from_bytes")
            .binary(tensor)
            .tuple1()
            .reduce()
            .stop();
    assertThat(scan("t.pkl", bytes).verdict()).isNotEqualTo(Verdict.BLOCK);
    assertThat(scan("t.pkl", bytes).members()).isNotEmpty();
  }

  @Test
  void millionsOfFlawsTakeNeitherTimeNorMemory() {
    PickleBytes bytes =
        protocol(4).stackGlobal("os", "system").raw(0x94).op('0', ')').raw(0x94).op('0');
    for (int i = 0; i < 500_000; i++) {
      bytes.op('h').raw(0).op('h').raw(1).op('R', '0');
    }
    byte[] pickle = bytes.op('N').stop();
    Assertions.assertTimeout(
        Duration.ofSeconds(5),
        () -> assertThat(scan("m.pkl", pickle).verdict()).isEqualTo(Verdict.BLOCK));
  }

  @Test
  void aLongTupleThatIsPassedAgainAndAgainTakesLinearTime() {
    PickleBytes bytes = protocol(4).stackGlobal("copyreg", "_reconstructor").raw(0x94).op('0', '(');
    for (int i = 0; i < 100_000; i++) {
      bytes.op('N');
    }
    bytes.op('t').raw(0x94).op('0');
    for (int i = 0; i < 100_000; i++) {
      bytes.op('h').raw(0).op('h').raw(1).op('R', '0');
    }
    byte[] pickle = bytes.op('N').stop();
    Assertions.assertTimeout(Duration.ofSeconds(5), () -> isNotClean(scan("m.pkl", pickle)));
  }

  @Test
  void manyNamesAreBounded() {
    PickleBytes bytes = protocol(4).op(']', '(');
    for (int i = 0; i < 20_000; i++) {
      bytes.stackGlobal("lib", "name" + i);
    }
    isNotClean(scan("m.pkl", bytes.op('e').stop()));
  }
}
