package dev.gambeson.server.canary;

import dev.gambeson.core.Shuffles;
import dev.gambeson.core.alert.Alert;
import dev.gambeson.core.data.FeatureSpace;
import dev.gambeson.core.data.Rows;
import dev.gambeson.guard.Client;
import dev.gambeson.guard.MacKey;
import dev.gambeson.guard.Query;
import dev.gambeson.guard.canary.Bait;
import dev.gambeson.guard.canary.Bait.Label;
import dev.gambeson.guard.canary.BaitMaker;
import dev.gambeson.guard.canary.BaitMatcher;
import dev.gambeson.guard.canary.BaitSet;
import dev.gambeson.guard.canary.CanaryWatch;
import dev.gambeson.guard.canary.Decoys;
import dev.gambeson.guard.input.InputProfile;
import dev.gambeson.server.gateway.Call;
import dev.gambeson.server.gateway.Canaries;
import dev.gambeson.server.identity.ApiKeys;
import dev.gambeson.server.state.SqlCanaries;
import dev.gambeson.server.state.SqlCanaries.Canary;
import dev.gambeson.server.state.SqlCanaries.Kind;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import tools.jackson.databind.json.JsonMapper;

/// The canaries of a gateway: issued here, kept in the database as keyed hashes, known by heart on
/// every node.
///
/// Guaranteed: a key, name or record in clear exists once, in [Issued]; a hit raises an alert on
/// the node that sees it, at most one a minute for each client and canary. A node hears of a canary
/// that another one issued within a second or two. Thread-safe; looking neither blocks nor locks.
public final class CanaryKeeper implements Canaries {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final int TRAFFIC = 20_000;
  private static final int POOL = 2_000;

  private final SqlCanaries store;
  private final MacKey key;
  private final Map<String, Known> models;
  private final CanaryWatch watch;
  private final Clock clock;
  private final SecureRandom random;

  /// What bait for a model is made of.
  ///
  /// @param space its inputs
  /// @param profile of its training rows
  /// @param rows training rows
  public record Known(FeatureSpace space, InputProfile profile, Rows rows) {}

  /// A new canary, to be planted and then forgotten.
  ///
  /// @param canary what is kept
  /// @param secret the key, the model's name, or the records as CSV
  /// @param records number of records
  public record Issued(Canary canary, String secret, int records) {
    @Override
    public String toString() {
      return "Issued[" + canary.label().id() + ", hidden]";
    }
  }

  /// Reads all canaries.
  ///
  /// @param secret from which the key of the hashes is derived; the same on all nodes
  /// @param models models that bait can be made for
  /// @param alerts hears of hits; must not block
  public CanaryKeeper(
      SqlCanaries store,
      MacKey secret,
      Map<String, Known> models,
      Consumer<Alert> alerts,
      Clock clock,
      SecureRandom random) {
    this.store = store;
    this.key = secret.derive("canaries");
    this.models = Map.copyOf(models);
    this.watch = new CanaryWatch(alerts, () -> "canary-" + UUID.randomUUID());
    this.clock = clock;
    this.random = random;
    refresh();
  }

  /// Learns what is planted now. Blocks.
  public synchronized void refresh() {
    List<Decoys.Decoy> decoys = new ArrayList<>();
    Map<String, List<BaitSet>> sets = new HashMap<>();
    for (Canary canary : store.all()) {
      if (canary.retired().isPresent()) {
        continue;
      }
      switch (canary.kind()) {
        case KEY -> decoys.add(new Decoys.Decoy(Decoys.Kind.KEY, canary.content(), canary.label()));
        case MODEL ->
            decoys.add(new Decoys.Decoy(Decoys.Kind.MODEL, canary.content(), canary.label()));
        case BAIT ->
            sets.computeIfAbsent(canary.model(), _ -> new ArrayList<>())
                .add(JSON.readValue(canary.content(), BaitSet.class));
      }
    }
    Map<String, BaitMatcher> matchers = new HashMap<>();
    sets.forEach((model, planted) -> {
      Known known = models.get(model);
      if (known != null) {
        matchers.put(model, new BaitMatcher(known.space(), known.profile(), planted, key));
      }
    });
    watch.plant(matchers, new Decoys(decoys, key));
  }

  /// All canaries, newest first. Blocks.
  public List<Canary> all() {
    return store.all();
  }

  /// An id for a new canary.
  public String newId() {
    byte[] id = new byte[6];
    random.nextBytes(id);
    return "canary-" + HexFormat.of().formatHex(id);
  }

  /// Makes a key that opens nothing. Blocks.
  public Issued key(Label label, String by) {
    String decoy = ApiKeys.decoy(random);
    return kept(label, Kind.KEY, "", by, Decoys.mark(key, decoy), decoy, 1);
  }

  /// Makes a name that no model has. Blocks.
  ///
  /// @throws IllegalArgumentException when a model is called so
  public Issued model(Label label, String name, String by) {
    if (models.containsKey(name)) {
      throw new IllegalArgumentException(
          "There is a model called '%s': honest clients ask for it.".formatted(name));
    }
    return kept(label, Kind.MODEL, name, by, name, name, 1);
  }

  /// Makes records that nobody has. Blocks, for a second or so.
  ///
  /// @throws dev.gambeson.core.GambesonException when the table is so plain that an honest record
  ///   could be taken for bait
  /// @throws IllegalArgumentException when there is no such model
  public Issued bait(Label label, String model, int records, String by) {
    Known known = models.get(model);
    if (known == null) {
      throw new IllegalArgumentException("There is no model of this name.");
    }
    int[] order = Shuffles.shuffled(known.rows().count(), random);
    int first = Math.min(POOL, order.length);
    Rows real = known.rows().select(Arrays.copyOf(order, first));
    Rows other =
        known
            .rows()
            .select(Arrays.copyOfRange(order, first, Math.min(order.length, first + TRAFFIC)));
    Bait bait =
        new BaitMaker(known.space(), known.profile(), real, other, key)
            .make(label, records, random);
    return kept(
        label,
        Kind.BAIT,
        model,
        by,
        JSON.writeValueAsString(bait.set()),
        BaitTable.csv(known.space(), bait.rows()),
        records);
  }

  /// The rows of a table that are bait of a model, expired and withdrawn bait too. Blocks.
  ///
  /// @param columns of the table
  /// @param table cells as text, in the order of the columns
  /// @throws IllegalArgumentException when there is no such model, or one of its inputs is no
  ///   column
  public List<BaitMatcher.Hit> find(String model, List<String> columns, List<List<String>> table) {
    Known known = models.get(model);
    if (known == null) {
      throw new IllegalArgumentException("There is no model of this name.");
    }
    List<BaitSet> sets =
        store.all().stream()
            .filter(c -> c.kind() == Kind.BAIT && c.model().equals(model))
            .map(c -> JSON.readValue(c.content(), BaitSet.class))
            .toList();
    BaitMatcher matcher = new BaitMatcher(known.space(), known.profile(), sets, key);
    Rows rows = BaitTable.read(known.space(), columns, table);
    List<BaitMatcher.Hit> hits = new ArrayList<>();
    for (int row = 0; row < rows.count(); row++) {
      matcher.ever(rows, row).ifPresent(hits::add);
    }
    return hits;
  }

  private Issued kept(
      Label label, Kind kind, String model, String by, String content, String secret, int records) {
    Canary canary = new Canary(label, kind, model, clock.instant(), by, Optional.empty(), content);
    if (!store.add(canary)) {
      throw new IllegalArgumentException("There is a canary of this id.");
    }
    refresh();
    return new Issued(canary, secret, records);
  }

  /// Ends a canary. Blocks.
  ///
  /// @return false when there is none of this id that still counts
  public boolean retire(String id) {
    boolean retired = store.retire(id, clock.instant());
    refresh();
    return retired;
  }

  @Override
  public boolean bait(Query query) {
    return !watch.look(query).isEmpty();
  }

  @Override
  public boolean decoy(Call call, Optional<Client> client) {
    return watch.model(client, call.model(), call.address(), call.time());
  }

  /// Whether a key that nobody has is a decoy; then the alarm is raised.
  public boolean decoyKey(String presented, String address, Instant now) {
    return watch.key(presented, address, now);
  }
}
