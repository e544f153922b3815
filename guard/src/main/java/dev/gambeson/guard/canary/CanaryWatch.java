package dev.gambeson.guard.canary;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.gambeson.core.Severity;
import dev.gambeson.core.alert.Alert;
import dev.gambeson.core.alert.Alert.Subject;
import dev.gambeson.guard.Client;
import dev.gambeson.guard.Query;
import dev.gambeson.guard.canary.BaitMatcher.Hit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Raises alerts for bait and decoys.
///
/// An exact hit alerts at once; fuzzy ones when a client has hit two different records of one set
/// within a day. Any use of a decoy key or decoy model alerts: nobody was ever given them. Hits of
/// one client (or address) on one canary alert once a minute, so that a thief who asks on buries
/// nothing else. Where nothing is planted, looking costs one look-up. Memory is bounded;
/// thread-safe.
public final class CanaryWatch {
  private static final Duration DAY = Duration.ofDays(1);
  private static final Duration QUIET = Duration.ofMinutes(1);
  private static final String BAIT_SET = "bait-set";
  private static final String DECOY = "decoy";
  private static final int MOST_REMEMBERED = 16;
  private static final int MOST_KEYS = 10_000;

  private record Fuzzy(Set<Integer> records, Instant first) {}

  private record Planted(Map<String, BaitMatcher> bait, Decoys decoys) {}

  private volatile Planted planted = new Planted(Map.of(), Decoys.none());
  private final Consumer<Alert> alerts;
  private final Supplier<String> ids;
  private final Cache<String, Fuzzy> fuzzy = bounded();
  private final Cache<String, Instant> told = bounded();

  /// @param alerts hears of hits; must not block
  /// @param ids makes ids of alerts, unique over all nodes
  public CanaryWatch(Consumer<Alert> alerts, Supplier<String> ids) {
    this.alerts = alerts;
    this.ids = ids;
  }

  private static <V> Cache<String, V> bounded() {
    return Caffeine.newBuilder().maximumSize(MOST_KEYS).executor(Runnable::run).build();
  }

  /// Says what is planted from now on; what was seen so far is remembered.
  ///
  /// @param bait by model
  /// @param decoys names that nobody was given
  public void plant(Map<String, BaitMatcher> bait, Decoys decoys) {
    planted = new Planted(Map.copyOf(bait), decoys);
  }

  /// Looks at a query.
  ///
  /// @return the exact hits
  public List<Hit> look(Query query) {
    BaitMatcher matcher = planted.bait().get(query.model());
    return matcher == null ? List.of() : look(matcher, query);
  }

  private List<Hit> look(BaitMatcher matcher, Query query) {
    List<Hit> exact = new ArrayList<>();
    for (int row = 0; row < query.rows().count(); row++) {
      Optional<Hit> found = matcher.match(query.rows(), row, query.time());
      if (found.isPresent() && found.get().exact()) {
        exact.add(found.get());
      } else if (found.isPresent()) {
        fuzzy(query, found.get());
      }
    }
    exact.stream().findFirst().ifPresent(hit -> raise(query, hit, exact.size()));
    return exact;
  }

  private void fuzzy(Query query, Hit hit) {
    String key = query.client().key() + "|" + hit.label().id();
    boolean[] second = new boolean[1];
    fuzzy
        .asMap()
        .compute(
            key,
            (_, before) -> {
              boolean fresh = before == null || query.time().isAfter(before.first().plus(DAY));
              Set<Integer> records = fresh ? new HashSet<>() : new HashSet<>(before.records());
              boolean added = records.size() < MOST_REMEMBERED && records.add(hit.record());
              second[0] = added && records.size() == 2;
              return new Fuzzy(records, fresh ? query.time() : before.first());
            });
    if (second[0]) {
      raise(query, hit, 2);
    }
  }

  /// Whether this was not told a moment ago.
  private boolean worthTelling(String who, String canary, Instant now) {
    boolean[] news = new boolean[1];
    told.asMap()
        .compute(
            canary + "|" + who,
            (_, last) -> {
              news[0] = last == null || !now.isBefore(last.plus(QUIET));
              return news[0] ? now : last;
            });
    return news[0];
  }

  private void raise(Query query, Hit hit, int records) {
    Bait.Label where = hit.label();
    String kind = hit.exact() ? "=" : "~";
    if (!worthTelling(query.client().key(), kind + where.id(), query.time())) {
      return;
    }
    alerts.accept(
        new Alert(
            ids.get(),
            query.time(),
            hit.exact() ? CanaryChecks.BAIT.id() : CanaryChecks.NEAR_BAIT.id(),
            hit.exact() ? Severity.CRITICAL : Severity.MEDIUM,
            hit.exact() ? CanaryChecks.BAIT.title() : CanaryChecks.NEAR_BAIT.title(),
            "%d bait records that were planted in '%s' came back; %s is to be told."
                .formatted(records, where.place(), where.owner()),
            Subject.of(query.client().tenant(), query.client().id(), query.model()),
            Optional.empty(),
            Map.of(
                BAIT_SET,
                where.id(),
                "place",
                where.place(),
                "records",
                "" + records,
                "request",
                query.id())));
  }

  /// The id of the canary that an alert is about, if it is about one.
  public static Optional<String> canary(Alert alert) {
    return Optional.ofNullable(alert.facts().get(BAIT_SET))
        .or(() -> Optional.ofNullable(alert.facts().get(DECOY)));
  }

  /// A model name was asked for.
  ///
  /// @param client who asks, if that is known
  /// @param address where it came from
  /// @return whether it is a decoy: then the alert is out, and the answer should look like any
  ///   other
  public boolean model(Optional<Client> client, String model, String address, Instant now) {
    Optional<Decoys.Decoy> decoy = planted.decoys().model(model);
    decoy.ifPresent(d -> {
      Subject subject =
          client
              .map(c -> Subject.of(c.tenant(), c.id(), model))
              .orElseGet(() -> Subject.of("", "", model));
      decoy(d, subject, client.map(Client::key).orElse(address), address, now);
    });
    return decoy.isPresent();
  }

  /// A key was presented.
  ///
  /// @param address where it came from
  /// @return whether it is a decoy: then the alert is out, and it should be refused like any other
  ///   wrong key
  public boolean key(String presented, String address, Instant now) {
    Optional<Decoys.Decoy> decoy = planted.decoys().key(presented);
    decoy.ifPresent(d -> decoy(d, Subject.of("", "", ""), address, address, now));
    return decoy.isPresent();
  }

  private void decoy(Decoys.Decoy decoy, Subject subject, String who, String address, Instant now) {
    if (!worthTelling(who, decoy.label().id(), now)) {
      return;
    }
    alerts.accept(
        new Alert(
            ids.get(),
            now,
            CanaryChecks.DECOY.id(),
            Severity.CRITICAL,
            CanaryChecks.DECOY.title(),
            "The decoy %s '%s', planted in '%s', was used; %s is to be told."
                .formatted(
                    decoy.kind().name().toLowerCase(Locale.ROOT),
                    decoy.label().id(),
                    decoy.label().place(),
                    decoy.label().owner()),
            subject,
            Optional.empty(),
            Map.of(DECOY, decoy.label().id(), "place", decoy.label().place(), "from", address)));
  }
}
