package dev.gambeson.server.state;

import dev.gambeson.core.data.Rows;
import dev.gambeson.guard.Answer;
import dev.gambeson.guard.Client;
import dev.gambeson.guard.Query;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A query and the model's answer, as one node hands them to another that watches. Roles and
/// attributes of the client do not travel.
record Asked(Query query, Answer answer) {
  private static final int FORM = 1;
  private static final int MOST = 1 << 20;

  /// @param now goes along, so that an old message is known
  static byte[] write(List<Asked> all, Instant now) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(512 * all.size());
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(FORM);
      out.writeLong(now.toEpochMilli());
      out.writeInt(all.size());
      for (Asked asked : all) {
        asked.write(out);
      }
    } catch (IOException e) {
      throw new IllegalStateException("memory does not fail", e);
    }
    return bytes.toByteArray();
  }

  private void write(DataOutputStream out) throws IOException {
    Client client = query.client();
    for (String text :
        List.of(
            query.id(),
            client.id(),
            client.tenant(),
            client.clientClass(),
            client.address(),
            query.model(),
            query.version())) {
      out.writeUTF(text);
    }
    out.writeLong(query.time().toEpochMilli());
    out.writeInt(query.rows().count());
    out.writeInt(query.rows().width());
    for (double value : query.rows().values()) {
      out.writeDouble(value);
    }
    out.writeInt(answer.classes().size());
    for (String name : answer.classes()) {
      out.writeUTF(name);
    }
    out.writeInt(answer.labels().length);
    for (int label : answer.labels()) {
      out.writeInt(label);
    }
    out.writeInt(answer.scores().length);
    for (float score : answer.scores()) {
      out.writeFloat(score);
    }
  }

  /// Empty when it is no such message, or one from before `oldest`.
  static Optional<List<Asked>> read(byte[] bytes, Instant oldest) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      if (in.readByte() != FORM || in.readLong() < oldest.toEpochMilli()) {
        return Optional.empty();
      }
      int count = count(in);
      List<Asked> all = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        all.add(read(in));
      }
      return Optional.of(all);
    } catch (IOException | IllegalArgumentException | ArithmeticException _) {
      return Optional.empty();
    }
  }

  private static Asked read(DataInputStream in) throws IOException {
    String id = in.readUTF();
    Client client =
        new Client(in.readUTF(), in.readUTF(), in.readUTF(), Set.of(), Map.of(), in.readUTF());
    String model = in.readUTF();
    String version = in.readUTF();
    Instant time = Instant.ofEpochMilli(in.readLong());
    int count = count(in);
    int width = count(in);
    double[] values = new double[Math.min(MOST, Math.multiplyExact(count, width))];
    for (int i = 0; i < values.length; i++) {
      values[i] = in.readDouble();
    }
    List<String> classes = new ArrayList<>();
    for (int n = count(in); n > 0; n--) {
      classes.add(in.readUTF());
    }
    int[] labels = new int[count(in)];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = in.readInt();
    }
    float[] scores = new float[count(in)];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = in.readFloat();
    }
    return new Asked(
        new Query(id, client, model, version, new Rows(count, width, values), time),
        new Answer(classes, count, labels, scores));
  }

  private static int count(DataInputStream in) throws IOException {
    int count = in.readInt();
    if (count < 0 || count > MOST) {
      throw new IOException("a count of " + count);
    }
    return count;
  }
}
