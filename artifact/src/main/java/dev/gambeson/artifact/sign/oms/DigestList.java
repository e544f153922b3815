package dev.gambeson.artifact.sign.oms;

import dev.gambeson.artifact.sign.internal.SmallFiles;
import dev.gambeson.artifact.sign.internal.StrictJson;
import dev.gambeson.core.GambesonException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Digests that somebody computed before, in the format of `sha256sum`: a digest, a space, a space
/// or `*`, the name; a line that begins with a backslash has `\\` and `\n` in its name escaped.
public final class DigestList {
  private static final Pattern LINE =
      Pattern.compile("(\\\\?)([0-9a-fA-F]{64}) [ *](.+)", Pattern.DOTALL);

  private DigestList() {}

  /// Reads such a file: SHA-256 in lower-case hexadecimal by name.
  ///
  /// @throws GambesonException when a line is none of these, or a name stands twice
  public static SortedMap<String, String> read(Path file) {
    String what = "The list of digests " + file;
    byte[] bytes = SmallFiles.read(file, "The list of digests", StrictJson.MAX_BYTES);
    TreeMap<String, String> digests = new TreeMap<>(Names.BY_CODE_POINT);
    int number = 0;
    for (String line : SmallFiles.text(bytes, what).lines().toList()) {
      number++;
      if (line.isBlank()) {
        continue;
      }
      Matcher m = LINE.matcher(line);
      if (!m.matches()) {
        throw GambesonException.badInput(
            "%s, line %d, is no line of sha256sum: '%s'."
                .formatted(what, number, StrictJson.clipped(line)));
      }
      String name = m.group(1).isEmpty() ? m.group(3) : unescape(m.group(3));
      String plain = name.startsWith("./") ? name.substring(2) : name;
      if (digests.put(plain, m.group(2).toLowerCase(java.util.Locale.ROOT)) != null) {
        throw GambesonException.badInput(
            "%s, line %d: '%s' stands there twice."
                .formatted(what, number, StrictJson.clipped(plain)));
      }
    }
    return Collections.unmodifiableSortedMap(digests);
  }

  private static String unescape(String name) {
    return name.replace("\\\\", "\0").replace("\\n", "\n").replace('\0', '\\');
  }
}
