package dev.gambeson.artifact.check;

import dev.gambeson.core.CheckContext;
import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.Severity;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;

/// GB-ART-005.
final class ContentCheck extends FileCheck {
  private static final int MIN_RUN = 8;
  private static final int MAX_RUN = 1 << 16;
  private static final int RUN_OVERLAP = 2048;
  private static final int PIECE = 4 << 20;
  private static final int OVERLAP = 1 << 14;
  private static final CheckInfo INFO =
      new CheckInfo(
          "GB-ART-005",
          "Embedded content",
          "Does the file carry programs, scripts, secrets or addresses?",
          "Exporters copy paths, tokens and connection strings into metadata, and everybody who gets the model gets them;"
              + " weights are a place to carry malware past a scanner.",
          "Every byte of the file is read: whole program headers (ELF, PE, Mach-O, Java) at any offset, and runs of"
              + " printable characters for keys, tokens, passwords, scripts and web addresses, wherever they stand:"
              + " descriptions, metadata, names, texts, weights. Found secrets are never shown.",
          "Text that is compressed, encrypted or not in ASCII is not seen, nor are secrets without a known form.",
          "Remove the content, revoke secrets that were in it, and export the model again.",
          Severity.HIGH,
          List.of("ML06:2023", "AML.T0018.002"),
          List.of());

  ContentCheck(SharedContent shared) {
    super(INFO, shared);
  }

  @Override
  String onnx(Content.Onnx content, Flaws flaws, CheckContext context) {
    return examine(content.bytes(), flaws, context);
  }

  @Override
  String trees(Content.Trees content, Flaws flaws, CheckContext context) {
    return examine(content.bytes(), flaws, context);
  }

  private static String examine(MemorySegment bytes, Flaws flaws, CheckContext context) {
    Severity severity = context.severity(INFO);
    Set<String> seen = new HashSet<>();
    for (long from = 0; from < bytes.byteSize(); from += PIECE - OVERLAP) {
      int length = (int) Math.min(PIECE, bytes.byteSize() - from);
      byte[] piece = bytes.asSlice(from, length).toArray(ValueLayout.JAVA_BYTE);
      programs(piece, from, seen, flaws);
      runs(piece, from, seen, flaws, severity);
    }
    return "No program, script or secret was found in %d bytes.".formatted(bytes.byteSize());
  }

  private static void programs(byte[] piece, long from, Set<String> seen, Flaws flaws) {
    for (Executables.Hit hit : Executables.in(piece)) {
      long at = from + hit.offset();
      if (seen.add("program@" + at)) {
        flaws.add(
            Severity.CRITICAL,
            "program inside the model",
            "A " + hit.what() + " begins at offset " + at + ".",
            at);
      }
    }
  }

  private static void runs(
      byte[] bytes, long from, Set<String> seen, Flaws flaws, Severity severity) {
    int start = 0;
    for (int i = 0; i <= bytes.length; i++) {
      boolean printable =
          i < bytes.length
              && ((bytes[i] >= 0x20 && bytes[i] < 0x7f) || bytes[i] == '\n' || bytes[i] == '\t');
      if (printable && i - start < MAX_RUN) {
        continue;
      }
      if (i - start >= MIN_RUN) {
        texts(
            new String(bytes, start, i - start, StandardCharsets.US_ASCII),
            from + start,
            seen,
            flaws,
            severity);
      }
      // a run that goes on is cut with an overlap, so that nothing is cut in two unseen
      start = printable ? i - RUN_OVERLAP : i + 1;
    }
  }

  private static void texts(
      String run, long offset, Set<String> seen, Flaws flaws, Severity severity) {
    for (Patterns.Kind kind : Patterns.ALL) {
      Matcher matcher = kind.pattern().matcher(run);
      while (matcher.find()) {
        long at = offset + matcher.start();
        if (seen.add(kind.title() + "@" + at) && !usual(kind, matcher)) {
          flaws.add(
              kind.severity() == Severity.HIGH ? severity : kind.severity(),
              kind.title(),
              message(kind, matcher.group(), at),
              at);
        }
      }
    }
  }

  private static boolean usual(Patterns.Kind kind, Matcher matcher) {
    return kind.title().equals("web address")
        && Patterns.USUAL_HOSTS.contains(matcher.group(1).toLowerCase(Locale.ROOT));
  }

  private static String message(Patterns.Kind kind, String text, long at) {
    if (kind.secret()) {
      return "Text of the form '%s', %d characters long, stands at offset %d; it is not repeated here."
          .formatted(kind.title(), text.length(), at);
    }
    String shown = text.length() > 80 ? text.substring(0, 80) + "…" : text;
    return "'%s' stands at offset %d.".formatted(shown.replaceAll("\\s+", " "), at);
  }
}
