package dev.gambeson.server.passport;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.data.Rows;
import dev.gambeson.core.io.Sha256;
import dev.gambeson.guard.Answer;
import dev.gambeson.guard.canary.GoldenQueries;
import dev.gambeson.registry.store.PrivateFiles;
import dev.gambeson.server.ReferenceTable;
import dev.gambeson.server.serving.ModelVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// What each version answered to some rows of its reference table when it was first served, signed
/// with a key of the gateway (Ed25519), so that a version that answers otherwise later is noticed.
///
/// Guaranteed: a record whose signature does not hold is refused, not made anew: somebody changed
/// it.
public final class GoldenRecords {
  private static final int ROWS = 16;
  private static final double TOLERANCE = 1e-5;
  private static final JsonMapper JSON = JsonMapper.shared();

  private final Path folder;
  private final KeyPair key;

  /// @param folder where records stand
  /// @param keys where the signing key stands; made at the first start
  public GoldenRecords(Path folder, Path keys) {
    this.folder = folder;
    try {
      PrivateFiles.createFolders(folder);
    } catch (IOException e) {
      throw GambesonException.badInput(
          "The folder %s of golden queries cannot be made: %s.".formatted(folder, e.getMessage()),
          e);
    }
    this.key = SigningKeys.of(keys, "golden");
  }

  /// The record of a version; made when there is none.
  ///
  /// @return empty when no row of the table is whole
  public Optional<GoldenQueries> of(String model, ModelVersion version, ReferenceTable table) {
    Path file =
        folder.resolve(
            Sha256.of(String.join("\n", model, version.version(), version.digest(), table.digest()))
                    .substring(0, 32)
                + ".json");
    try {
      return Files.exists(file) ? Optional.of(read(file)) : make(file, model, version, table);
    } catch (IOException | JacksonException e) {
      throw GambesonException.badInput(
          "The golden queries %s cannot be used: %s.".formatted(file, e.getMessage()), e);
    }
  }

  private GoldenQueries read(Path file) throws IOException {
    GoldenQueries golden = JSON.readValue(Files.readAllBytes(file), GoldenQueries.class);
    if (!golden.isSignedBy(key.getPublic())) {
      throw GambesonException.badInput(
          "The golden queries %s were changed. Find out by whom; delete the file to record the version anew."
              .formatted(file));
    }
    return golden;
  }

  private Optional<GoldenQueries> make(
      Path file, String model, ModelVersion version, ReferenceTable table) throws IOException {
    Rows rows = table.rows();
    int[] whole =
        IntStream.range(0, rows.count())
            .filter(i -> IntStream.range(0, rows.width()).allMatch(f -> whole(rows.at(i, f))))
            .limit(ROWS)
            .toArray();
    if (whole.length == 0) {
      return Optional.empty();
    }
    Rows question = rows.select(whole);
    GoldenQueries golden =
        GoldenQueries.of(model, version.version(), question, ask(version, question), TOLERANCE)
            .signedBy(key.getPrivate());
    PrivateFiles.write(file, JSON.writeValueAsBytes(golden));
    return Optional.of(golden);
  }

  private static boolean whole(double value) {
    return Double.isFinite(value) && value != -1;
  }

  private static Answer ask(ModelVersion version, Rows rows) {
    try {
      return version
          .infer(rows)
          .toCompletionStage()
          .toCompletableFuture()
          .get(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw GambesonException.badInput("Interrupted while golden queries were recorded.", e);
    } catch (ExecutionException | TimeoutException e) {
      throw GambesonException.badInput(
          "Version %s did not answer its golden queries.".formatted(version.version()), e);
    }
  }
}
