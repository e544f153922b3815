package dev.gambeson.server.audit;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.io.AtomicFiles;
import dev.gambeson.registry.ledger.LedgerReader;
import dev.gambeson.response.route.DeliveryException;
import dev.gambeson.response.route.LogStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/// Carries the ledger to a log server: each entry as it stands there (canonical JSON, the leaf of
/// the tree) with its index, and each checkpoint that covers them.
///
/// The ledger's own files are the queue: no request waits for this, nothing is dropped while the
/// server is away, and it goes on after a restart where it was. When a connection ends, the last
/// batches are sent again: receivers see an index twice, never a gap, unless more than those
/// batches were lost with the server; then indexes are missing and the checkpoint does not fit,
/// which shows, and the entries are still here. Not protected: whoever holds the gateway's process
/// can stop this, which shows as silence. Not thread-safe but for [#waiting] and [#since].
public final class LedgerCarrier {
  private static final JsonMapper JSON = JsonMapper.shared();

  private final Path ledger;
  private final Path mark;
  private final LogStream stream;
  private final InstantSource clock;
  private long sent;
  private long sure;
  private long told = -1;
  private volatile long waiting;
  private volatile Instant reached;

  /// @param ledger its folder
  /// @param mark file that remembers how far it got; without it all is sent
  public LedgerCarrier(Path ledger, Path mark, LogStream stream, InstantSource clock) {
    this.ledger = ledger;
    this.mark = mark;
    this.stream = stream;
    this.clock = clock;
    this.sent = read(mark);
    this.sure = sent;
    this.reached = clock.instant();
  }

  private static long read(Path mark) {
    try {
      return Long.parseUnsignedLong(Files.readString(mark, StandardCharsets.US_ASCII).strip());
    } catch (NoSuchFileException _) {
      return 0;
    } catch (IOException | NumberFormatException _) {
      throw GambesonException.badInput(
          "%s does not say how far the ledger was carried. Delete it to carry all of it again."
              .formatted(mark));
    }
  }

  /// Sends what the last checkpoint covers, then that checkpoint. Blocks.
  public void look() {
    LedgerReader reader = LedgerReader.open(ledger);
    long size = reader.checkpoint().size();
    waiting = Math.max(0, size - sent);
    try {
      long begin = sent;
      while (sent < size) {
        send(reader);
        waiting = size - sent;
      }
      if (told != size) {
        stream.send(List.of(checkpoint(reader)));
        told = size;
        sure = begin; // what the round before sent was taken: this one went through after it
        AtomicFiles.write(mark, Long.toString(sure).getBytes(StandardCharsets.US_ASCII));
      }
      reached = clock.instant();
    } catch (DeliveryException | IOException _) {
      sent = sure;
      told = -1;
      waiting = Math.max(0, size - sent);
    }
  }

  private void send(LedgerReader reader) throws DeliveryException {
    List<byte[]> entries = reader.bundle(sent);
    List<LogStream.Line> lines = new ArrayList<>(entries.size());
    for (byte[] entry : entries) {
      lines.add(
          new LogStream.Line(
              clock.instant(),
              "ledger",
              Map.of("index", Long.toString(sent + lines.size())),
              new String(entry, StandardCharsets.UTF_8)));
    }
    stream.send(lines);
    sent += entries.size();
  }

  private LogStream.Line checkpoint(LedgerReader reader) {
    String note = reader.checkpoint().text();
    return new LogStream.Line(
        clock.instant(),
        "checkpoint",
        Map.of("size", Long.toString(reader.checkpoint().size())),
        JSON.writeValueAsString(Map.of("checkpoint", note)));
  }

  /// Entries under the last checkpoint that were not sent yet.
  public long waiting() {
    return waiting;
  }

  /// For how long the log server took nothing.
  public Duration since(Instant now) {
    return Duration.between(reached, now);
  }
}
