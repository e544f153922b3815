package dev.gambeson.artifact.sign.oms;

import dev.gambeson.artifact.sign.Trust;
import java.util.List;
import java.util.Optional;

/// What came out of verifying a model.
///
/// @param name under which it was looked up in the trust policy
/// @param signatures how many signatures there are
/// @param trust who signed
/// @param unreadable signatures over something that is no manifest of a model
/// @param manifest the list of files that the differences refer to; empty when nobody trusted
///   signed one
/// @param differences how the files differ from it
/// @param leftOut files that are there and that the signature leaves out
/// @param notPortable names that are something else on another system, one sentence each
/// @param files number of files compared
/// @param bytes their size
public record Verification(
    String name,
    int signatures,
    Trust trust,
    List<Trust.Rejected> unreadable,
    Optional<Manifest> manifest,
    List<Difference> differences,
    List<String> leftOut,
    List<String> notPortable,
    int files,
    long bytes) {
  public Verification {
    unreadable = List.copyOf(unreadable);
    differences = List.copyOf(differences);
    leftOut = List.copyOf(leftOut);
    notPortable = List.copyOf(notPortable);
  }

  /// Whether enough trusted signers signed exactly what is there.
  public boolean holds() {
    return trust.satisfied() && manifest.isPresent() && differences.isEmpty();
  }
}
