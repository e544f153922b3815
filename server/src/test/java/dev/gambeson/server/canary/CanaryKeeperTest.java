package dev.gambeson.server.canary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.alert.Alert;
import dev.gambeson.core.data.Feature;
import dev.gambeson.core.data.FeatureSpace;
import dev.gambeson.core.data.Rows;
import dev.gambeson.guard.Client;
import dev.gambeson.guard.MacKey;
import dev.gambeson.guard.Query;
import dev.gambeson.guard.canary.Bait.Label;
import dev.gambeson.guard.input.InputProfile;
import dev.gambeson.server.gateway.Call;
import dev.gambeson.server.gateway.Hints;
import dev.gambeson.server.identity.Action;
import dev.gambeson.server.identity.Credential;
import dev.gambeson.server.identity.Unauthenticated;
import dev.gambeson.server.state.Database;
import dev.gambeson.server.state.SqlCanaries;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CanaryKeeperTest {
  private static final Instant NOW = Instant.now();
  private static final MacKey SECRET = MacKey.of(new byte[32]);
  private static final Client CLIENT =
      new Client("7", "acme", "partner", Set.of(), Map.of(), "192.0.2.7");
  private static final FeatureSpace SPACE = space();
  private static final Rows REAL = rows(600);

  @TempDir private Path folder;
  private Database database;
  private final List<Alert> alerts = new ArrayList<>();

  private static FeatureSpace space() {
    List<Feature> features = new ArrayList<>();
    for (int f = 0; f < 9; f++) {
      features.add(new Feature.Numeric("n" + f, false, -1e6, 1e6, 100, false));
    }
    features.add(new Feature.Categorical("place, \"of\" birth", List.of("x", "y,z"), false));
    return new FeatureSpace(features);
  }

  private static Rows rows(int n) {
    SplittableRandom random = new SplittableRandom(1);
    double[] values = new double[n * 10];
    for (int i = 0; i < n; i++) {
      for (int f = 0; f < 9; f++) {
        values[i * 10 + f] = Math.rint(100_000 + 10_000 * random.nextGaussian()) / 100;
      }
      values[i * 10 + 9] = random.nextInt(2);
    }
    return new Rows(n, 10, values);
  }

  @BeforeEach
  void open() {
    database = Database.embedded(folder);
  }

  @AfterEach
  void close() {
    database.close();
  }

  private CanaryKeeper keeper() {
    return keeper(SPACE, REAL);
  }

  private CanaryKeeper keeper(FeatureSpace space, Rows rows) {
    return new CanaryKeeper(
        new SqlCanaries(database),
        SECRET,
        Map.of("fraud", new CanaryKeeper.Known(space, InputProfile.of(space, rows), rows)),
        alerts::add,
        Clock.systemUTC(),
        new SecureRandom());
  }

  @Test
  void baitIsFoundAmongTrainingRowsHoweverWrittenAndWhateverBecameOfIt() {
    CanaryKeeper keeper = keeper();
    CanaryKeeper.Issued issued = keeper.bait(label(keeper), "fraud", 3, "anna");
    Rows planted = read(issued.secret());
    List<String> columns = new ArrayList<>(SPACE.names());
    List<List<String>> rows = new ArrayList<>();
    for (int row = 0; row < 3; row++) {
      List<String> cells = new ArrayList<>();
      for (int f = 0; f < 9; f++) {
        cells.add("%.9e".formatted(planted.at(row, f)));
      }
      cells.add(planted.at(row, 9) == 0 ? " x" : "y,z");
      rows.add(cells);
    }
    rows.add(1, new ArrayList<>(java.util.Collections.nCopies(10, "1")));
    rows.add(new ArrayList<>(java.util.Collections.nCopies(10, "n/a")));
    columns.addFirst("paid_back"); // a label, and columns in another order
    rows.forEach(r -> r.addFirst("yes"));
    java.util.Collections.reverse(columns);
    rows.forEach(java.util.Collections::reverse);
    assertThat(keeper.retire(issued.canary().label().id())).isTrue();

    assertThat(keeper.find("fraud", columns, rows))
        .extracting(h -> h.row() + " " + h.label().id())
        .containsExactly(
            "0 " + issued.canary().label().id(),
            "2 " + issued.canary().label().id(),
            "3 " + issued.canary().label().id());
    assertThatThrownBy(() -> keeper.find("fraud", List.of("a"), List.of(List.of("1"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("has no column");
    assertThatThrownBy(() -> keeper.find("other", columns, rows))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Label label(CanaryKeeper keeper) {
    return new Label(
        keeper.newId(), "wiki page", "fraud desk", "leak test", NOW.plus(Duration.ofDays(30)));
  }

  private static Call call(String model) {
    return new Call(
        "r1",
        NOW,
        0,
        "192.0.2.7",
        new Credential.None(),
        Action.INFER,
        model,
        "",
        -1,
        "",
        Hints.NONE);
  }

  private static Query query(Rows rows) {
    return new Query("r1", CLIENT, "fraud", "1", rows, NOW);
  }

  /// Reads CSV as it was written; quotes only around the last column.
  private static Rows read(String csv) {
    String[] lines = csv.split("\r\n");
    assertThat(lines[0]).isEqualTo("n0,n1,n2,n3,n4,n5,n6,n7,n8,\"place, \"\"of\"\" birth\"");
    double[][] rows = new double[lines.length - 1][10];
    for (int i = 1; i < lines.length; i++) {
      String[] cells = lines[i].split(",", 10);
      for (int f = 0; f < 9; f++) {
        rows[i - 1][f] = Double.parseDouble(cells[f]);
      }
      rows[i - 1][9] = cells[9].equals("\"y,z\"") ? 1 : 0;
    }
    return Rows.of(rows);
  }

  @Test
  void baitThatComesBackAfterARestartRaisesTheAlarm() {
    CanaryKeeper keeper = keeper();
    CanaryKeeper.Issued issued = keeper.bait(label(keeper), "fraud", 5, "anna");
    assertThat(issued.toString()).doesNotContain(issued.secret());
    assertThat(issued.canary().content()).doesNotContain(issued.secret().split("\r\n")[1]);
    Rows planted = read(issued.secret());
    assertThat(planted.count()).isEqualTo(5);
    database.close();
    database = Database.embedded(folder);
    CanaryKeeper later = keeper();
    assertThat(later.bait(query(REAL.slice(0, 100)))).isFalse();
    assertThat(alerts).isEmpty();
    assertThat(later.bait(query(planted.slice(2, 3)))).isTrue();
    assertThat(alerts).extracting(Alert::check).containsExactly("GB-GRD-040");
    assertThat(alerts.getFirst().facts()).containsEntry("place", "wiki page");
  }

  @Test
  void aDecoyKeyIsRefusedLikeAnyWrongKeyAndAlarms() {
    CanaryKeeper keeper = keeper();
    String decoy = keeper.key(label(keeper), "anna").secret();
    assertThat(keeper.all().getFirst().content()).doesNotContain(decoy);
    DecoyAuthenticator authenticator =
        new DecoyAuthenticator(
            (credential, address) ->
                credential.equals(new Credential.ApiKey("right"))
                    ? Future.succeededFuture(CLIENT)
                    : Future.failedFuture(new Unauthenticated("unknown-key")),
            keeper,
            Clock.systemUTC());
    assertThat(authenticator.authenticate(new Credential.ApiKey("right"), "192.0.2.7").result())
        .isEqualTo(CLIENT);
    assertThat(authenticator.authenticate(new Credential.ApiKey("wrong"), "192.0.2.7").cause())
        .hasMessage("unknown-key");
    assertThat(alerts).isEmpty();
    assertThat(authenticator.authenticate(new Credential.ApiKey(decoy), "192.0.2.7").cause())
        .isInstanceOf(Unauthenticated.class)
        .hasMessage("decoy-key");
    assertThat(alerts)
        .singleElement()
        .satisfies(a -> {
          assertThat(a.check()).isEqualTo("GB-GRD-042");
          assertThat(a.toString()).doesNotContain(decoy);
        });
  }

  @Test
  void aDecoyModelAlarmsUntilItIsRetired() {
    CanaryKeeper keeper = keeper();
    String id = keeper.model(label(keeper), "credit-score-full", "anna").canary().label().id();
    assertThat(keeper.decoy(call("fraud"), Optional.of(CLIENT))).isFalse();
    assertThat(keeper.decoy(call("credit-score-full"), Optional.of(CLIENT))).isTrue();
    assertThat(alerts)
        .singleElement()
        .satisfies(a -> assertThat(a.subject().client()).isEqualTo("7"));
    assertThat(keeper.retire(id)).isTrue();
    assertThat(keeper.retire(id)).isFalse();
    assertThat(keeper.decoy(call("credit-score-full"), Optional.of(CLIENT))).isFalse();
    assertThat(keeper.all()).hasSize(1);
  }

  @Test
  void aNodeLearnsWhatAnotherOneIssued() {
    CanaryKeeper here = keeper();
    CanaryKeeper there = keeper();
    here.model(label(here), "credit-score-full", "anna");
    assertThat(there.decoy(call("credit-score-full"), Optional.empty())).isFalse();
    there.refresh();
    assertThat(there.decoy(call("credit-score-full"), Optional.empty())).isTrue();
  }

  @Test
  void aDecoyMustNotBeCalledLikeARealModelAndBaitNeedsFreeDigits() {
    CanaryKeeper keeper = keeper();
    assertThatThrownBy(() -> keeper.model(label(keeper), "fraud", "anna"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> keeper.bait(label(keeper), "absent", 5, "anna"))
        .isInstanceOf(IllegalArgumentException.class);
    FeatureSpace plain =
        new FeatureSpace(List.of(new Feature.Categorical("c", List.of("x", "y"), false)));
    CanaryKeeper narrow = keeper(plain, new Rows(300, 1, new double[300]));
    assertThatThrownBy(() -> narrow.bait(label(narrow), "fraud", 1, "anna"))
        .isInstanceOf(GambesonException.class);
  }
}
