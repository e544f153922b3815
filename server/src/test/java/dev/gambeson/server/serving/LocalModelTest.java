package dev.gambeson.server.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gambeson.artifact.sign.KeyKind;
import dev.gambeson.artifact.sign.SigningKey;
import dev.gambeson.artifact.sign.oms.ModelSigner;
import dev.gambeson.artifact.sign.oms.Signatory;
import dev.gambeson.artifact.sign.oms.SignatureFiles;
import dev.gambeson.core.Progress;
import dev.gambeson.core.Workers;
import dev.gambeson.core.data.Rows;
import dev.gambeson.core.io.Sha256;
import dev.gambeson.core.model.FunctionClassifier;
import dev.gambeson.guard.Answer;
import dev.gambeson.model.Preprocessing;
import dev.gambeson.testing.SharedData;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalModelTest {
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

  @TempDir Path folder;
  private final InferencePool pool = new InferencePool(2, 4);

  @AfterEach
  void close() {
    pool.close();
  }

  private LocalModel open(LocalSettings settings) {
    return LocalModel.open("1", settings, Optional.empty(), pool, folder.resolve("scratch"), NOW);
  }

  private static LocalSettings settings(Path file, Path steps) throws Exception {
    return new LocalSettings(
        file,
        Sha256.of(file),
        Optional.of(steps),
        Optional.of(Sha256.of(steps)),
        Optional.empty(),
        false,
        Optional.empty());
  }

  private static LocalSettings shared(String model) throws Exception {
    return settings(
        SharedData.require("models/cardfraud/" + model),
        SharedData.require("models/cardfraud/preprocessing.json"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"mlp.onnx", "forest.onnx", "boosted.json", "boosted.ubj"})
  void aModelFileAnswersAsItsTrainerSays(String file) throws Exception {
    Path models = SharedData.require("models/cardfraud");
    Preprocessing steps = Preprocessing.read(models.resolve("preprocessing.json"));
    List<String> test = Files.readAllLines(models.resolve("test.csv"));
    List<String> header = Arrays.asList(test.getFirst().split(","));
    String[] row = test.get(1).split(",");
    double[] values =
        steps.columns().stream()
            .mapToDouble(c -> Double.parseDouble(row[header.indexOf(c)]))
            .toArray();
    List<String> expected = Files.readAllLines(models.resolve("expected_scores.csv"));
    int column =
        Arrays.asList(expected.getFirst().split(",")).indexOf(file.replaceAll("\\..*", ""));
    try (LocalModel model = open(shared(file))) {
      Answer answer = model.infer(Rows.of(values)).await();
      assertThat((double) answer.scores()[1])
          .isCloseTo(
              Double.parseDouble(expected.get(1).split(",")[column]),
              org.assertj.core.data.Offset.offset(1e-6));
      assertThat(model.features().names()).isEqualTo(steps.columns());
    }
    assertThat(folder.resolve("scratch")).as("the private copy is gone").isEmptyDirectory();
  }

  @Test
  void aFileWithAnotherDigestIsNotLoaded() throws Exception {
    Path file =
        Files.copy(SharedData.require("models/cardfraud/mlp.onnx"), folder.resolve("m.onnx"));
    LocalSettings settings = LocalSettings.of(file, "0".repeat(64));
    assertThatThrownBy(() -> open(settings))
        .hasMessageContaining("is configured. It was not loaded")
        .hasMessageContaining(Sha256.of(file));
    assertThat(folder.resolve("scratch")).isEmptyDirectory();
  }

  @Test
  void changedPreprocessingIsNotUsed() throws Exception {
    LocalSettings right = shared("mlp.onnx");
    Path steps = folder.resolve("steps.json");
    Files.writeString(
        steps,
        Files.readString(right.preprocessing().orElseThrow())
            .replaceFirst("mean\": ", "mean\": 1"));
    LocalSettings wrong =
        new LocalSettings(
            right.file(),
            right.sha256(),
            Optional.of(steps),
            right.preprocessingSha256(),
            Optional.empty(),
            false,
            Optional.empty());
    assertThatThrownBy(() -> open(wrong)).hasMessageContaining("Find out who changed it");
  }

  @Test
  void aFileThatTheScannerBlocksIsNotLoaded() throws Exception {
    Path file = folder.resolve("model.json"); // a pickle that runs a command, under a model's name
    Files.write(
        file, "cos\nsystem\n(S'true'\ntR.".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    assertThatThrownBy(() -> open(LocalSettings.of(file, Sha256.of(file))))
        .hasMessageContaining("The scanner says 'block'");
  }

  @Test
  void aFileNeedsTheSignatureThatItsTrustPolicyAsksFor() throws Exception {
    LocalSettings right = shared("mlp.onnx");
    Path file = Files.copy(right.file(), folder.resolve("m.onnx"));
    SigningKey ann = SigningKey.generate(KeyKind.ED25519, new SecureRandom());
    SigningKey bob = SigningKey.generate(KeyKind.ED25519, new SecureRandom());
    LocalSettings trusted =
        new LocalSettings(
            file,
            right.sha256(),
            right.preprocessing(),
            right.preprocessingSha256(),
            Optional.of(trust(ann)),
            false,
            Optional.empty());
    assertThatThrownBy(() -> open(trusted)).hasMessageContaining("has no signature");
    sign(file, bob);
    assertThatThrownBy(() -> open(trusted)).hasMessageContaining("does not hold");
    sign(file, ann);
    try (LocalModel model = open(trusted)) {
      assertThat(model.ready()).isTrue();
    }
  }

  private Path trust(SigningKey key) throws Exception {
    Files.writeString(folder.resolve("ann.pub"), key.verifyingKey().pem());
    return Files.writeString(
        folder.resolve("trust.yaml"),
        "version: 1\nsigners:\n  ann: {key: ann.pub}\nrules:\n  - {models: '*', signers: [ann]}\n");
  }

  private static void sign(Path file, SigningKey key) {
    try (Workers workers = new Workers(1)) {
      ModelSigner signer = new ModelSigner(SignatureFiles.usual(file));
      signer.sign(
          signer.manifest(file, ModelSigner.nameOf(file), List.of(), workers, Progress.silent()),
          List.of(Signatory.of(key)),
          ModelSigner.Existing.REPLACE);
    }
  }

  @Test
  void digestsAreRequiredInTheSettings() {
    assertThatThrownBy(() -> LocalSettings.of(Path.of("m.onnx"), "abc"))
        .hasMessageContaining("64 lower-case hexadecimal digits");
    assertThatThrownBy(() ->
            new LocalSettings(
                Path.of("m.onnx"),
                "0".repeat(64),
                Optional.of(Path.of("p.json")),
                Optional.empty(),
                Optional.empty(),
                false,
                Optional.empty()))
        .hasMessageContaining("together, or neither");
  }

  private LocalModel function(java.util.function.Function<Rows, float[]> function) {
    return LocalModel.of(
        "1",
        "d",
        new FunctionClassifier(FakeVersion.FEATURES, FakeVersion.CLASSES, function),
        pool);
  }

  private static float[] constant(Rows rows, float bad) {
    return FakeVersion.answer(rows, bad).scores();
  }

  @Test
  void aFastModelAnswersOnTheCallersThread() {
    Thread here = Thread.currentThread();
    AtomicInteger elsewhere = new AtomicInteger();
    try (LocalModel model =
        function(rows -> {
          elsewhere.addAndGet(Thread.currentThread() == here ? 0 : 1);
          return constant(rows, 0.7f);
        })) {
      assertThat(model.infer(FakeVersion.ROW).isComplete()).isTrue();
      assertThat(elsewhere).hasValue(0);
    }
  }

  @Test
  void aSlowModelAnswersOnAWorkerAndCompletesOnTheEventLoop() throws Exception {
    Vertx vertx = Vertx.vertx();
    try (LocalModel model =
        function(rows -> {
          busy(Duration.ofMillis(1));
          return constant(rows, 0.7f);
        })) {
      CountDownLatch done = new CountDownLatch(1);
      AtomicInteger right = new AtomicInteger();
      vertx.runOnContext(_ -> {
        Thread loop = Thread.currentThread();
        Future<Answer> answer = model.infer(FakeVersion.ROW);
        right.addAndGet(answer.isComplete() ? 0 : 1);
        answer.onComplete(r -> {
          right.addAndGet(r.succeeded() && Thread.currentThread() == loop ? 1 : 0);
          done.countDown();
        });
      });
      assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
      assertThat(right).hasValue(2);
    } finally {
      vertx.close().await();
    }
  }

  private static void busy(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    while (System.nanoTime() < end) {
      Thread.onSpinWait();
    }
  }

  @Test
  void aBigRequestToAFastModelLeavesTheEventLoop() {
    try (LocalModel model =
        function(rows -> {
          busy(Duration.ofNanos(2000L * rows.count()));
          return constant(rows, 0.7f);
        })) {
      assertThat(model.cost().fits(1, LocalModel.INLINE)).isTrue();
      Rows many = new Rows(5000, 2, new double[10_000]);
      Future<Answer> answer = model.infer(many);
      assertThat(answer.isComplete()).isFalse();
      assertThat(answer.await().count()).isEqualTo(5000);
    }
  }

  @Test
  void whatFindsNoRoomFailsAtOnce() throws Exception {
    CountDownLatch hold = new CountDownLatch(1);
    AtomicInteger calls = new AtomicInteger();
    try (LocalModel model =
        function(rows -> {
          busy(Duration.ofNanos(500_000));
          if (calls.incrementAndGet() > 4000) {
            await(hold);
          }
          return constant(rows, 0.7f);
        })) {
      calls.set(10_000);
      List<Future<Answer>> answers = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        answers.add(model.infer(FakeVersion.ROW));
      }
      assertThat(pool.load()).isEqualTo(1);
      long refused =
          answers.stream()
              .filter(a -> a.failed() && ((Unavailable) a.cause()).reason().equals("overloaded"))
              .count();
      assertThat(refused).as("2 run, 4 wait").isEqualTo(14);
      hold.countDown();
      for (Future<Answer> answer : answers) {
        if (!answer.failed()) {
          assertThat(answer.await().count()).isEqualTo(1);
        }
      }
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void scoresThatAreNoNumbersAreAFailure() {
    try (LocalModel model = function(rows -> constant(rows, Float.NaN))) {
      Future<Answer> answer = model.infer(FakeVersion.ROW);
      assertThat(answer.failed()).isTrue();
      assertThat(((Unavailable) answer.cause()).reason()).isEqualTo("model-error");
    }
  }

  @Test
  void anUnloadedModelSaysSo() {
    LocalModel model = function(rows -> constant(rows, 0.2f));
    model.close();
    assertThat(model.ready()).isFalse();
    assertThat(((Unavailable) model.infer(FakeVersion.ROW).cause()).reason()).isEqualTo("unloaded");
  }

  @Test
  void manyRowsPerCallComeBackToWhoAskedForThem() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    Batcher batcher =
        new Batcher(
            new LocalSettings.Batching(Duration.ofMillis(20), 100),
            pool,
            rows -> {
              calls.incrementAndGet();
              float[] scores = new float[2 * rows.count()];
              for (int i = 0; i < rows.count(); i++) {
                scores[2 * i + 1] = Math.round(rows.at(i, 0));
              }
              return new Answer(FakeVersion.CLASSES, rows.count(), new int[rows.count()], scores);
            });
    List<Future<Answer>> answers = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      answers.add(batcher.infer(Rows.of(new double[] {i, 0}, new double[] {100 + i, 0})));
    }
    for (int i = 0; i < 30; i++) {
      assertThat(answers.get(i).await().scores()).containsExactly(0, i, 0, 100 + i);
    }
    assertThat(calls).hasValue(1);
  }

  @Test
  void aBatchIsNoLargerThanItMayBe() throws Exception {
    List<Integer> sizes = java.util.Collections.synchronizedList(new ArrayList<>());
    try (InferencePool wide = new InferencePool(1, 100)) {
      Batcher batcher =
          new Batcher(
              new LocalSettings.Batching(Duration.ofMillis(10), 8),
              wide,
              rows -> {
                sizes.add(rows.count());
                return FakeVersion.answer(rows, 0.5f);
              });
      List<Future<Answer>> answers = new ArrayList<>();
      for (int i = 0; i < 30; i++) {
        answers.add(batcher.infer(FakeVersion.ROW));
      }
      for (Future<Answer> answer : answers) {
        answer.await();
      }
      assertThat(sizes).allMatch(s -> s <= 8);
      assertThat(sizes.stream().mapToInt(s -> s).sum()).isEqualTo(30);
    }
  }

  @Test
  void oneBadRequestInABatchFailsAlone() {
    Batcher batcher =
        new Batcher(
            new LocalSettings.Batching(Duration.ofMillis(10), 100),
            pool,
            rows -> {
              for (int i = 0; i < rows.count(); i++) {
                if (rows.at(i, 0) < 0) {
                  throw new Unavailable("bad-input", "negative");
                }
              }
              return FakeVersion.answer(rows, 0.5f);
            });
    Future<Answer> good = batcher.infer(FakeVersion.ROW);
    Future<Answer> bad = batcher.infer(Rows.of(new double[] {-1, 0}));
    Future<Answer> also = batcher.infer(FakeVersion.ROW);
    assertThat(good.await().count()).isEqualTo(1);
    assertThat(also.await().count()).isEqualTo(1);
    assertThatThrownBy(bad::await).hasMessageContaining("negative");
  }
}
