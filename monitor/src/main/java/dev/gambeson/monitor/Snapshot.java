package dev.gambeson.monitor;

import dev.gambeson.core.GambesonException;
import dev.gambeson.monitor.reference.Reference;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// The state of a monitor as bytes: a head that names the reference, counts, samples, standing
/// alarms, rows that wait. Big-endian, version 1.
final class Snapshot {
  private static final int MAGIC = 0x474D4F31; // GMO1
  private static final int MOST_ALARMS = 10_000;

  private Snapshot() {}

  /// What a snapshot holds besides counts.
  record Rest(Set<String> standing, List<Awaited.Written> awaited) {}

  static byte[] write(
      Reference reference, MonitorState state, Alarms alarms, List<Awaited> awaited, long since) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(MAGIC);
      out.writeUTF(reference.digest());
      state.write(out);
      out.writeInt(alarms.standing().size());
      for (String key : alarms.standing()) {
        out.writeUTF(key);
      }
      out.writeInt(awaited.size());
      for (Awaited rows : awaited) {
        rows.write(out, since);
      }
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory failed", e);
    }
    return bytes.toByteArray();
  }

  /// Adds the counts of a snapshot to a state and gives the rest. When it throws, the state may
  /// hold a part: give it a fresh one.
  static Rest read(byte[] snapshot, Reference reference, MonitorState into) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(snapshot))) {
      if (in.readInt() != MAGIC) {
        throw bad("is no snapshot of a monitor, or of another version of Gambeson");
      }
      if (!in.readUTF().equals(reference.digest())) {
        throw bad("belongs to another reference");
      }
      into.mergeFrom(in);
      return rest(in, reference);
    } catch (IOException e) {
      throw GambesonException.badInput(
          "The monitor's snapshot is damaged: discard it; counting starts anew.", e);
    }
  }

  private static Rest rest(DataInputStream in, Reference reference) throws IOException {
    Set<String> standing = new TreeSet<>();
    int alarms = in.readInt();
    if (alarms < 0 || alarms > MOST_ALARMS) {
      throw new IOException("too many alarms");
    }
    for (int i = 0; i < alarms; i++) {
      standing.add(in.readUTF());
    }
    List<Awaited.Written> awaited = new ArrayList<>();
    int k = reference.shape().classes().size();
    int lists = in.readInt();
    for (int l = 0; l < lists; l++) {
      int rows = in.readInt();
      for (int i = 0; i < rows; i++) { // ends with the input, whatever it says
        Awaited.Written row = Awaited.Written.read(in);
        if (row.row().label() < 0 || row.row().label() >= k || row.row().groups() < 0) {
          throw new IOException("a row is of another model");
        }
        awaited.add(row);
      }
    }
    if (in.read() >= 0) {
      throw new IOException("bytes are left over");
    }
    return new Rest(standing, awaited);
  }

  private static GambesonException bad(String what) {
    return GambesonException.badInput(
        "The monitor's snapshot " + what + ": discard it; counting starts anew.");
  }
}
