package dev.gambeson.guard.input;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/// What a class of clients gets that sends a request twice.
///
/// @param idempotency what a repeated idempotency key gets; the key is not looked at when absent
/// @param nonce whether requests carry a nonce that is good once; not looked at when absent
public record ReplayPolicy(Optional<Repeated> idempotency, Optional<Nonces> nonce) {
  public ReplayPolicy {
    requireNonNull(idempotency, "idempotency");
    requireNonNull(nonce, "nonce");
  }

  /// What a repeated idempotency key gets.
  public enum Repeated {
    /// The answer that the first one got, without asking the model again; where that is gone, a
    /// refusal.
    ANSWER,
    /// A refusal.
    REFUSE
  }

  /// Which requests carry a nonce.
  public enum Nonces {
    /// Those that like; a nonce is good once.
    OPTIONAL,
    /// All; without one a request is refused.
    REQUIRED
  }
}
