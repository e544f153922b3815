package dev.gambeson.artifact.scan.engine;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/// The engine by itself, with formats made for the purpose.
class FileScanTest {
  private static final ScanLimits LIMITS = new ScanLimits(1 << 20, 1 << 20, 1 << 20, 100, 3, 5, 4);

  /// `A` and a length; then as many bytes belong to it.
  private record Counted(String kind, char magic, String family) implements FormatParser {
    @Override
    public boolean recognises(Input input) {
      return input.u8(0) == magic;
    }

    @Override
    public void parse(Input input, Scan scan) {
      int length = input.u8(1);
      input.slice(2, length);
      scan.own(0, 2 + length);
    }
  }

  /// `B` everywhere, at the end of the file.
  private record AtTheEnd() implements FormatParser {
    @Override
    public String kind() {
      return "tail";
    }

    @Override
    public boolean recognises(Input input) {
      return input.u8(input.size() - 1) == 'B';
    }

    @Override
    public void parse(Input input, Scan scan) {
      scan.own(input.size() - 1, input.size());
    }
  }

  /// `N` wraps the rest.
  private record Nested() implements FormatParser {
    @Override
    public String kind() {
      return "nested";
    }

    @Override
    public boolean recognises(Input input) {
      return input.u8(0) == 'N';
    }

    @Override
    public void parse(Input input, Scan scan) {
      scan.ownAll();
      for (int i = 0; i < 2; i++) {
        scan.member(input.inner("m" + i, input.slice(1, input.size() - 1)));
      }
    }
  }

  private static FileScan scan(String bytes, FormatParser... parsers) {
    FileScan scan = new FileScan(List.of(parsers), LIMITS);
    scan.examine(Input.of("f", bytes.getBytes(US_ASCII)));
    return scan;
  }

  private static Verdict verdict(String bytes, FormatParser... parsers) {
    return new FileScan(List.of(parsers), LIMITS).examine(Input.of("f", bytes.getBytes(US_ASCII)));
  }

  private static final FormatParser A = new Counted("a", 'A', "a");

  @Test
  void aFileThatIsWhollyOwnedIsClean() {
    assertThat(verdict("A\3xyz", A)).isEqualTo(Verdict.CLEAN);
  }

  @Test
  void bytesBehindTheFormatAskForAReview() {
    assertThat(verdict("A\3xyz!", A)).isEqualTo(Verdict.REVIEW);
    assertThat(scan("A\3xyz!", A).flaws().getFirst().offset()).isEqualTo(5);
  }

  @Test
  void aPageOfZerosIsPadding() {
    assertThat(verdict("A\3xyz" + "\0".repeat(4096), A)).isEqualTo(Verdict.CLEAN);
    assertThat(verdict("A\3xyz" + "\0".repeat(4097), A)).isEqualTo(Verdict.REVIEW);
  }

  @Test
  void aFormatThatBreaksOffIsInconclusive() {
    FileScan scan = scan("A\11xyz", A);
    assertThat(scan.flaws()).extracting(Flaw::rule).containsExactly(Rules.MALFORMED);
    assertThat(verdict("A\11xyz", A)).isEqualTo(Verdict.INCONCLUSIVE);
  }

  @Test
  void anUnknownKindIsInconclusive() {
    assertThat(verdict("?", A)).isEqualTo(Verdict.INCONCLUSIVE);
  }

  @Test
  void anEmptyFileIsClean() {
    assertThat(verdict("", A)).isEqualTo(Verdict.CLEAN);
    assertThat(scan("", A).kind()).isEqualTo("empty");
  }

  @Test
  void aFileOfTwoKindsIsBlocked() {
    assertThat(verdict("A\3xyB", A, new AtTheEnd())).isEqualTo(Verdict.BLOCK);
  }

  @Test
  void ofOneFamilyOnlyTheFirstReads() {
    FormatParser exact = new Counted("exact", 'A', "a");
    assertThat(scan("A\3xyz", exact, A).kind()).isEqualTo("exact");
    assertThat(verdict("A\3xyz", exact, A)).isEqualTo(Verdict.CLEAN);
  }

  @Test
  void whatBeginsInHiddenBytesIsExaminedAsAMember() {
    FileScan scan = scan("A\1xA\1y", A);
    assertThat(scan.members()).extracting(Member::place).containsExactly("f!@3");
  }

  @Test
  void nestingEndsAtTheDepthLimitAndNeverClean() {
    FileScan scan = scan("N".repeat(9), new Nested());
    assertThat(scan.flaws()).extracting(Flaw::title).contains("nested too deeply");
    assertThat(verdict("N".repeat(9), new Nested())).isEqualTo(Verdict.REVIEW);
  }

  @Test
  void flawsBeyondTheLimitAreCounted() {
    FormatParser noisy =
        new FormatParser() {
          @Override
          public String kind() {
            return "noisy";
          }

          @Override
          public boolean recognises(Input input) {
            return true;
          }

          @Override
          public void parse(Input input, Scan scan) {
            scan.ownAll();
            for (int i = 0; i < 10; i++) {
              scan.flag(Rules.CODE, i, "call", "it calls");
            }
          }
        };
    assertThat(scan("x", noisy).flaws()).hasSize(LIMITS.maxFlaws());
    assertThat(scan("x", noisy).leftOut()).isEqualTo(6);
    assertThat(verdict("x", noisy)).isEqualTo(Verdict.BLOCK);
  }
}
