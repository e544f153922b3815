package dev.gambeson.artifact.scan.archive;

import static dev.gambeson.artifact.scan.Scans.blocks;
import static dev.gambeson.artifact.scan.Scans.isClean;
import static dev.gambeson.artifact.scan.Scans.isNotClean;
import static dev.gambeson.artifact.scan.Scans.noBeginningFrom;
import static dev.gambeson.artifact.scan.Scans.reviews;
import static dev.gambeson.artifact.scan.Scans.scan;
import static dev.gambeson.artifact.scan.Scans.survivesDamage;
import static dev.gambeson.artifact.scan.archive.ZipBytes.deflated;
import static dev.gambeson.artifact.scan.archive.ZipBytes.stored;
import static dev.gambeson.artifact.scan.archive.ZipBytes.zip;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gambeson.artifact.scan.FileReport;
import dev.gambeson.artifact.scan.engine.Verdict;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.LZMAOutputStream;
import org.tukaani.xz.XZOutputStream;

class ArchiveTest {
  private static final byte[] EVIL =
      "cos\nsystem\n(S'echo'\ntR.".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] GOOD = "(lp0\nI1\naI2\na.".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] TEXT = "some words\n".getBytes(StandardCharsets.US_ASCII);

  @Test
  void anOrdinaryZipIsCleanToItsLastByte() {
    byte[] bytes = zip(stored("a.txt", TEXT), deflated("b/c.pkl", GOOD));
    FileReport report = scan("a.zip", bytes);
    isClean(report);
    assertThat(report.members()).hasSize(2);
  }

  @Test
  void noBeginningOfAZipIsClean() {
    noBeginningFrom(4, "a.zip", zip(stored("a.txt", TEXT), deflated("b.pkl", GOOD)));
  }

  @Test
  void damagedZipsAreAnswered() {
    survivesDamage("a.zip", zip(stored("a.txt", TEXT), deflated("b.pkl", GOOD)));
  }

  @Test
  void aBadMemberDoesNotStopTheOthers() {
    blocks(scan("a.zip", zip(stored("a", TEXT).method(77), stored("b", EVIL))), "GB-ART-010");
  }

  @Test
  void cve20251944NamesThatDifferAreBlocked() {
    blocks(scan("a.pt", zip(stored("data.pkl", GOOD).localName("datap.kl"))), "GB-ART-016");
  }

  @Test
  void cve20251945AFlagOfEncryptionIsReadThrough() {
    FileReport report = scan("a.pt", zip(stored("data.pkl", EVIL).flags(1, 1)));
    blocks(report, "GB-ART-010");
    blocks(scan("a.pt", zip(stored("data.pkl", EVIL).flags(0, 1))), "GB-ART-016");
  }

  @Test
  void cve202510156AWrongChecksumHidesNothing() {
    blocks(scan("a.pt", zip(stored("data.pkl", EVIL).wrongChecksum())), "GB-ART-010");
    reviews(scan("a.pt", zip(stored("a.txt", TEXT).wrongChecksum())), "GB-ART-016");
  }

  @Test
  void aMemberThatIsReallyEncryptedIsUnread() {
    FileReport report = scan("a.zip", zip(stored("a.txt", TEXT).flags(1, 1).wrongChecksum()));
    assertThat(report.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
  }

  @Test
  void aMemberOutsideTheDirectoryIsFound() {
    blocks(scan("a.zip", zip(stored("a.txt", TEXT), stored("x", EVIL).unlisted())), "GB-ART-010");
  }

  @Test
  void repeatedNamesAreBlockedAndAllOfThemExamined() {
    FileReport report = scan("a.zip", zip(stored("data.pkl", GOOD), stored("data.pkl", EVIL)));
    blocks(report, "GB-ART-016");
    blocks(report, "GB-ART-010");
  }

  @Test
  void twoDirectoriesAreBothRead() {
    byte[] first = zip(stored("x.pkl", EVIL));
    byte[] second = zip(stored("a.txt", TEXT));
    blocks(scan("a.zip", join(first, second)), "GB-ART-010");
    blocks(scan("a.zip", join(second, first)), "GB-ART-010");
  }

  @Test
  void aPickleBeforeAZipIsRead() {
    blocks(scan("a.pt", join(EVIL, zip(stored("a.txt", TEXT)))), "GB-ART-010");
    blocks(scan("a.pkl", join(GOOD, zip(stored("x", EVIL)))), "GB-ART-010");
  }

  @Test
  void bytesInExtraFieldsAreHidden() {
    byte[] extra =
        join(new byte[] {0x34, 0x12, (byte) 200, 0}, join(EVIL, new byte[200 - EVIL.length]));
    blocks(scan("a.zip", zip(stored("a.txt", TEXT).extra(extra))), "GB-ART-010");
  }

  @Test
  void overlappingMembersAreBlocked() {
    byte[] inner = zip(stored("x", TEXT));
    byte[] outer = zip(stored("a.zip", inner), stored("b", TEXT));
    int at = outer.length - 22 - (46 + 1);
    outer[at + 42] = 35; // the second member begins inside the first
    isNotClean(scan("a.zip", outer));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../x",
        "a/../../x",
        "/etc/x",
        "C:/x",
        "..\\x",
        "a\\..\\..\\x",
        "\\\\host\\x",
        "~/x",
        "a\u0000b"
      })
  void namesThatLeadOutAreBlocked(String name) {
    blocks(scan("a.zip", zip(stored(name, TEXT))), "GB-ART-014");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a/b", "a..b", "...", "a/./b", "a/b/../c", "xy:z"})
  void namesThatStayInsideAreNotBlocked(String name) {
    assertThat(MemberNames.escape(name)).isEmpty();
  }

  @Test
  void linksThatLeadOutAreBlocked() {
    blocks(
        scan(
            "a.zip",
            zip(stored("l", "../../etc/passwd".getBytes(StandardCharsets.US_ASCII)).link())),
        "GB-ART-014");
    blocks(
        scan("a.zip", zip(stored("l", "/etc/passwd".getBytes(StandardCharsets.US_ASCII)).link())),
        "GB-ART-014");
  }

  @Test
  void namesThatDifferInCaseOnlyAreReviewed() {
    reviews(scan("a.zip", zip(stored("A.txt", TEXT), stored("a.txt", TEXT))), "GB-ART-016");
  }

  @Test
  void aBombIsReviewedAndItsStartExamined() {
    byte[] zeros = new byte[8 << 20];
    reviews(scan("a.zip", zip(deflated("a.npraw", zeros))), "GB-ART-018");
    System.arraycopy(EVIL, 0, zeros, 0, EVIL.length);
    blocks(scan("a.zip", zip(deflated("a.pkl", zeros))), "GB-ART-010");
  }

  @Test
  void nestingEndsAtTheLimit() {
    byte[] bytes = zip(stored("x.pkl", EVIL));
    for (int i = 0; i < 3; i++) {
      bytes = zip(stored("n.zip", bytes));
    }
    blocks(scan("a.zip", bytes), "GB-ART-010");
    for (int i = 0; i < 20; i++) {
      bytes = zip(stored("n.zip", bytes));
    }
    isNotClean(scan("a.zip", bytes));
  }

  @Test
  void compressedPicklesAreExamined() throws IOException {
    blocks(scan("m.pkl.gz", packed(GZIPOutputStream::new, EVIL)), "GB-ART-010");
    blocks(scan("m.joblib", packed(DeflaterOutputStream::new, EVIL)), "GB-ART-010");
    blocks(scan("m.pkl.bz2", packed(BZip2CompressorOutputStream::new, EVIL)), "GB-ART-010");
    blocks(
        scan("m.pkl.xz", packed(o -> new XZOutputStream(o, new LZMA2Options(1)), EVIL)),
        "GB-ART-010");
    blocks(
        scan("m.pkl.lzma", packed(o -> new LZMAOutputStream(o, new LZMA2Options(1), -1), EVIL)),
        "GB-ART-010");
  }

  @Test
  void compressedHarmlessPicklesAreClean() throws IOException {
    isClean(scan("m.pkl.gz", packed(GZIPOutputStream::new, GOOD)));
    isClean(scan("m.joblib", packed(DeflaterOutputStream::new, GOOD)));
    isClean(scan("m.pkl.bz2", packed(BZip2CompressorOutputStream::new, GOOD)));
    isClean(scan("m.pkl.xz", packed(o -> new XZOutputStream(o, new LZMA2Options(1)), GOOD)));
    isClean(
        scan("m.pkl.lzma", packed(o -> new LZMAOutputStream(o, new LZMA2Options(1), -1), GOOD)));
  }

  @Test
  void theSecondMemberOfAGzipIsExamined() throws IOException {
    byte[] two = join(packed(GZIPOutputStream::new, GOOD), packed(GZIPOutputStream::new, EVIL));
    blocks(scan("m.gz", two), "GB-ART-010");
  }

  @Test
  void bytesAfterCompressedDataAreHidden() throws IOException {
    blocks(scan("m.gz", join(packed(GZIPOutputStream::new, GOOD), EVIL)), "GB-ART-010");
    isNotClean(scan("m.gz", join(packed(GZIPOutputStream::new, GOOD), TEXT)));
  }

  @Test
  void noBeginningOfAGzipIsClean() throws IOException {
    noBeginningFrom(4, "m.gz", packed(GZIPOutputStream::new, GOOD));
  }

  @Test
  void anOrdinaryTarIsClean() throws IOException {
    isClean(scan("a.tar", tar(entry("a.txt", TEXT, '0', ""), entry("d/b.pkl", GOOD, '0', ""))));
    blocks(
        scan("a.tar", tar(entry("a.txt", TEXT, '0', ""), entry("d/b.pkl", EVIL, '0', ""))),
        "GB-ART-010");
  }

  @Test
  void cve202512060MembersOfATarThatLeadOutAreBlocked() throws IOException {
    blocks(scan("a.tar", tar(entry("../../x", TEXT, '0', ""))), "GB-ART-014");
    blocks(scan("a.tar", tar(entry("l", new byte[0], '2', "../../etc"))), "GB-ART-014");
    blocks(scan("a.tar", tar(entry("l", new byte[0], '1', "/etc/passwd"))), "GB-ART-014");
    blocks(
        scan("a.tar", tar(entry("d", new byte[0], '2', "."), entry("d/x", TEXT, '0', ""))),
        "GB-ART-014");
    blocks(scan("a.tar", tar(entry("dev", new byte[0], '3', ""))), "GB-ART-014");
  }

  @Test
  void longNamesOfATarAreChecked() throws IOException {
    blocks(
        scan("a.tar", tar(entry("a/".repeat(80) + "../".repeat(90) + "x", TEXT, '0', ""))),
        "GB-ART-014");
  }

  @Test
  void damagedTarsAreAnswered() throws IOException {
    survivesDamage("a.tar", tar(entry("a.txt", TEXT, '0', ""), entry("b.pkl", GOOD, '0', "")));
  }

  private record TarPart(String name, byte[] content, char type, String link) {}

  private static TarPart entry(String name, byte[] content, char type, String link) {
    return new TarPart(name, content, type, link);
  }

  private static byte[] tar(TarPart... parts) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(out)) {
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_GNU);
      for (TarPart part : parts) {
        TarArchiveEntry entry = new TarArchiveEntry(part.name(), (byte) part.type(), true);
        entry.setLinkName(part.link());
        entry.setSize(part.content().length);
        tar.putArchiveEntry(entry);
        tar.write(part.content());
        tar.closeArchiveEntry();
      }
    }
    return out.toByteArray();
  }

  private interface Packer {
    OutputStream open(OutputStream out) throws IOException;
  }

  private static byte[] packed(Packer packer, byte[] content) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (OutputStream stream = packer.open(out)) {
      stream.write(content);
    }
    return out.toByteArray();
  }

  private static byte[] join(byte[] a, byte[] b) {
    byte[] joined = java.util.Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, joined, a.length, b.length);
    return joined;
  }
}
