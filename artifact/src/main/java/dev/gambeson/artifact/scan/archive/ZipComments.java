package dev.gambeson.artifact.scan.archive;

import dev.gambeson.artifact.scan.engine.Input;
import dev.gambeson.artifact.scan.engine.Rules;
import dev.gambeson.artifact.scan.engine.Scan;
import dev.gambeson.core.Severity;
import java.nio.charset.StandardCharsets;

/// The archive's comment: text, or a place to hide a file in.
final class ZipComments {
  private ZipComments() {}

  static void own(Input input, Scan scan, ZipEnd end) {
    long from = end.at() + 22;
    long length = end.end() - from;
    if (length <= 0) {
      return;
    }
    String text = input.text(from, length, 0xffff, StandardCharsets.UTF_8);
    scan.text(from, text);
    boolean plain =
        text.chars().allMatch(c -> (c >= 0x20 && c != 0xfffd) || Character.isWhitespace(c));
    if (!plain) {
      scan.flag(
          Rules.HIDDEN,
          Severity.MEDIUM,
          from,
          "comment that is no text",
          "The archive's comment of %d bytes is not text.".formatted(length));
      scan.member(input.inner("@comment", input.slice(from, length)));
    }
  }
}
