package dev.gambeson.guard.detect;

import static java.util.Objects.requireNonNull;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.gambeson.core.GambesonException;
import dev.gambeson.core.alert.Alert;
import dev.gambeson.guard.Answer;
import dev.gambeson.guard.Client;
import dev.gambeson.guard.Query;
import dev.gambeson.guard.detect.Standing.Scope;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/// Watches what clients ask, after they were answered, and says who is probing.
///
/// Guaranteed: for a client whose queries are exchangeable with one of the benign families of the
/// [ModelBaseline], or with its own first queries, the average number of queries to a false alarm
/// of all detectors together is at least `1 / alpha` (see [#alpha]), up to the error of a finite
/// calibration set and the model of rates in GB-GRD-009. Several detectors share that budget: the
/// mean of e-values is an e-value however they depend on each other. The first alarm never blocks.
/// Memory is bounded whatever the number of clients (W-TinyLFU keeps the frequent ones). No raw
/// value is kept; exact retries are counted, not scored.
///
/// Not guaranteed: detection. Queries that are natural records, each asked once, look like use, and
/// a patient attacker who sends few queries a day among many natural ones is seen late; the query
/// budget bounds those. A client that changes its business raises alarms: let a person [#clear] it.
///
/// Thread-safe; a client's queries are handled one at a time. Feed it the model's full answer, not
/// the coarsened one, and tell the client nothing of what it says.
public final class QueryWatch {
  private static final int MAGIC = 0x47425133; // GBQ3
  private static final int MOST_TRACKS = 1_000_000;
  private static final int PRINT_SLOTS = 1 << 18;
  private static final ThreadLocal<Points.Scratch> SCRATCH =
      ThreadLocal.withInitial(Points.Scratch::new);
  private static final Level MOST_FOR_OTHERS = Level.COARSEN;

  private final long key;
  private final RandomGenerator random;
  private final InstantSource clock;
  private final Map<String, ModelBaseline> baselines = new ConcurrentHashMap<>();
  private final Cache<Key, Track> tracks;
  private final PrintTable prints = new PrintTable(PRINT_SLOTS);
  private volatile Rules rules;

  /// A policy and what follows from it.
  private record Rules(DetectPolicy policy, Track.Limits limits, Alarms alarms) {
    static Rules of(DetectPolicy policy, RandomGenerator random) {
      Track.Limits limits = Track.Limits.of(policy);
      return new Rules(policy, limits, new Alarms(policy, limits, random));
    }
  }

  record Key(Scope scope, String subject, String model) {}

  /// @param policy budgets and limits
  /// @param key secret, the same on all nodes, from a secure generator: who knows it can make rows
  ///   look like retries
  /// @param random for ties, places in histories and alert ids; thread-safe
  /// @param clock for standings; queries carry their own time
  public QueryWatch(DetectPolicy policy, long key, RandomGenerator random, InstantSource clock) {
    this.key = key;
    this.random = requireNonNull(random, "random");
    this.clock = requireNonNull(clock, "clock");
    this.rules = Rules.of(requireNonNull(policy, "policy"), random);
    this.tracks =
        Caffeine.newBuilder()
            .maximumWeight(policy.memoryBytes())
            .weigher((Key k, Track t) -> 200 + t.bytes())
            .build();
  }

  /// Probability of a false alarm per query of a benign client: the budget of false alarms a month
  /// over the queries of 30 days.
  public double alpha() {
    return rules.policy().alpha();
  }

  /// Judges by another policy from now on. What was learnt, evidence and steps stay; a step that
  /// was reached ends when it would have.
  public void follow(DetectPolicy policy) {
    rules = Rules.of(policy, random);
    tracks.policy().eviction().ifPresent(e -> e.setMaximum(policy.memoryBytes()));
  }

  /// Starts to watch a model. Another baseline for the same model drops what was learnt about its
  /// clients, but not how suspicious they are.
  public void watch(String model, ModelBaseline baseline) {
    baselines.put(model, requireNonNull(baseline, "baseline"));
  }

  /// Takes in a query and the model's answer. A model without baseline is not watched.
  ///
  /// @throws IllegalArgumentException when rows, answer and baseline do not fit together
  public Suspicion observe(Query query, Answer answer) {
    ModelBaseline baseline = baselines.get(query.model());
    if (baseline == null || query.rows().count() == 0) {
      return Suspicion.NONE;
    }
    if (answer.count() != query.rows().count() || query.rows().width() != baseline.features()) {
      throw new IllegalArgumentException(
          "%d rows of %d features with %d answers, for a baseline of %d features"
              .formatted(
                  query.rows().count(), query.rows().width(), answer.count(), baseline.features()));
    }
    Batch batch = batch(query, answer, baseline);
    List<Alert> alerts = new ArrayList<>();
    Client client = query.client();
    Level level = see(new Key(Scope.CLIENT, client.key(), query.model()), batch, alerts);
    Level tenant = see(new Key(Scope.TENANT, client.tenant(), query.model()), batch, alerts);
    Level prefix =
        Prefix.of(client.address())
            .map(p -> see(new Key(Scope.PREFIX, p, query.model()), batch, alerts))
            .orElse(Level.NONE);
    return alerts.isEmpty() && level == Level.NONE && tenant == level && prefix == level
        ? Suspicion.NONE
        : new Suspicion(together(level, tenant, prefix), alerts);
  }

  /// A client answers for itself; for its neighbours only up to coarser answers.
  private static Level together(Level client, Level tenant, Level prefix) {
    return client.atLeast(tenant.atMost(MOST_FOR_OTHERS)).atLeast(prefix.atMost(MOST_FOR_OTHERS));
  }

  /// What all scopes see of one query.
  ///
  /// @param shared per row, the e-value of its match with other accounts' rows
  @SuppressWarnings("ArrayRecordComponent") // private, passed along
  private record Batch(
      Query query,
      ModelBaseline baseline,
      long client,
      Sighting[] rows,
      double[] shared,
      Points.Scratch scratch) {}

  private Batch batch(Query query, Answer answer, ModelBaseline baseline) {
    int count = query.rows().count();
    int n = Math.min(count, rules.policy().mostRows());
    int k = answer.classes().size();
    Points.Scratch scratch = SCRATCH.get();
    Sighting[] rows = new Sighting[n];
    double[] shared = new double[n];
    long client = hash(query.client().key());
    long space = hash(query.model());
    for (int i = 0; i < n; i++) {
      // One row of each n-th of the batch, so that no place in it is safe.
      int from = (int) ((long) i * count / n);
      int to = (int) ((long) (i + 1) * count / n);
      int row = to - from > 1 ? from + random.nextInt(to - from) : from;
      int label = answer.labels().length == 0 ? -1 : answer.labels()[row];
      double margin = Sighting.margin(answer.scores(), row, k);
      rows[i] = baseline.sight(query.rows(), row, label, margin, key, scratch);
      shared[i] = shared(baseline.prints(), rows[i], client, space, query.time());
    }
    return new Batch(query, baseline, client, rows, shared, scratch);
  }

  private double shared(Prints model, Sighting s, long client, long space, Instant time) {
    double harmless = model.rate(prints.load());
    boolean match =
        prints.matches(model.of(s.point(), key ^ space), client, s.hash(), time.getEpochSecond());
    return harmless > 0.1 ? 1 : SignTest.e(match, harmless, Math.max(0.3, 4 * harmless));
  }

  private long hash(String text) {
    long h = key;
    for (int i = 0; i < text.length(); i++) {
      h = Coordinates.mix(h * 31 + text.charAt(i));
    }
    return h;
  }

  private Level see(Key subject, Batch batch, List<Alert> alerts) {
    Rules by = rules;
    Track track = track(subject, batch.baseline(), batch.query().time());
    int before;
    int after;
    Level level;
    synchronized (track) {
      before = track.bytes();
      boolean scored = subject.scope() == Scope.CLIENT || track.isShared(batch.client());
      long now = batch.query().time().getEpochSecond();
      track.multiply(Detector.SPIKE, track.rate.count(batch.query().rows().count(), now));
      track.queries += batch.query().rows().count();
      boolean alarm = false;
      for (int i = 0; i < batch.rows().length && scored; i++) {
        Sighting s = batch.rows()[i];
        if (track.history.contains(s.hash())) {
          track.retries++;
        } else {
          track.score(s, now, by.limits(), batch.scratch());
          if (subject.scope() == Scope.CLIENT) {
            track.multiply(Detector.SHARED_PRINT, batch.shared()[i]);
          }
          alarm |= track.capital() >= by.limits().threshold();
        }
      }
      level = by.alarms().judge(subject, track, alarm && scored, batch.query(), alerts);
      after = track.bytes();
    }
    if (after != before) {
      tracks.put(subject, track); // it is weighed again
    }
    return level;
  }

  private Track track(Key subject, ModelBaseline baseline, Instant time) {
    Track track =
        tracks.get(subject, _ -> new Track(baseline, time.getEpochSecond(), random.nextLong()));
    if (track.baseline == baseline) {
      return track;
    }
    return tracks
        .asMap()
        .merge(
            subject, track, (now, _) -> now.baseline == baseline ? now : now.onAnother(baseline));
  }

  /// Takes in a yes/no sign about a request, for example that it was refused as malformed or came
  /// near a canary. Feed the harmless requests too.
  public Suspicion observeSign(Client client, String model, boolean sign, Instant time) {
    ModelBaseline baseline = baselines.get(model);
    if (baseline == null) {
      return Suspicion.NONE;
    }
    Key subject = new Key(Scope.CLIENT, client.key(), model);
    Track track = track(subject, baseline, time);
    List<Alert> alerts = new ArrayList<>();
    synchronized (track) {
      track.multiply(Detector.SIGN, SignTest.ofRequests(sign));
      Rules by = rules;
      boolean alarm = track.capital() >= by.limits().threshold();
      Level level = by.alarms().judge(subject, track, alarm, client, model, time, alerts);
      return new Suspicion(level, alerts);
    }
  }

  /// The step of the ladder that holds for a client now, for a look before the answer.
  public Level level(Client client, String model) {
    Level tenant = level(new Key(Scope.TENANT, client.tenant(), model));
    Level prefix =
        Prefix.of(client.address())
            .map(p -> level(new Key(Scope.PREFIX, p, model)))
            .orElse(Level.NONE);
    return together(level(new Key(Scope.CLIENT, client.key(), model)), tenant, prefix);
  }

  private Level level(Key subject) {
    Track track = tracks.getIfPresent(subject);
    if (track == null) {
      return Level.NONE;
    }
    synchronized (track) {
      return rules.alarms().level(track, clock.instant().getEpochSecond());
    }
  }

  /// Where a client stands with a model; empty when nothing is remembered.
  ///
  /// @param clientKey as [Client#key]
  public Optional<Standing> standing(String clientKey, String model) {
    Key subject = new Key(Scope.CLIENT, clientKey, model);
    return Optional.ofNullable(tracks.getIfPresent(subject)).map(t -> standing(subject, t));
  }

  /// Everybody's standing, the most suspicious first.
  public List<Standing> standings() {
    return tracks.asMap().entrySet().stream()
        .map(e -> standing(e.getKey(), e.getValue()))
        .sorted(
            Comparator.comparing(Standing::level)
                .thenComparingDouble(Standing::evidence)
                .reversed()
                .thenComparing(Standing::subject))
        .toList();
  }

  private Standing standing(Key subject, Track track) {
    synchronized (track) {
      return rules.alarms().standing(subject, track, clock.instant().getEpochSecond());
    }
  }

  /// A person found a subject benign: its evidence and level are dropped, and it is learnt anew.
  ///
  /// @return whether anything was remembered
  public boolean clear(Scope scope, String subject, String model) {
    Track track = tracks.getIfPresent(new Key(scope, subject, model));
    if (track != null) {
      synchronized (track) {
        track.clear();
      }
    }
    return track != null;
  }

  /// All that is remembered about clients, so that a restart or another node with the same key and
  /// baselines goes on. Not the fingerprints of other accounts' rows.
  public byte[] snapshot() {
    List<Map.Entry<Key, Track>> all = List.copyOf(tracks.asMap().entrySet());
    return Bytes.of(
        MAGIC,
        out -> {
          out.writeInt(all.size());
          for (Map.Entry<Key, Track> e : all) {
            write(e.getKey(), e.getValue(), out);
          }
        });
  }

  private static void write(Key k, Track track, DataOutputStream out) throws IOException {
    out.writeUTF(k.scope().name());
    out.writeUTF(k.subject());
    out.writeUTF(k.model());
    byte[] body;
    synchronized (track) {
      body = Bytes.of(MAGIC, track::write);
    }
    out.writeLong(track.baseline.id());
    out.writeInt(body.length);
    out.write(body);
  }

  /// Takes over a [#snapshot]: of each subject, whichever record has seen more queries stays.
  /// Records of models that are not watched, or have another baseline by now, are left out.
  ///
  /// @return how many records were taken over
  /// @throws GambesonException when the bytes are damaged, cut off or of another version; nothing
  ///   is taken over then
  public int restore(byte[] snapshot) {
    Map<Key, Track> read =
        Bytes.read(snapshot, MAGIC, "snapshot of the query watch", this::readAll);
    read.forEach((k, t) ->
        tracks.asMap().merge(k, t, (now, then) -> now.queries >= then.queries ? now : then));
    return read.size();
  }

  private Map<Key, Track> readAll(DataInputStream in) throws IOException {
    int n = Bytes.count(in, MOST_TRACKS);
    Map<Key, Track> read = new LinkedHashMap<>();
    for (int i = 0; i < n; i++) {
      Key k = new Key(Bytes.constant(in, Scope.values()), in.readUTF(), in.readUTF());
      long id = in.readLong();
      byte[] body = in.readNBytes(Bytes.count(in, Integer.MAX_VALUE));
      ModelBaseline baseline = baselines.get(k.model());
      if (baseline != null && baseline.id() == id) {
        long seed = random.nextLong();
        read.put(
            k, Bytes.read(body, MAGIC, "record of a client", r -> Track.read(r, baseline, seed)));
      }
    }
    return read;
  }
}
