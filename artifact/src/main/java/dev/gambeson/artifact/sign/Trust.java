package dev.gambeson.artifact.sign;

import java.util.List;
import java.util.stream.Stream;

/// Who signed, as a [TrustPolicy] sees it.
///
/// @param satisfied whether enough distinct signers signed; the one answer that counts
/// @param signers names of the signers that count, sorted
/// @param threshold how many were needed; 0 when no rule covers the name
/// @param accepted every signature that was accepted
/// @param rejected every signature that was not, with the reason
/// @param summary one sentence
public record Trust(
    boolean satisfied,
    List<String> signers,
    int threshold,
    List<Accepted> accepted,
    List<Rejected> rejected,
    String summary) {
  public Trust {
    signers = List.copyOf(signers);
    accepted = List.copyOf(accepted);
    rejected = List.copyOf(rejected);
  }

  /// A signature that was accepted.
  ///
  /// @param origin where it was found
  /// @param signer name of the signer in the policy
  /// @param keyId [VerifyingKey#id]
  /// @param kind kind of the key
  public record Accepted(String origin, String signer, String keyId, KeyKind kind) {}

  /// A signature that was not accepted.
  ///
  /// @param origin where it was found
  /// @param reason why
  /// @param message the same in words, with what to do
  public record Rejected(String origin, Reason reason, String message) {}

  /// Why a signature does not count.
  public enum Reason {
    /// It is not a signature over this content: one of the two was changed.
    BAD_SIGNATURE,
    /// It was made with a key that the policy does not name.
    UNKNOWN_KEY,
    /// Its certificate does not lead to a trusted root.
    UNTRUSTED_CERTIFICATE,
    /// A certificate is no longer valid.
    EXPIRED,
    /// A certificate is not valid yet, or this machine's clock is wrong.
    NOT_YET_VALID,
    /// The certificate does not allow signing.
    WRONG_USAGE,
    /// The certificate is sound but nobody's in the policy.
    WRONG_IDENTITY,
    /// The key or certificate was revoked.
    REVOKED,
    /// The envelope is about something else.
    OTHER_SUBJECT,
    /// The key is of a kind that may not sign here.
    WRONG_KIND
  }

  /// Whether any signature was rejected for this reason.
  public boolean rejectedFor(Reason... reasons) {
    return rejected.stream().anyMatch(r -> Stream.of(reasons).anyMatch(x -> x == r.reason()));
  }
}
