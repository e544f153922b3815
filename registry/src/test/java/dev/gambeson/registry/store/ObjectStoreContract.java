package dev.gambeson.registry.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gambeson.core.io.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What every place for objects must do.
abstract class ObjectStoreContract {
  @TempDir Path folder;
  private ObjectStore store;

  abstract ObjectStore open(Path folder);

  @BeforeEach
  void openStore() {
    store = open(folder);
  }

  @AfterEach
  void closeStore() {
    store.close();
  }

  /// How many of four writers of one object may be told that they stored it.
  long mostWinners() {
    return 1;
  }

  /// Whether using an object again shows in its time.
  boolean useShows() {
    return true;
  }

  static Digest name(String text) {
    return new Digest(Sha256.of(text));
  }

  private Path staged(String text) throws IOException {
    return Files.writeString(store.staging().resolve(UUID.randomUUID() + ".part"), text);
  }

  private String read(Digest name) throws IOException {
    try (InputStream in = store.open(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void whatWasPutIsRead() throws IOException {
    assertThat(store.put(name("a"), staged("content of a"))).isTrue();

    assertThat(read(name("a"))).isEqualTo("content of a");
    assertThat(store.contains(name("a"))).isTrue();
  }

  @Test
  void whatIsThereIsNeverOverwritten() throws IOException {
    store.put(name("a"), staged("first"));

    assertThat(store.put(name("a"), staged("second"))).isFalse();
    assertThat(read(name("a"))).isEqualTo("first");
  }

  @Test
  void usingAnObjectAgainMakesItYoung() throws Exception {
    store.put(name("a"), staged("first"));
    var before = store.list().getFirst().modified();
    Thread.sleep(1100); // the coarsest stores keep seconds

    store.put(name("a"), staged("first"));

    var after = store.list().getFirst().modified();
    assertThat(after).isAfterOrEqualTo(before);
    assertThat(after.isAfter(before)).isEqualTo(useShows());
  }

  @Test
  void ofManyWritersOfTheSameObjectOneStoresIt() throws Exception {
    try (ExecutorService pool = Executors.newFixedThreadPool(4)) {
      List<Callable<Boolean>> writers =
          java.util.stream.IntStream.range(0, 4)
              .<Callable<Boolean>>mapToObj(i -> () -> store.put(name("a"), staged("writer " + i)))
              .toList();
      long stored = 0;
      for (Future<Boolean> f : pool.invokeAll(writers)) {
        stored += f.get() ? 1 : 0;
      }
      assertThat(stored).isBetween(1L, mostWinners());
    }
    assertThat(read(name("a"))).startsWith("writer ");
  }

  @Test
  void whatIsNotThereIsNotFound() throws IOException {
    assertThat(store.contains(name("a"))).isFalse();
    assertThat(store.delete(name("a"))).isFalse();
    assertThatThrownBy(() -> store.open(name("a"))).isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void theListIsInTheOrderOfTheDigests() throws IOException {
    for (String text : List.of("a", "b", "c", "d")) {
      store.put(name(text), staged("12345"));
    }

    assertThat(store.list()).extracting(ObjectStore.Stored::digest).isSorted().hasSize(4);
    assertThat(store.list()).allSatisfy(o -> assertThat(o.bytes()).isEqualTo(5));
  }

  @Test
  void anUploadThatFailsShowsNothing() throws IOException {
    Path missing = store.staging().resolve("missing.part");

    assertThatThrownBy(() -> store.put(name("a"), missing)).isInstanceOf(Exception.class);

    assertThat(store.contains(name("a"))).isFalse();
    assertThat(store.list()).isEmpty();
  }

  @Test
  void whatIsDeletedIsGone() throws IOException {
    store.put(name("a"), staged("x"));

    assertThat(store.delete(name("a"))).isTrue();
    assertThat(store.list()).isEmpty();
  }
}
