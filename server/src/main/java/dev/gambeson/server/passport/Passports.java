package dev.gambeson.server.passport;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.Seed;
import dev.gambeson.core.Shuffles;
import dev.gambeson.core.data.Rows;
import dev.gambeson.core.io.Sha256;
import dev.gambeson.guard.detect.ModelBaseline;
import dev.gambeson.guard.input.InputProfile;
import dev.gambeson.guard.input.Manifolds;
import dev.gambeson.monitor.reference.GroupSource;
import dev.gambeson.monitor.reference.ModelShape;
import dev.gambeson.monitor.reference.Observed;
import dev.gambeson.monitor.reference.Reference;
import dev.gambeson.registry.store.PrivateFiles;
import dev.gambeson.server.ReferenceTable;
import dev.gambeson.server.serving.ModelVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// Learns passports, and keeps them: a restart with the same model and table learns nothing anew.
public final class Passports {
  /// Changes when what is learnt changes, so that old files are not taken for new ones.
  private static final String FORM = "passport-3";

  private static final int MAX_ROWS = 20_000;
  private static final int SAMPLE = 500;
  private static final JsonMapper JSON = JsonMapper.shared();

  private final Path folder;
  private final Seed seed;

  /// @param folder private to the gateway: passports hold training rows
  public Passports(Path folder, Seed seed) {
    this.folder = folder;
    this.seed = seed;
  }

  /// The passport of a version.
  ///
  /// @param favourable class that is good for the person concerned, -1 for none
  public Passport of(String model, ModelVersion version, ReferenceTable table, int favourable) {
    String id =
        Sha256.of(
                String.join("|", FORM, model, version.version(), version.digest(), table.digest()))
            .substring(0, 32);
    Path home = folder.resolve(id);
    return read(home).orElseGet(() -> learn(home, model, version, table, favourable));
  }

  private static Optional<Passport> read(Path home) {
    try {
      if (!Files.exists(home.resolve("reference.json"))) {
        return Optional.empty();
      }
      return Optional.of(
          new Passport(
              JSON.readValue(Files.readAllBytes(home.resolve("input.json")), InputProfile.class),
              ModelBaseline.of(Files.readAllBytes(home.resolve("baseline.bin"))),
              Reference.fromJson(Files.readAllBytes(home.resolve("reference.json")))));
    } catch (IOException | JacksonException | GambesonException _) {
      return Optional.empty(); // half written or of an older release: learnt anew
    }
  }

  private Passport learn(
      Path home, String model, ModelVersion version, ReferenceTable table, int favourable) {
    AskedClassifier asked = new AskedClassifier(table.features(), table.classes(), version);
    int[] some = some(table.rows().count());
    Rows rows = table.rows().select(some);
    int[] truth =
        table.labels().length == 0
            ? new int[0]
            : IntStream.of(some).map(i -> table.labels()[i]).toArray();
    Observed observed = Observed.of(rows, asked.scores(rows));
    Passport passport =
        new Passport(
            Manifolds.learn(
                table.features(),
                rows,
                table.classes().isEmpty() ? Optional.empty() : Optional.of(asked),
                seed.child("manifold")),
            ModelBaseline.learn(asked, rows, seed.child("baseline")),
            Reference.of(
                shape(model, version, table, favourable),
                observed,
                truth,
                SAMPLE,
                seed.child("reference")));
    write(home, passport);
    return passport;
  }

  private int[] some(int count) {
    int[] all = IntStream.range(0, count).toArray();
    return count <= MAX_ROWS ? all : Shuffles.sample(all, MAX_ROWS, seed.child("rows").random());
  }

  /// Groups that are inputs of the model are read from its inputs; of others nothing is known at
  /// run time.
  private static ModelShape shape(
      String model, ModelVersion version, ReferenceTable table, int favourable) {
    List<GroupSource> groups =
        table.groups().keySet().stream()
            .sorted()
            .filter(table.features().names()::contains)
            .map(name -> GroupSource.ofFeature(table.features(), name, cuts(table, name)))
            .toList();
    return ModelShape.of(model, version.version(), table.features(), table.classes())
        .watching(favourable, groups);
  }

  /// A number is cut at its quartiles.
  private static double[] cuts(ReferenceTable table, String name) {
    int f = table.features().names().indexOf(name);
    if (!(table.features().features().get(f) instanceof dev.gambeson.core.data.Feature.Numeric)) {
      return new double[0];
    }
    double[] sorted =
        IntStream.range(0, table.rows().count())
            .mapToDouble(i -> table.rows().at(i, f))
            .filter(v -> !Double.isNaN(v))
            .sorted()
            .toArray();
    return sorted.length == 0
        ? new double[0]
        : IntStream.of(1, 2, 3)
            .mapToDouble(q -> sorted[(sorted.length - 1) * q / 4])
            .distinct()
            .toArray();
  }

  private static void write(Path home, Passport passport) {
    try {
      PrivateFiles.createFolders(home);
      PrivateFiles.write(home.resolve("input.json"), JSON.writeValueAsBytes(passport.input()));
      PrivateFiles.write(home.resolve("baseline.bin"), passport.baseline().toBytes());
      PrivateFiles.write(home.resolve("reference.json"), passport.reference().toJson());
    } catch (IOException e) {
      throw GambesonException.badInput(
          "What was learnt about the model cannot be written to %s: %s."
              .formatted(home, e.getMessage()),
          e);
    }
  }
}
