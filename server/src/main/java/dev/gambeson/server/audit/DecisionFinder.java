package dev.gambeson.server.audit;

import dev.gambeson.core.GambesonException;
import dev.gambeson.registry.ledger.Detail;
import dev.gambeson.registry.ledger.LedgerReader;
import dev.gambeson.registry.ledger.Recorded;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/// Finds decisions in a ledger's folder: the newest, or that of a request.
///
/// The id of a request tells when it came ([RequestIds]), and entries stand in nearly the order of
/// their times: a binary search finds the neighbourhood, and a few thousand entries around it are
/// looked through. Reads only what the last checkpoint covers, about a second ago.
public final class DecisionFinder {
  private static final Duration SLACK = Duration.ofMinutes(2);
  private static final int MAX_STEPS = 200_000;

  private final LedgerReader reader;

  public DecisionFinder(LedgerReader reader) {
    this.reader = reader;
  }

  /// An entry with its place.
  public record Found(long index, Recorded entry) {}

  /// The decision about a request.
  public Optional<Found> request(String id) {
    if (!RequestIds.isId(id)) {
      throw GambesonException.usage(
          "'%s' is no request id; one has 32 hexadecimal digits, as in the header x-gambeson-request-id."
              .formatted(id));
    }
    Instant time = RequestIds.time(id);
    long size = reader.checkpoint().size();
    Detail wanted = Detail.token(id);
    int steps = 0;
    for (long i = firstAfter(time.minus(SLACK)); i < size && steps < MAX_STEPS; i++, steps++) {
      Recorded entry = reader.entry(i);
      if (wanted.equals(entry.details().get("request"))) {
        return Optional.of(new Found(i, entry));
      }
      if (entry.time().isAfter(time.plus(SLACK))) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  /// The newest entries, newest first.
  public List<Found> newest(int count) {
    long size = reader.checkpoint().size();
    List<Found> found = new ArrayList<>();
    for (long i = size - 1; i >= Math.max(0, size - count); i--) {
      found.add(new Found(i, reader.entry(i)));
    }
    return Collections.unmodifiableList(found);
  }

  private long firstAfter(Instant time) {
    long low = 0;
    long high = reader.checkpoint().size();
    while (low < high) {
      long middle = (low + high) >>> 1;
      if (reader.entry(middle).time().isBefore(time)) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
