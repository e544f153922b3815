package dev.gambeson.server.state;

import java.util.EnumMap;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/// How often each topic changed. A change takes its number in the same transaction as what it
/// changes, and holds the topic's row until it is committed: numbers become visible in order.
final class Generations {
  static final String CHANNEL = "gambeson_changes";

  private Generations() {}

  /// The number of a change that is being made; PostgreSQL tells the other nodes on commit.
  static long next(Database database, Handle handle, Topic topic) {
    handle
        .createUpdate("UPDATE generations SET number = number + 1 WHERE topic = :topic")
        .bind("topic", topic.id())
        .execute();
    if (database.shared()) {
      handle
          .createQuery("SELECT pg_notify(:channel, :topic)")
          .bind("channel", CHANNEL)
          .bind("topic", topic.id())
          .mapTo(String.class)
          .list();
    }
    return handle
        .createQuery("SELECT number FROM generations WHERE topic = :topic")
        .bind("topic", topic.id())
        .mapTo(Long.class)
        .one();
  }

  /// All numbers.
  static Map<Topic, Long> read(Handle handle) {
    Map<String, Long> numbers =
        handle
            .createQuery("SELECT topic, number FROM generations")
            .reduceRows(
                new java.util.HashMap<>(),
                (map, row) -> {
                  map.put(
                      row.getColumn("topic", String.class), row.getColumn("number", Long.class));
                  return map;
                });
    Map<Topic, Long> known = new EnumMap<>(Topic.class);
    for (Topic topic : Topic.values()) {
      known.put(topic, numbers.getOrDefault(topic.id(), 0L));
    }
    return known;
  }
}
