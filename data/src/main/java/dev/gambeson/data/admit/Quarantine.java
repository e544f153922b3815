package dev.gambeson.data.admit;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.data.Batch;
import dev.gambeson.data.admit.HeldRow.Reason;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The rows that were held back, one JSON object a line: number, source, reasons. The cells only
/// when somebody asked for them. Only the owner may read the file.
final class Quarantine implements AutoCloseable {
  static final String FILE = "quarantine.jsonl";
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Path file;
  private final BufferedWriter out;
  private final Optional<String> source;
  private final boolean keepRows;
  private final SortedMap<String, Long> byCheck = new TreeMap<>();
  private long rows;

  Quarantine(Path folder, Optional<String> source, boolean keepRows) {
    this.file = folder.resolve(FILE);
    this.source = source;
    this.keepRows = keepRows;
    try {
      this.out =
          new BufferedWriter(
              new OutputStreamWriter(
                  Channels.newOutputStream(
                      FileChannel.open(
                          file,
                          Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW),
                          ownerOnly(file))),
                  StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private static FileAttribute<?>[] ownerOnly(Path file) {
    return file.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }

  /// Takes in what is held back of a batch.
  void add(Batch batch, Map<Integer, List<Reason>> held) {
    int column = source.map(batch::indexOf).orElse(-1);
    held.forEach((row, reasons) -> {
      ObjectNode line = JSON.createObjectNode();
      line.put("row", batch.rowNumbers()[row]);
      if (column >= 0) {
        line.put("source", batch.columns().get(column).text(row));
      }
      reasons(line, reasons);
      if (keepRows) {
        ObjectNode cells = line.putObject("cells");
        for (int c = 0; c < batch.names().size(); c++) {
          cells.put(batch.names().get(c), batch.columns().get(c).text(row));
        }
      }
      write(line);
    });
  }

  /// Takes in rows that could not be taken apart; they do not count among the held.
  void addUnreadable(List<Batch.Flaw> flaws, String check) {
    for (Batch.Flaw flaw : flaws) {
      ObjectNode line = JSON.createObjectNode();
      line.put("row", flaw.row()).put("unreadable", true);
      reasons(line, List.of(new Reason(check, flaw.reason())));
      write(line);
      rows--;
    }
  }

  private void reasons(ObjectNode line, List<Reason> reasons) {
    ArrayNode list = line.putArray("reasons");
    reasons.forEach(r -> list.addObject().put("check", r.check()).put("reason", r.text()));
    reasons.stream()
        .map(Reason::check)
        .distinct()
        .forEach(check -> byCheck.merge(check, 1L, Long::sum));
  }

  private void write(ObjectNode line) {
    rows++;
    try {
      out.write(JSON.writeValueAsString(line));
      out.write('\n');
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /// Rows that were held back, those that could not be read left out.
  long rows() {
    return rows;
  }

  /// Rows by the check that held them back; a row counts once per check.
  SortedMap<String, Long> byCheck() {
    return byCheck;
  }

  @Override
  public void close() {
    try {
      out.close();
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private GambesonException failed(IOException e) {
    return GambesonException.badInput(
        "The quarantine %s cannot be written: %s.".formatted(file, e.getMessage()), e);
  }
}
