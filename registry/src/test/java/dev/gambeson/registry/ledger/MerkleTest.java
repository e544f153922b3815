package dev.gambeson.registry.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Roots and proofs against known values, and against [Rfc6962].
class MerkleTest {
  /// The eight leaves of the reference implementation of certificate transparency, and their root.
  private static final List<String> LEAVES =
      List.of(
          "",
          "00",
          "10",
          "2021",
          "3031",
          "40414243",
          "5051525354555657",
          "606162636465666768696a6b6c6d6e6f");

  private static final String ROOT =
      "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328";

  @TempDir private Path folder;

  private static List<byte[]> entries(int count) {
    List<byte[]> entries = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      entries.add(ByteBuffer.allocate(5).putInt(i * 7919).put((byte) i).array());
    }
    return entries;
  }

  private static TreeEdge edge(List<byte[]> entries) throws Exception {
    TreeEdge edge = new TreeEdge();
    Hasher hasher = new Hasher();
    for (byte[] entry : entries) {
      edge.add(hasher.leaf(entry), (_, _, _) -> {});
    }
    return edge;
  }

  private TreeReader onDisk(List<byte[]> entries) throws Exception {
    SigningKey key = SigningKey.generate("t", VerifierKey.Kind.LEDGER, TestLedgers.random(1));
    FileDisk disk = new FileDisk();
    Tiler tiler = Tiler.create(disk, folder, key);
    for (byte[] entry : entries) {
      tiler.add(entry, tiler.leaf(entry));
    }
    assertThat(tiler.publish().root().bytes()).isEqualTo(Rfc6962.mth(entries));
    return new TreeReader(new TileStore(disk, folder), entries.size());
  }

  private static List<byte[]> bytes(List<Hash> hashes) {
    return hashes.stream().map(Hash::bytes).toList();
  }

  @Test
  void theRootOfTheReferenceImplementationComesOut() throws Exception {
    List<byte[]> leaves = LEAVES.stream().map(HexFormat.of()::parseHex).toList();
    assertThat(edge(leaves).root().hex()).isEqualTo(ROOT);
    assertThat(new TreeEdge().root().hex())
        .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 7, 8, 255, 256, 257, 511, 512, 513, 65_535, 65_536, 65_793})
  void theRootIsThatOfTheRecursiveDefinition(int size) throws Exception {
    List<byte[]> entries = entries(size);
    assertThat(edge(entries).root().bytes()).isEqualTo(Rfc6962.mth(entries));
  }

  @Test
  void everyProofOfASmallTreeIsThatOfTheRfcAndVerifies() throws Exception {
    List<byte[]> entries = entries(27);
    TreeReader tree = onDisk(entries);
    for (int size = 1; size <= 27; size++) {
      Hash root = tree.root(size);
      for (int i = 0; i < size; i++) {
        InclusionProof in = tree.inclusion(i, size);
        assertThat(bytes(in.path()))
            .containsExactlyElementsOf(Rfc6962.path(i, entries.subList(0, size)));
        assertThat(in.verifies(InclusionProof.leaf(entries.get(i)), root)).isTrue();
        assertThat(in.verifies(InclusionProof.leaf(new byte[] {9}), root)).isFalse();
        ConsistencyProof con = tree.consistency(i + 1L, size);
        assertThat(bytes(con.path()))
            .containsExactlyElementsOf(Rfc6962.subproof(i + 1, entries.subList(0, size), true));
        assertThat(con.verifies(tree.root(i + 1L), root)).isTrue();
        assertThat(con.verifies(tree.root(i), root)).isFalse();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {255, 256, 257, 700})
  void proofsOverTileBordersVerify(int size) throws Exception {
    List<byte[]> entries = entries(size);
    TreeReader tree = onDisk(entries);
    Hash root = tree.root(size);
    for (int index : new int[] {0, 1, 127, 128, 253, size / 2, size - 2, size - 1}) {
      Hash leaf = InclusionProof.leaf(entries.get(index));
      assertThat(tree.inclusion(index, size).verifies(leaf, root)).isTrue();
      Hash then = tree.root(index + 1L);
      assertThat(then.bytes()).isEqualTo(Rfc6962.mth(entries.subList(0, index + 1)));
      assertThat(tree.consistency(index + 1L, size).verifies(then, root)).isTrue();
    }
  }
}
