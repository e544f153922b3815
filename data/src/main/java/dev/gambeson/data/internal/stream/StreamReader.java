package dev.gambeson.data.internal.stream;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.data.Batch;
import dev.gambeson.core.data.Batch.Flaw;
import dev.gambeson.data.source.BatchReader;
import dev.gambeson.data.source.SourceOptions.Limits;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/// What every reading has in common: one message when it breaks off, a limit to flaws, no table
/// without rows, a digest only after the proven end, the same digest every time.
final class StreamReader implements BatchReader {
  private final String name;
  private final Limits limits;
  private final PartReader part;
  private final AtomicReference<String> known;
  private long rows;
  private long flaws;
  private String firstFlaw = "";
  private boolean ended;
  private boolean broken;
  private String digest = "";

  /// Begins a reading.
  interface Opening {
    PartReader open() throws IOException;
  }

  /// @param known digest of an earlier reading of the same source, once there is one
  StreamReader(String name, Limits limits, AtomicReference<String> known, Opening opening) {
    this.name = name;
    this.known = known;
    this.limits = limits;
    try {
      this.part = opening.open();
    } catch (IOException | UncheckedIOException e) {
      throw unreadable(name, e);
    }
  }

  /// The one message of a source that cannot be read, or not to its end.
  static GambesonException unreadable(String name, Exception e) {
    Throwable root = e instanceof UncheckedIOException u && u.getCause() != null ? u.getCause() : e;
    String what =
        root instanceof EOFException ? "it is cut off" : String.valueOf(root.getMessage());
    String stop = what.endsWith(".") ? "" : ".";
    return GambesonException.badInput("%s cannot be read: %s%s".formatted(name, what, stop), e);
  }

  @Override
  public List<String> names() {
    return part.names();
  }

  @Override
  public Optional<Batch> next() {
    if (broken) {
      throw new IllegalStateException("the reading broke off");
    }
    if (ended) {
      return Optional.empty();
    }
    broken = true; // unless proven otherwise
    try {
      Optional<Batch> batch = part.next();
      if (batch.isPresent()) {
        count(batch.get());
      } else {
        end();
      }
      broken = false;
      return batch;
    } catch (IOException | UncheckedIOException e) {
      throw unreadable(name, e);
    }
  }

  private void count(Batch batch) {
    rows += batch.size();
    flaws += batch.flaws().size();
    if (firstFlaw.isEmpty() && !batch.flaws().isEmpty()) {
      Flaw first = batch.flaws().getFirst();
      firstFlaw = "row %,d %s".formatted(first.row(), first.reason());
    }
    if (flaws > limits.flaws()) {
      throw GambesonException.badInput(
          "%s: more than %,d of the first %,d rows cannot be taken apart; the first: %s. Is it in another encoding, or is a delimiter or a quote wrong?"
              .formatted(name, limits.flaws(), rows + flaws, firstFlaw));
    }
  }

  private void end() throws IOException {
    if (rows + flaws == 0) {
      throw GambesonException.nothingExamined(name + " has columns but no rows.");
    }
    digest = part.sha256();
    known.compareAndSet("", digest);
    if (!digest.equals(known.get())) {
      throw GambesonException.badInput(
          "%s gives other rows than when it was read before: somebody writes to it, or a query has no 'order by' over a unique column. Start again."
              .formatted(name));
    }
    ended = true;
  }

  @Override
  public long bytesRead() {
    return part.bytesRead();
  }

  @Override
  public String sha256() {
    if (!ended) {
      throw new IllegalStateException("the digest is known at the end only");
    }
    return digest;
  }

  @Override
  public void close() {
    try {
      part.close();
    } catch (IOException e) {
      throw unreadable(name, e);
    }
  }
}
