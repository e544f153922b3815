package dev.gambeson.artifact.scan.archive;

import dev.gambeson.artifact.scan.engine.FormatParser;
import dev.gambeson.artifact.scan.engine.Input;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/// The parsers of this package.
public final class ArchiveFormats {
  private ArchiveFormats() {}

  /// Whether a zip's local header stands here, told by several of its fields at once.
  public static boolean isZipMember(Input input, long at) {
    if (!input.matches(at, ZipRecord.LOCAL) || at > input.size() - 30) {
      return false;
    }
    int name = input.u16(at + 26);
    return input.u16(at + 4) < 100
        && Set.of(0, 8, 9, 12, 14, 93, 95, 99).contains(input.u16(at + 8))
        && name > 0
        && name < 1024
        && at + 30 + name <= input.size()
        && input.text(at + 30, name, 1024, StandardCharsets.UTF_8).chars().noneMatch(c -> c < 32);
  }

  /// From exact to general.
  ///
  /// @param kinds what the members may mean, from exact to general; every one that recognises an
  ///   archive reads it
  public static List<FormatParser> all(List<ArchiveKind> kinds) {
    return List.of(
        new Zip(kinds),
        new Tar(kinds),
        new SevenZip(),
        new Gzip(),
        new Bzip2(),
        new Xz(),
        new Zlib(),
        new Lzma());
  }
}
