package dev.gambeson.artifact.scan.keras;

import static dev.gambeson.artifact.scan.Hostility.scan;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gambeson.artifact.scan.FileReport;
import dev.gambeson.artifact.scan.Hostility;
import dev.gambeson.artifact.scan.engine.Verdict;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KerasTest {
  private static final String DENSE =
      "{\"module\":\"keras.layers\",\"class_name\":\"Dense\",\"config\":{\"name\":\"Lambda\",\"units\":2,\"activation\":\"relu\"},\"registered_name\":null}";

  private static String model(String layer) {
    return "{\"module\":\"keras\",\"class_name\":\"Sequential\",\"config\":{\"name\":\"s\",\"layers\":[%s,%s]},\"registered_name\":null}"
        .formatted(DENSE, layer);
  }

  private static byte[] archive(String config, String... more) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      put(
          zip,
          "metadata.json",
          "{\"keras_version\":\"99.0.0\",\"date_saved\":\"2026-01-01\"}"
              .getBytes(StandardCharsets.UTF_8));
      put(zip, "config.json", config.getBytes(StandardCharsets.UTF_8));
      put(zip, "model.weights.h5", new H5Writer().attribute("name", "s").bytes());
      for (String name : more) {
        put(zip, name, "print(1)\n".getBytes(StandardCharsets.UTF_8));
      }
    }
    return out.toByteArray();
  }

  private static void put(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    zip.write(bytes);
    zip.closeEntry();
  }

  private static void isBlocked(String layer) throws IOException {
    assertThat(scan("m.keras", archive(model(layer))).verdict())
        .as("archive")
        .isEqualTo(Verdict.BLOCK);
    byte[] h5 = new H5Writer().attribute("model_config", model(layer)).bytes();
    assertThat(scan("m.h5", h5).verdict()).as("HDF5").isEqualTo(Verdict.BLOCK);
  }

  @Test
  void anOrdinaryModelIsClean() throws IOException {
    FileReport report = scan("m.keras", archive(model(DENSE)));
    assertThat(report.flaws()).isEmpty();
    assertThat(report.kind()).isEqualTo("keras");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"module\":\"keras.layers\",\"class_name\":\"StringLookup\",\"config\":{\"vocabulary\":[\"/etc/passwd\",\"os.system\",\"Lambda\",\"http://x.example/y\"]},\"registered_name\":null}",
        "{\"class_name\":\"Dense\",\"config\":{\"name\":\"a/b\",\"activation\":\"softmax\"}}",
        "{\"module\":\"keras.src.models.functional\",\"class_name\":\"Functional\",\"config\":{\"layers\":[]},\"registered_name\":\"Functional\"}",
        "{\"module\":\"builtins\",\"class_name\":\"function\",\"config\":\"relu\",\"registered_name\":\"function\"}",
        "{\"class_name\":\"__keras_tensor__\",\"config\":{\"shape\":[null,4],\"dtype\":\"float32\"}}",
        "{\"module\":\"keras.initializers\",\"class_name\":\"GlorotUniform\",\"config\":{\"seed\":null},\"registered_name\":null}",
      })
  void whatKerasWritesIsClean(String layer) throws IOException {
    assertThat(scan("m.keras", archive(model(layer))).flaws()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"module\":\"keras.layers\",\"class_name\":\"Lambda\",\"config\":{\"name\":\"l\"},\"registered_name\":null}",
        "{\"class_name\":\"Lambda\",\"config\":{\"function\":[\"4wEAAAA=\",null,null]}}",
        "{\"class_name\":\"Custom>Lambda\",\"config\":{}}",
        "{\"class_name\":\"keras.layers.Lambda\",\"config\":{}}",
        "{\"class_name\":\"Dense\",\"config\":{\"activation\":{\"class_name\":\"__lambda__\",\"config\":{\"code\":\"x\"}}}}",
        "{\"module\":\"keras.layers\",\"class_name\":\"TimeDistributed\",\"config\":{\"layer\":{\"module\":\"keras.layers\",\"class_name\":\"Lambda\",\"config\":{}}}}",
        "{\"class_name\":\"\\u004cambda\",\"config\":{}}",
      })
  void cve20243660ALambdaAnywhereIsBlocked(String layer) throws IOException {
    isBlocked(layer);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"module\":\"os\",\"class_name\":\"function\",\"config\":\"system\",\"registered_name\":\"function\"}",
        "{\"module\":\"builtins\",\"class_name\":\"function\",\"config\":\"exec\",\"registered_name\":\"function\"}",
        "{\"module\":\"subprocess\",\"class_name\":\"Popen\",\"config\":{\"args\":[\"echo\"]},\"registered_name\":null}",
        "{\"module\":\"some.package\",\"class_name\":\"Thing\",\"config\":{},\"registered_name\":null}",
        "{\"class_name\":\"os.system\",\"config\":{}}",
      })
  void cve20251550AForeignModuleIsBlocked(String layer) throws IOException {
    isBlocked(layer);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"module\":\"keras.utils\",\"class_name\":\"function\",\"config\":\"get_file\",\"registered_name\":\"function\"}",
        "{\"module\":\"keras.src.utils.file_utils\",\"class_name\":\"get_file\",\"config\":{},\"registered_name\":null}",
        "{\"module\":\"keras.layers\",\"class_name\":\"Dense\",\"config\":{\"activation\":{\"module\":\"keras.saving\",\"class_name\":\"function\",\"config\":\"load_model\"}}}",
      })
  void cve20258747AFunctionOfKerasWithEffectsIsBlocked(String layer) throws IOException {
    isBlocked(layer);
  }

  @Test
  void cve20259906SwitchingOffTheSafeModeIsBlocked() throws IOException {
    isBlocked(
        "{\"module\":\"keras.config\",\"class_name\":\"function\",\"config\":\"enable_unsafe_deserialization\",\"registered_name\":\"function\"}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"StringLookup", "IntegerLookup", "TextVectorization", "IndexLookup"})
  void cve202512058AVocabularyThatIsAPathIsBlocked(String layer) throws IOException {
    isBlocked(
        "{\"module\":\"keras.layers\",\"class_name\":\"%s\",\"config\":{\"vocabulary\":\"vocab.txt\"},\"registered_name\":null}"
            .formatted(layer));
    isBlocked(
        "{\"module\":\"keras.layers\",\"class_name\":\"%s\",\"config\":{\"vocabulary\":\"https://x.example/v\"},\"registered_name\":null}"
            .formatted(layer));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"module\":\"keras.layers\",\"class_name\":\"TorchModuleWrapper\",\"config\":{\"module\":\"gASVBQAAAAAAAAAAAAAAAAAA\"},\"registered_name\":null}",
        "{\"module\":\"keras.layers\",\"class_name\":\"Dense\",\"config\":{\"x\":\"UEsDBAAAAAAAAAAAAAAAAAAAAAAAAAAA\"},\"registered_name\":null}",
        "{\"module\":\"keras.layers\",\"class_name\":\"TFSMLayer\",\"config\":{\"filepath\":\"m\"},\"registered_name\":null}",
        "{\"module\":\"keras.layers\",\"class_name\":\"JaxLayer\",\"config\":{},\"registered_name\":null}",
        "{\"class_name\":\"TFOpLambda\",\"config\":{\"function\":\"io.write_file\"}}",
      })
  void cve202549655LayersThatLoadOrCallAreBlocked(String layer) throws IOException {
    isBlocked(layer);
  }

  @Test
  void aCustomClassIsPutUpForReview() throws IOException {
    String layer =
        "{\"module\":null,\"class_name\":\"Mine\",\"config\":{},\"registered_name\":\"Custom>Mine\"}";
    assertThat(scan("m.keras", archive(model(layer))).verdict()).isEqualTo(Verdict.REVIEW);
  }

  @Test
  void aRepeatedKeyHidesNothing() throws IOException {
    String layer = "{\"class_name\":\"Lambda\",\"class_name\":\"Dense\",\"config\":{}}";
    assertThat(scan("m.keras", archive(model(layer))).verdict()).isEqualTo(Verdict.BLOCK);
  }

  @Test
  void aProgramInTheArchiveIsReviewed() throws IOException {
    assertThat(scan("m.keras", archive(model(DENSE), "assets/run.py")).verdict())
        .isEqualTo(Verdict.REVIEW);
  }

  @Test
  void aConfigurationThatIsNoJsonIsNotClean() throws IOException {
    assertThat(scan("m.keras", archive("{broken")).verdict()).isNotEqualTo(Verdict.CLEAN);
    byte[] h5 = new H5Writer().attribute("model_config", "{broken").bytes();
    assertThat(scan("m.h5", h5).verdict()).isEqualTo(Verdict.INCONCLUSIVE);
  }

  @Test
  void deepNestingEndsInNoCrash() throws IOException {
    String deep = "[".repeat(100_000);
    assertThat(scan("m.keras", archive(deep)).verdict()).isNotEqualTo(Verdict.CLEAN);
  }

  @Test
  void cve20261669ExternalLinksAndVirtualDatasetsAreBlocked() {
    assertThat(scan("m.h5", new H5Writer().external("/etc/passwd").bytes()).verdict())
        .isEqualTo(Verdict.BLOCK);
    byte[] virtual = {4, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
    assertThat(scan("m.h5", dataset(4, virtual, new byte[0])).verdict()).isEqualTo(Verdict.BLOCK);
    byte[] storage = new H5Writer().message(7, new byte[16]).bytes();
    assertThat(scan("m.h5", storage).verdict()).isEqualTo(Verdict.BLOCK);
  }

  @Test
  void keras22973AGroupInsideItselfIsBlocked() {
    assertThat(scan("m.h5", new H5Writer().hard("a", 48).bytes()).verdict())
        .isEqualTo(Verdict.BLOCK);
  }

  @Test
  void keras22975AShapeBeyondWhatIsStoredIsNotClean() {
    byte[] nowhere = H5Writer.contiguous(-1, 0);
    assertThat(scan("m.h5", dataset(1L << 42, nowhere, new byte[0])).verdict())
        .isEqualTo(Verdict.REVIEW);
    assertThat(scan("m.h5", dataset(8, H5Writer.contiguous(48, 1L << 40), new byte[0])).verdict())
        .isNotEqualTo(Verdict.CLEAN);
  }

  @Test
  void aDatasetOwnsItsBytesAndNothingElse() {
    byte[] file = good();
    assertThat(scan("m.h5", file).flaws()).isEmpty();
    byte[] tail = Arrays.copyOf(file, file.length + 9);
    tail[file.length + 4] = 1;
    assertThat(Hostility.titles(scan("m.h5", tail))).contains("bytes outside the format");
  }

  @Test
  void aSignatureAndZerosAreAnEmptyFile() {
    byte[] empty =
        Arrays.copyOf(new byte[] {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'}, 64);
    assertThat(scan("m.h5", empty).verdict()).isEqualTo(Verdict.CLEAN);
    empty[20] = 1;
    assertThat(scan("m.h5", empty).verdict()).isNotEqualTo(Verdict.CLEAN);
  }

  @Test
  void truncatedHdf5IsNeverClean() {
    Hostility.cut("m.h5", good(), n -> n <= 8);
  }

  @Test
  void damagedFilesAreSurvived() throws IOException {
    Hostility.damage("m.h5", good());
    Hostility.damage("m.keras", archive(model(DENSE)));
  }

  private static byte[] good() {
    H5Writer w = new H5Writer().attribute("model_config", model(DENSE));
    long at = w.next("w");
    // the dataset's own header takes 62 bytes, its data follow
    return w.hard("w", at)
        .dataset(
            5,
            H5Writer.contiguous(at + 14 + 12 + 12 + 8 + 18, 5),
            "hello".getBytes(StandardCharsets.UTF_8))
        .bytes();
  }

  private static byte[] dataset(long elements, byte[] layout, byte[] data) {
    H5Writer w = new H5Writer();
    return w.hard("w", w.next("w")).dataset(elements, layout, data).bytes();
  }
}
