package dev.gambeson.monitor.version;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.data.Rows;
import dev.gambeson.monitor.version.ProbeSet.Signer;
import dev.gambeson.monitor.version.ProbeSet.Verifier;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A [ProbeSet] as bytes: length of the content, content, signature. Version 1, big-endian.
final class ProbeFile {
  private static final String MAGIC = "gambeson/probe-set/1";
  private static final int MAX_BYTES = 256 << 20;
  private static final int MAX_NAMES = 100_000;
  private static final int MAX_SIGNATURE = 1 << 16;

  private ProbeFile() {}

  static byte[] content(ProbeSet set) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeUTF(MAGIC);
      out.writeUTF(set.model());
      out.writeUTF(set.version());
      names(out, set.features());
      names(out, set.classes());
      out.writeInt(set.rows().count());
      for (double v : set.rows().values()) {
        out.writeDouble(v);
      }
      for (float s : set.scores()) {
        out.writeFloat(s);
      }
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory failed", e);
    }
    return bytes.toByteArray();
  }

  private static void names(DataOutputStream out, List<String> names) throws IOException {
    out.writeInt(names.size());
    for (String name : names) {
      out.writeUTF(name);
    }
  }

  static byte[] write(ProbeSet set, Signer signer) {
    byte[] content = content(set);
    byte[] signature = signer.sign(content.clone());
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(content.length);
      out.write(content);
      out.write(signature);
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory failed", e);
    }
    return bytes.toByteArray();
  }

  static ProbeSet read(byte[] sealed, Verifier verifier) {
    if (sealed.length < 4 || sealed.length > MAX_BYTES) {
      throw bad("has %d bytes".formatted(sealed.length), null);
    }
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(sealed))) {
      int length = in.readInt();
      int rest = sealed.length - 4 - length;
      if (length < 0 || rest < 0 || rest > MAX_SIGNATURE) {
        throw bad("does not hold what its head says", null);
      }
      byte[] content = Arrays.copyOfRange(sealed, 4, 4 + length);
      byte[] signature = Arrays.copyOfRange(sealed, 4 + length, sealed.length);
      if (!verifier.verify(content.clone(), signature)) {
        throw bad(
            "bears no good signature: somebody changed it, or it was signed with another key",
            null);
      }
      return parse(content);
    } catch (IOException e) {
      throw bad("ends early or is malformed", e);
    }
  }

  private static ProbeSet parse(byte[] content) throws IOException {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(content))) {
      if (!in.readUTF().equals(MAGIC)) {
        throw bad("is of another kind or version", null);
      }
      String model = in.readUTF();
      String version = in.readUTF();
      List<String> features = names(in);
      List<String> classes = names(in);
      int count = in.readInt();
      long bytes = (long) count * (8L * features.size() + 4L * classes.size());
      if (count < 0 || count > ProbeSet.MOST || bytes != in.available()) {
        throw bad("does not hold the rows that it announces", null);
      }
      double[] values = new double[count * features.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = in.readDouble();
      }
      float[] scores = new float[count * classes.size()];
      for (int i = 0; i < scores.length; i++) {
        scores[i] = in.readFloat();
      }
      return new ProbeSet(
          model, version, features, classes, new Rows(count, features.size(), values), scores);
    }
  }

  private static List<String> names(DataInputStream in) throws IOException {
    int n = in.readInt();
    if (n < 0 || n > MAX_NAMES) {
      throw bad("names %d inputs or classes".formatted(n), null);
    }
    List<String> names = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      names.add(in.readUTF());
    }
    return names;
  }

  private static GambesonException bad(String what, @Nullable Throwable e) {
    String message = "The probe set " + what + ": do not deploy by it, make it again.";
    return e == null ? GambesonException.badInput(message) : GambesonException.badInput(message, e);
  }
}
