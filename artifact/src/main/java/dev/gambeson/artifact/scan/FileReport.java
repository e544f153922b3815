package dev.gambeson.artifact.scan;

import dev.gambeson.artifact.scan.engine.Flaw;
import dev.gambeson.artifact.scan.engine.Member;
import dev.gambeson.artifact.scan.engine.Verdict;
import java.util.List;

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
}
