package dev.gambeson.data.internal.stream;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.data.Batch;
import dev.gambeson.core.data.Batch.Flaw;
import dev.gambeson.core.data.Cells;
import dev.gambeson.core.io.Sha256;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Parts that follow each other as one table, with the name of the part as a last column. Row
/// numbers run on from part to part.
final class FolderPart implements PartReader {
  /// Column that says which part a row came from.
  static final String FILE = "_file";

  private final String name;
  private final List<Origin> parts;
  private final Opener opener;
  private final List<String> names;
  private final StringBuilder digests = new StringBuilder();
  private PartReader current;
  private int index;
  private long rowsBefore; // of the parts that are done
  private long lastRow; // of the part that is read
  private long bytesBefore;

  /// Opens a part.
  interface Opener {
    PartReader open(Origin part) throws IOException;
  }

  FolderPart(String name, List<Origin> parts, Opener opener) throws IOException {
    this.name = name;
    this.parts = parts;
    this.opener = opener;
    this.current = opener.open(parts.getFirst());
    this.names = new ArrayList<>(current.names());
    if (names.contains(FILE)) {
      current.close();
      throw GambesonException.badInput(
          "%s has a column '%s', which is what the file name of each part goes by. Rename it."
              .formatted(parts.getFirst().name(), FILE));
    }
    names.add(FILE);
  }

  @Override
  public List<String> names() {
    return List.copyOf(names);
  }

  @Override
  public Optional<Batch> next() throws IOException {
    while (true) {
      Optional<Batch> batch = current.next();
      if (batch.isPresent()) {
        return Optional.of(placed(batch.get()));
      }
      finishPart();
      if (index == parts.size()) {
        return Optional.empty();
      }
      current = opener.open(parts.get(index));
      requireSameColumns();
    }
  }

  private void finishPart() throws IOException {
    digests.append(current.sha256()).append("  ").append(parts.get(index).leaf()).append('\n');
    bytesBefore += current.bytesRead();
    rowsBefore += lastRow;
    lastRow = 0;
    current.close();
    index++;
  }

  private void requireSameColumns() {
    List<String> wanted = names.subList(0, names.size() - 1);
    if (!current.names().equals(wanted)) {
      throw GambesonException.badInput(
          "%s has other columns than %s: %s. Parts of one table must have the same columns in the same order."
              .formatted(
                  parts.get(index).name(),
                  parts.getFirst().leaf(),
                  difference(wanted, current.names())));
    }
  }

  private static String difference(List<String> wanted, List<String> found) {
    List<String> missing = wanted.stream().filter(n -> !found.contains(n)).toList();
    List<String> added = found.stream().filter(n -> !wanted.contains(n)).toList();
    return missing.isEmpty() && added.isEmpty()
        ? "their order differs"
        : "it lacks %s and adds %s".formatted(some(missing), some(added));
  }

  private static String some(List<String> columns) {
    return columns.isEmpty()
        ? "none"
        : "'%s'%s"
            .formatted(
                columns.getFirst(),
                columns.size() == 1 ? "" : " and " + (columns.size() - 1) + " more");
  }

  private Batch placed(Batch batch) {
    String[] file = new String[batch.size()];
    Arrays.fill(file, parts.get(index).leaf());
    List<Cells> columns = new ArrayList<>(batch.columns());
    columns.add(new Cells.Texts(file));
    long[] numbers = Arrays.stream(batch.rowNumbers()).map(n -> n + rowsBefore).toArray();
    String leaf = parts.get(index).leaf();
    List<Flaw> flaws =
        batch.flaws().stream()
            .map(f ->
                new Flaw(
                    f.row() + rowsBefore, f.reason() + " (row %d of %s)".formatted(f.row(), leaf)))
            .toList();
    lastRow = Math.max(lastRow, last(batch));
    return new Batch(names, columns, numbers, flaws);
  }

  private static long last(Batch batch) {
    long row = batch.size() == 0 ? 0 : batch.rowNumbers()[batch.size() - 1];
    return batch.flaws().isEmpty() ? row : Math.max(row, batch.flaws().getLast().row());
  }

  @Override
  public long bytesRead() {
    return bytesBefore + (index < parts.size() ? current.bytesRead() : 0);
  }

  /// Of what `sha256sum` would print of the parts.
  @Override
  public String sha256() {
    return Sha256.of(digests.toString());
  }

  @Override
  public void close() throws IOException {
    current.close();
  }

  @Override
  public String toString() {
    return name;
  }
}
