package dev.gambeson.server.admin;

import dev.gambeson.core.io.Sha256;
import dev.gambeson.server.admin.port.LedgerView;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A ledger in memory with real Merkle proofs (RFC 6962).
final class InMemoryLedger implements LedgerView {
  private final List<Row> rows = new ArrayList<>();
  private final Instant start;

  InMemoryLedger(Instant start, String model, String thief, boolean empty) {
    this.start = start;
    for (int i = 0; i < (empty ? 0 : 137); i++) {
      boolean bad = i % 5 == 0;
      rows.add(
          new Row(
              i,
              start.minusSeconds(20L * (137 - i)),
              bad ? "acme-pay/" + thief : "retail/web-checkout",
              i % 19 == 3 ? "policy.activate" : "infer",
              model + "@14",
              bad ? "restricted" : "succeeded",
              Map.of("request", "req-%06x".formatted(i * 7919), "bits", bad ? "1" : "6.6")));
    }
  }

  @Override
  public Entries entries(long below, String text, int limit) {
    List<Row> found = new ArrayList<>();
    for (int i = rows.size() - 1; i >= 0 && found.size() < limit; i--) {
      Row row = rows.get(i);
      boolean fits = (row.actor() + row.action() + row.target()).contains(text);
      if (fits && (below < 0 || row.index() < below)) {
        found.add(row);
      }
    }
    return new Entries(found, rows.size());
  }

  private static byte[] leaf(Row row) {
    return Json.write(row);
  }

  private static byte[] leafHash(byte[] leaf) {
    MessageDigest digest = Sha256.digest();
    digest.update((byte) 0);
    return digest.digest(leaf);
  }

  private static byte[] node(byte[] left, byte[] right) {
    MessageDigest digest = Sha256.digest();
    digest.update((byte) 1);
    digest.update(left);
    return digest.digest(right);
  }

  private byte[] root(int from, int to) {
    if (to - from == 1) {
      return leafHash(leaf(rows.get(from)));
    }
    int k = Integer.highestOneBit(to - from - 1);
    return node(root(from, from + k), root(from + k, to));
  }

  private void path(int index, int from, int to, List<String> path) {
    if (to - from == 1) {
      return;
    }
    int k = Integer.highestOneBit(to - from - 1);
    if (index < from + k) {
      path(index, from, from + k, path);
      path.add(text(root(from + k, to)));
    } else {
      path(index, from + k, to, path);
      path.add(text(root(from, from + k)));
    }
  }

  private static String text(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  @Override
  public Optional<Proof> prove(String request) {
    return rows.stream()
        .filter(r -> request.equals(r.details().get("request")) || request.equals("" + r.index()))
        .findFirst()
        .map(row -> {
          List<String> path = new ArrayList<>();
          path((int) row.index(), 0, rows.size(), path);
          byte[] leaf = leaf(row);
          return new Proof(row, text(leaf), text(leafHash(leaf)), path, checkpoint());
        });
  }

  @Override
  public Checkpoint checkpoint() {
    String root = rows.isEmpty() ? text(Sha256.digest().digest()) : text(root(0, rows.size()));
    String note =
        "gambeson/bank/node-1\n%d\n%s\n\n— gambeson/bank/node-1 Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n";
    return new Checkpoint(
        "gambeson/bank/node-1",
        rows.size(),
        root,
        start,
        note.formatted(rows.size(), root),
        List.of("witness-a"));
  }

  @Override
  public Verification verify() {
    return new Verification(
        true, "Every entry is as it was written.", rows.size(), start, List.of());
  }

  int size() {
    return rows.size();
  }

  static String utf8(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
