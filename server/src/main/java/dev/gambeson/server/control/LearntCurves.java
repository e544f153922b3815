package dev.gambeson.server.control;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.gambeson.guard.Client;
import dev.gambeson.server.audit.DecisionRecord;
import dev.gambeson.server.state.SqlClientStates;
import dev.gambeson.server.state.SqlClientStates.ClientState;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// How much each client has learnt of each model over time: queries answered and bits given away,
/// as a curve of at most [LearntCurve#MOST] points whose spacing grows with its length.
///
/// Guaranteed: memory is bounded by [#CLIENTS] curves; nothing blocks but [#save], [#restore] and
/// [#of]. A curve outlives a restart up to the last [#save]. It is a picture: what is enforced is
/// the budget's own count. Thread-safe.
public final class LearntCurves {
  private static final int CLIENTS = 5_000;
  private static final String KIND = "learnt/";

  private final SqlClientStates states;
  private final String kind;
  private final InstantSource clock;
  private final Cache<Key, LearntCurve> curves =
      Caffeine.newBuilder().maximumSize(CLIENTS).executor(Runnable::run).build();

  private record Key(String client, String model) {}

  /// @param node name of this node; each keeps what it answered itself
  public LearntCurves(SqlClientStates states, String node, InstantSource clock) {
    this.states = states;
    this.kind = KIND + node;
    this.clock = clock;
  }

  /// Takes in a decision.
  void add(DecisionRecord d) {
    if (d.ending() == DecisionRecord.Ending.ANSWERED
        && d.client().isPresent()
        && d.rows().isPresent()) {
      curve(new Key(d.client().get().key(), d.model()))
          .add(d.time(), d.rows().get().count(), d.bits());
    }
  }

  @SuppressWarnings("NullAway") // the loader never gives null
  private LearntCurve curve(Key key) {
    return curves.get(key, _ -> new LearntCurve());
  }

  /// Writes down what has changed.
  public void save() {
    List<ClientState> changed = new ArrayList<>();
    curves
        .asMap()
        .forEach((key, curve) -> {
          if (curve.takeChanged()) {
            changed.add(new ClientState(kind, key.client(), key.model(), curve.bytes()));
          }
        });
    if (!changed.isEmpty()) {
      states.put(changed, clock.instant());
    }
  }

  /// Reads what an earlier run of this node has written.
  public void restore() {
    for (ClientState state : states.newest(kind, CLIENTS)) {
      curves.put(new Key(state.client(), state.model()), LearntCurve.of(state.content()));
    }
  }

  /// The curve of a client for each model, over all nodes, oldest point first.
  Map<String, List<LearntCurve.Point>> of(Client client) {
    Map<String, List<List<LearntCurve.Point>>> parts = new HashMap<>();
    curves
        .asMap()
        .forEach((key, curve) -> {
          if (key.client().equals(client.key())) {
            parts.computeIfAbsent(key.model(), _ -> new ArrayList<>()).add(curve.points());
          }
        });
    for (ClientState state : states.about(KIND, client.key())) {
      if (!state.kind().equals(kind)) {
        parts
            .computeIfAbsent(state.model(), _ -> new ArrayList<>())
            .add(LearntCurve.of(state.content()).points());
      }
    }
    Map<String, List<LearntCurve.Point>> whole = new HashMap<>();
    parts.forEach((model, curvesOf) -> whole.put(model, sum(curvesOf)));
    return whole;
  }

  private static List<LearntCurve.Point> sum(List<List<LearntCurve.Point>> parts) {
    if (parts.size() == 1) {
      return parts.getFirst();
    }
    TreeSet<Instant> times = new TreeSet<>();
    parts.forEach(p -> p.forEach(point -> times.add(point.time())));
    return times.stream()
        .map(t ->
            parts.stream()
                .flatMap(p -> p.stream().filter(x -> !x.time().isAfter(t)).max(BY_TIME).stream())
                .reduce(
                    new LearntCurve.Point(t, 0, 0),
                    (a, b) ->
                        new LearntCurve.Point(t, a.queries() + b.queries(), a.bits() + b.bits())))
        .toList();
  }

  private static final Comparator<LearntCurve.Point> BY_TIME =
      Comparator.comparing(LearntCurve.Point::time);
}
