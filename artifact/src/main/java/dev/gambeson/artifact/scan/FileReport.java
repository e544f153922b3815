package dev.gambeson.artifact.scan;

import dev.gambeson.artifact.scan.engine.Flaw;
import dev.gambeson.artifact.scan.engine.Member;
import dev.gambeson.artifact.scan.engine.Verdict;
import java.util.List;
import java.util.stream.Stream;

/// What the scanner says of one file.
///
/// @param name as the user named it, or its path under the folder that the user named
/// @param sha256 of the bytes that were examined, hexadecimal; empty when the file was not read
/// @param bytes its size
/// @param kind what it is, by content
/// @param verdict the worst of its flaws
/// @param flaws in the order in which they were found
/// @param leftOut flaws beyond the limit, counted only
/// @param members what is inside, each with its own verdict
public record FileReport(
    String name,
    String sha256,
    long bytes,
    String kind,
    Verdict verdict,
    List<Flaw> flaws,
    int leftOut,
    List<Member> members) {
  public FileReport {
    flaws = List.copyOf(flaws);
    members = List.copyOf(members);
  }

  /// The same report with flaws that were found outside the file.
  FileReport with(List<Flaw> more) {
    Verdict worst = more.stream().map(Flaw::effect).reduce(verdict, Verdict::or);
    List<Flaw> all = Stream.concat(flaws.stream(), more.stream()).toList();
    return new FileReport(name, sha256, bytes, kind, worst, all, leftOut, members);
  }
}
