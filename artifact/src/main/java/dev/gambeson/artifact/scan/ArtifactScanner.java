package dev.gambeson.artifact.scan;

import dev.gambeson.artifact.check.ModelFileChecks;
import dev.gambeson.artifact.scan.engine.FileScan;
import dev.gambeson.artifact.scan.engine.Flaw;
import dev.gambeson.artifact.scan.engine.FormatParser;
import dev.gambeson.artifact.scan.engine.Input;
import dev.gambeson.artifact.scan.engine.Inputs;
import dev.gambeson.artifact.scan.engine.Rules;
import dev.gambeson.artifact.scan.engine.ScanLimits;
import dev.gambeson.artifact.scan.engine.Verdict;
import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.Severity;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/// Scans files of any kind for what they do when they are loaded.
///
/// Guaranteed: nothing in a file is executed, unpickled, deserialised, rendered or unpacked to
/// disk; memory stays bounded whatever the file announces; a file is [Verdict#CLEAN] only if every
/// byte was read and belongs to a parsed structure. Not guaranteed: that an application does
/// nothing dangerous with a clean file, nor anything about the values of weights.
///
/// Thread-safe: files may be scanned in parallel.
public final class ArtifactScanner {
  private final List<FormatParser> parsers;
  private final ScanLimits limits;

  private ArtifactScanner(List<FormatParser> parsers, ScanLimits limits) {
    this.parsers = List.copyOf(parsers);
    this.limits = limits;
  }

  /// Every format, usual limits.
  public static ArtifactScanner standard() {
    return withLimits(ScanLimits.defaults());
  }

  /// Every format, other limits.
  public static ArtifactScanner withLimits(ScanLimits limits) {
    return new ArtifactScanner(Formats.all(), limits);
  }

  /// What the scanner asks: the catalogue entries of its findings.
  public static List<CheckInfo> rules() {
    return Stream.concat(ModelFileChecks.infos().stream(), Rules.all().stream()).toList();
  }

  /// Scans a regular file. A file that cannot be read is [Verdict#INCONCLUSIVE], with the reason.
  ///
  /// @param name what the report calls it
  public FileReport scan(String name, Path file) {
    long size;
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        Arena arena = Arena.ofConfined()) {
      size = channel.size();
      if (size > limits.maxFileBytes()) {
        return unread(
            name,
            size,
            "file beyond the limit",
            "The file has %d bytes; the limit is %d. Raise it with --max-bytes."
                .formatted(size, limits.maxFileBytes()));
      }
      MemorySegment bytes =
          size == 0
              ? MemorySegment.NULL.reinterpret(0)
              : channel.map(FileChannel.MapMode.READ_ONLY, 0, size, arena);
      return scan(name, Inputs.file(name, bytes, file));
    } catch (IOException e) {
      return unread(name, 0, "unreadable file", "The file could not be read: " + reason(e) + ".");
    } catch (InternalError e) {
      // a mapped page that is gone: somebody cut the file while it was read
      return unread(
          name, 0, "file changed", "The file was changed or cut off while it was being read.");
    }
  }

  /// The formats that the scanner reads, by the name that reports use.
  public List<String> kinds() {
    return parsers.stream().map(FormatParser::kind).distinct().toList();
  }

  /// Scans bytes in memory as one format, whatever they look like. For tests and fuzzing: what the
  /// other parsers would say is not asked.
  ///
  /// @throws IllegalArgumentException when there is no such kind
  public FileReport scanAs(String kind, String name, byte[] bytes) {
    List<FormatParser> one = parsers.stream().filter(p -> p.kind().equals(kind)).limit(1).toList();
    if (one.isEmpty()) {
      throw new IllegalArgumentException(
          "no parser of kind '%s'; there are %s".formatted(kind, kinds()));
    }
    return scan(name, Input.of(name, bytes), s -> s.examine(Input.of(name, bytes), one.getFirst()));
  }

  /// Scans bytes in memory.
  public FileReport scan(String name, byte[] bytes) {
    return scan(name, Input.of(name, bytes));
  }

  private FileReport scan(String name, Input input) {
    return scan(name, input, s -> s.examine(input));
  }

  private FileReport scan(String name, Input input, Function<FileScan, Verdict> examination) {
    FileScan scan = new FileScan(parsers, limits);
    Verdict verdict = examination.apply(scan);
    return new FileReport(
        name,
        Inputs.sha256(input),
        input.size(),
        scan.kind(),
        verdict,
        scan.flaws(),
        scan.leftOut(),
        scan.members());
  }

  private static FileReport unread(String name, long size, String title, String message) {
    Flaw flaw =
        new Flaw(
            Rules.NOT_EXAMINED, Severity.MEDIUM, Verdict.INCONCLUSIVE, name, 0, title, message);
    return new FileReport(
        name, "", size, "unknown", Verdict.INCONCLUSIVE, List.of(flaw), 0, List.of());
  }

  private static String reason(IOException e) {
    return e instanceof java.nio.file.AccessDeniedException
        ? "permission denied"
        : Files.notExists(Path.of(String.valueOf(e.getMessage())))
            ? "it is gone"
            : String.valueOf(e.getMessage());
  }
}
