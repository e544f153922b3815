package dev.gambeson.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.gambeson.artifact.onnx.OnnxFile;
import dev.gambeson.cli.Catalogue;
import dev.gambeson.cli.Formats;
import dev.gambeson.cli.config.ConfigReader;
import dev.gambeson.core.Check;
import dev.gambeson.core.CheckContext;
import dev.gambeson.core.GambesonException;
import dev.gambeson.core.Policy;
import dev.gambeson.core.Progress;
import dev.gambeson.core.Seed;
import dev.gambeson.core.Workers;
import dev.gambeson.data.DataFiles;
import dev.gambeson.model.ModelFile;
import dev.gambeson.model.ModelLoader;
import dev.gambeson.model.Preprocessing;
import dev.gambeson.model.tree.TreeModels;
import dev.gambeson.report.Baseline;
import dev.gambeson.testing.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever the bytes of a file, its reader gives a result or a [GambesonException]: no other
/// exception, no exhausted memory, no endless loop. The damage is seeded: a failure repeats.
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DamagedFileTest {
  private static final int CASES = 500;

  @TempDir private Path folder;

  @FunctionalInterface
  private interface Reader {
    void read(Path file) throws Exception;
  }

  /// Reads damaged copies of a valid file; at least one in twenty must be refused, or the damage
  /// would prove nothing.
  private void survives(Path valid, int cases, Reader reader) throws Exception {
    byte[] whole = Files.readAllBytes(valid);
    String name = String.valueOf(valid.getFileName());
    reader.read(valid);
    Path file = Files.createDirectories(folder.resolve("damaged")).resolve(name);
    int refused = 0;
    for (int i = 0; i < cases; i++) {
      Files.write(
          file, new Mutator(new Seed(20261122).child(name).child(i).random()).mutate(whole));
      refused += refuses(reader, file, i) ? 1 : 0;
    }
    assertThat(refused).isGreaterThanOrEqualTo(cases / 20);
  }

  private static boolean refuses(Reader reader, Path file, int number) {
    try {
      reader.read(file);
      return false;
    } catch (GambesonException e) {
      assertThat(e.getMessage()).isNotBlank();
      return true;
    } catch (Exception | StackOverflowError | OutOfMemoryError e) {
      return fail("damaged copy %d of %s: %s".formatted(number, file.getFileName(), e), e);
    }
  }

  private Path small(String name) throws IOException {
    SmallCase.in(folder);
    return folder.resolve(name);
  }

  private static void scan(Path file) {
    try (Workers workers = new Workers(1)) {
      CheckContext context =
          new CheckContext(Policy.defaults(), new Seed(1), workers, Progress.silent());
      for (Check<Path> check : Catalogue.modelFile()) {
        assertThat(check.run(file, context)).isNotEmpty();
      }
    }
  }

  private static Path resource(String room, String path) {
    return Path.of(System.getProperty("gambeson.root"), room, "src/test/resources", path);
  }

  @Test
  void csv() throws Exception {
    Path csv = folder.resolve("t.csv");
    Files.writeString(
        csv,
        "\uFEFFname,\"a,b\",day,y\r\n"
            + "\"O\"\"Neil\",1.5e3,2026-11-22,1\r\n-,,x,0\r\n".repeat(30));
    survives(csv, CASES, DataFiles::read);
  }

  @ParameterizedTest
  @ValueSource(strings = {"snappy_V1", "zstd_V2", "gzip_V2", "lz4_raw_V1", "uncompressed_V1"})
  void parquet(String variant) throws Exception {
    survives(resource("data", "parquet/" + variant + ".parquet"), CASES, DataFiles::read);
  }

  @Test
  void onnx() throws Exception {
    survives(small("model.onnx"), CASES, OnnxFile::read);
  }

  @Test
  void onnxTrees() throws Exception {
    survives(
        SharedData.require("models/breast_cancer/forest.onnx"),
        CASES,
        f -> TreeModels.onnx(OnnxFile.read(f).model(), "m.onnx"));
  }

  /// As an audit does it: scanned first; what a scan finds wrong is not opened.
  @Test
  void onnxOpenedByTheRuntime() throws Exception {
    survives(small("model.onnx"), 200, DamagedFileTest::open);
  }

  private static void open(Path file) {
    try (ModelFile model = ModelLoader.open(file)) {
      assertThat(model.inputs()).isNotNull();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"boosted.json", "boosted.ubj"})
  void xgboost(String file) throws Exception {
    survives(SharedData.require("models/breast_cancer/" + file), CASES, DamagedFileTest::open);
  }

  @Test
  void lightGbm() throws Exception {
    survives(
        resource("verification", "dev/gambeson/verification/lightgbm.txt"),
        CASES,
        DamagedFileTest::open);
  }

  /// The checks of the file itself never throw over content: they find something or say that they
  /// could not.
  @Test
  void scansOfModelFiles() throws Exception {
    List<Path> files =
        List.of(
            small("model.onnx"),
            resource("verification", "dev/gambeson/verification/lightgbm.txt"));
    for (Path file : files) {
      byte[] whole = Files.readAllBytes(file);
      Path copy = folder.resolve("copy-" + file.getFileName());
      for (int i = 0; i < CASES; i++) {
        Files.write(copy, new Mutator(new Seed(3).child(i).random()).mutate(whole));
        refuses(DamagedFileTest::scan, copy, i);
      }
    }
  }

  @Test
  void preprocessing() throws Exception {
    survives(small("steps.json"), CASES, Preprocessing::read);
  }

  @Test
  void configuration() throws Exception {
    Path yaml = folder.resolve("gambeson.yaml");
    Files.writeString(
        yaml,
        """
        model: m.onnx
        data: {test: t.csv, train: train.csv, label: y, favourable: 1, protected: [sex, age]}
        seed: 42
        output:
          - {format: html, file: report.html}
        suppressions:
          - {check: GB-EXT-001, owner: j.doe, reason: "internal, 20 clients", expires: 2027-03-31}
        policy:
          fail-on: high
          inconclusive: fail
          checks:
            GB-EVA-004: {rows: 60, severity: low}
        """);
    survives(yaml, CASES, new ConfigReader(Catalogue.infos(), Formats.names())::read);
  }

  @Test
  void baseline() throws Exception {
    Path json = folder.resolve("first.json");
    List<String> flags = SmallCase.in(folder);
    flags.addAll(List.of("--checks", "GB-ART,GB-FAIR", "--format", "json"));
    flags.addAll(List.of("--output", json.toString()));
    assertThat(Cli.run(flags).code()).isIn(0, 1, 2);
    survives(json, CASES, Baseline::read);
  }
}
