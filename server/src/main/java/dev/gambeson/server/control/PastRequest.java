package dev.gambeson.server.control;

import dev.gambeson.guard.Client;
import dev.gambeson.registry.ledger.Detail;
import dev.gambeson.registry.ledger.Entry;
import dev.gambeson.registry.ledger.Recorded;
import dev.gambeson.server.admin.port.TrafficView.Ending;
import java.time.Instant;
import java.util.Optional;

/// A request of the past as the ledger tells it, without its content.
///
/// @param time when it was decided
/// @param client who asked
/// @param action plain token, for example `infer`
/// @param model asked
/// @param ending how it ended
/// @param reason why
/// @param rows how many were asked; 1 where it was refused before they were read
/// @param bits given away
/// @param input keyed digest of the rows, empty when they were not read
/// @param tightened whether the client's rate was tightened
record PastRequest(
    Instant time,
    Client client,
    String action,
    String model,
    Ending ending,
    String reason,
    int rows,
    double bits,
    String input,
    boolean tightened) {
  private static final String PREFIX = "gateway.";
  private static final String MODEL = "model:";
  private static final double MILLI = 1e-3;

  /// Whether an entry is a decision about a model.
  static boolean is(Recorded entry) {
    return entry.action().startsWith(PREFIX)
        && entry.object().startsWith(MODEL)
        && entry.details().containsKey("request");
  }

  static PastRequest of(Recorded entry, Client client) {
    String marks = text(entry, "marks");
    return new PastRequest(
        entry.time(),
        client,
        entry.action().substring(PREFIX.length()),
        entry.object().substring(MODEL.length()),
        ending(entry.outcome(), marks),
        text(entry, "reason"),
        Math.clamp(amount(entry, "rows"), 1, Integer.MAX_VALUE),
        MILLI * amount(entry, "millibits"),
        text(entry, "input"),
        marks.contains("ladder-tightened")
            || marks.contains("ladder-coarsened")
            || marks.contains("coarsened"));
  }

  private static Ending ending(Entry.Outcome outcome, String marks) {
    return switch (outcome) {
      case SUCCEEDED -> marks.contains("coarsened") ? Ending.RESTRICTED : Ending.ANSWERED;
      case DENIED -> Ending.REFUSED;
      case FAILED -> Ending.FAILED;
    };
  }

  private static String text(Recorded entry, String name) {
    return Optional.ofNullable(entry.details().get(name))
        .map(d ->
            switch (d) {
              case Detail.Token t -> t.value();
              case Detail.Digest g -> g.value();
              default -> "";
            })
        .orElse("");
  }

  private static long amount(Recorded entry, String name) {
    return entry.details().get(name) instanceof Detail.Amount n ? n.value() : 0;
  }
}
