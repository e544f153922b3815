package dev.gambeson.registry.ledger;

import dev.gambeson.core.GambesonException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/// One entry, with all that a third party needs to check offline that it is in the ledger: C2SP
/// tlog-proof, version 1. The entry's bytes travel in the `extra` line.
///
/// Guarantees nothing by itself: [#verifies] does, with a key from a trusted place.
public final class EntryProof {
  private static final String MARK = "c2sp.org/tlog-proof@v1";
  private static final int MAX_BYTES = 1 << 17;

  private final byte[] entry;
  private final InclusionProof inclusion;
  private final Checkpoint checkpoint;

  private EntryProof(byte[] entry, InclusionProof inclusion, Checkpoint checkpoint) {
    this.entry = entry;
    this.inclusion = inclusion;
    this.checkpoint = checkpoint;
  }

  /// The proof of the entry at `index`.
  public static EntryProof of(LedgerReader ledger, long index) {
    InclusionProof proof = ledger.inclusionProof(index, ledger.checkpoint().size());
    return new EntryProof(ledger.bytes(index), proof, ledger.checkpoint());
  }

  /// The file.
  public String text() {
    StringBuilder text = new StringBuilder(MARK).append('\n');
    text.append("extra ").append(Base64.getEncoder().encodeToString(entry)).append('\n');
    text.append("index ").append(inclusion.index()).append('\n');
    inclusion.path().forEach(h -> text.append(h.base64()).append('\n'));
    return text.append('\n').append(checkpoint.text()).toString();
  }

  /// Reads a proof file.
  ///
  /// @param what how messages name it
  /// @throws GambesonException when it is malformed or has no `extra` line
  public static EntryProof parse(byte[] bytes, String what) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    int blank = text.indexOf("\n\n");
    if (bytes.length > MAX_BYTES || blank < 0) {
      throw bad(what, "it is too long or has no checkpoint");
    }
    List<String> lines = Arrays.asList(text.substring(0, blank).split("\n", -1));
    boolean headed =
        lines.size() >= 3
            && lines.get(0).equals(MARK)
            && lines.get(1).startsWith("extra ")
            && lines.get(2).startsWith("index ");
    if (!headed) {
      throw bad(what, "it does not begin with '" + MARK + "', an extra and an index line");
    }
    byte[] entry = Strict.base64(lines.get(1).substring(6), "The entry in " + what);
    long index = Strict.decimal(lines.get(2).substring(6), "The index in " + what);
    List<Hash> path = new ArrayList<>();
    for (String line : lines.subList(3, lines.size())) {
      path.add(Hash.ofBase64(line, "A hash in " + what));
    }
    byte[] rest = text.substring(blank + 2).getBytes(StandardCharsets.UTF_8);
    Checkpoint checkpoint = Checkpoint.parse(rest, what);
    return new EntryProof(entry, new InclusionProof(index, checkpoint.size(), path), checkpoint);
  }

  private static GambesonException bad(String what, String why) {
    return GambesonException.badInput("%s is no proof of an entry: %s.".formatted(what, why));
  }

  /// Whether the ledger's key signed a checkpoint of a tree that holds this entry at this index.
  public boolean verifies(VerifierKey ledgerKey) {
    return checkpoint.origin().equals(ledgerKey.name())
        && checkpoint.signedBy(ledgerKey)
        && inclusion.verifies(InclusionProof.leaf(entry), checkpoint.root());
  }

  /// The entry's bytes, as they were hashed.
  public byte[] entry() {
    return entry.clone();
  }

  /// Where it stands.
  public long index() {
    return inclusion.index();
  }

  /// The checkpoint it is proved against, with any co-signatures.
  public Checkpoint checkpoint() {
    return checkpoint;
  }
}
