package dev.gambeson.server.gateway;

import static java.util.Objects.requireNonNull;

/// What the pipeline says before the body is read.
public sealed interface Gate {
  /// Read on. Exactly one of the visit's ends is called afterwards.
  record Open(Visit visit) implements Gate {
    public Open {
      requireNonNull(visit, "visit");
    }
  }

  /// Read nothing more. All is logged and told already.
  record Shut(Reply.Refused reply) implements Gate {
    public Shut {
      requireNonNull(reply, "reply");
    }
  }
}
