package dev.gambeson.artifact.scan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gambeson.artifact.scan.engine.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;

/// What the tests of the text and Java parsers share.
public final class Scans {
  private static final ArtifactScanner SCANNER = ArtifactScanner.standard();

  private Scans() {}

  public static FileReport scan(String name, byte[] bytes) {
    return SCANNER.scan(name, bytes);
  }

  public static FileReport scan(String name, String text) {
    return SCANNER.scan(name, text.getBytes(StandardCharsets.UTF_8));
  }

  public static void blocks(FileReport report, String ruleId) {
    assertThat(report.verdict()).as(report.toString()).isEqualTo(Verdict.BLOCK);
    assertThat(report.flaws())
        .as(report.toString())
        .anyMatch(flaw -> flaw.rule().id().equals(ruleId) && flaw.effect() == Verdict.BLOCK);
  }

  public static void reviews(FileReport report, String ruleId) {
    assertThat(report.verdict()).as(report.toString()).isEqualTo(Verdict.REVIEW);
    assertThat(report.flaws())
        .as(report.toString())
        .anyMatch(flaw -> flaw.rule().id().equals(ruleId) && flaw.effect() == Verdict.REVIEW);
  }

  public static void isClean(FileReport report) {
    assertThat(report.verdict()).as(report.toString()).isEqualTo(Verdict.CLEAN);
  }

  public static void isNotClean(FileReport report) {
    assertThat(report.verdict()).as(report.toString()).isNotEqualTo(Verdict.CLEAN);
  }

  /// Whatever is broken in them, the scanner answers: no exception leaves it.
  public static void survivesDamage(String name, byte[] bytes) {
    Random random = new Random(7);
    for (int i = 0; i < 500; i++) {
      byte[] damaged = bytes.clone();
      for (int hits = random.nextInt(4) + 1; hits > 0; hits--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
      }
      assertThat(scan(name, damaged).verdict()).isNotNull();
    }
  }

  /// No beginning of the bytes is clean.
  public static void noBeginningIsClean(String name, byte[] bytes) {
    noBeginningFrom(1, name, bytes);
  }

  public static void noBeginningFrom(int shortest, String name, byte[] bytes) {
    for (int length = shortest; length < bytes.length; length++) {
      assertThat(scan(name, Arrays.copyOf(bytes, length)).verdict())
          .as("cut off after %d of %d bytes", length, bytes.length)
          .isNotEqualTo(Verdict.CLEAN);
    }
  }
}
