package dev.gambeson.server.admin.port;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/// Requests as they are decided. Never their inputs.
public interface TrafficView {
  /// The latest decisions, newest first.
  List<Event> recent(int limit);

  /// Calls `listener` with every decision from now on, or a fair sample of them under load; from
  /// any thread, one call at a time. The listener returns at once.
  ///
  /// @return ends it; may be closed twice
  Subscription subscribe(Consumer<Event> listener);

  /// A running subscription.
  interface Subscription extends AutoCloseable {
    @Override
    void close();
  }

  /// A decision.
  ///
  /// @param time when the request came
  /// @param requestId of the request
  /// @param tenant the client's tenant, empty when nobody was authenticated
  /// @param client the client's id, empty when nobody was authenticated
  /// @param clientClass its class
  /// @param model asked
  /// @param version that answered, empty for none
  /// @param ending how it ended
  /// @param reason plain token, for example `ok` or `rate-limit`
  /// @param marks guards that fired, and the ladder's level
  /// @param rows how many were asked
  /// @param bits what the answer gave away
  /// @param micros how long it took
  record Event(
      Instant time,
      String requestId,
      String tenant,
      String client,
      String clientClass,
      String model,
      String version,
      Ending ending,
      String reason,
      List<String> marks,
      int rows,
      double bits,
      long micros) {
    public Event {
      requireNonNull(time, "time");
      requireNonNull(ending, "ending");
      marks = List.copyOf(marks);
    }
  }

  /// How a request ended.
  enum Ending {
    ANSWERED,
    RESTRICTED,
    REFUSED,
    FAILED
  }
}
