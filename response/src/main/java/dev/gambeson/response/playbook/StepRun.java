package dev.gambeson.response.playbook;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;

/// How far one step of a run is.
///
/// @param status where it stands
/// @param attempt how often it was claimed; for [Status#UNDOING] and after, how often its undoing
/// @param node who claimed it last; empty when nobody did
/// @param due when somebody must look at it again: the claim's lease ends, nobody approved, the
///   waiting is over, the next attempt is due
/// @param until when what it did ends by itself; fixed at the first claim, so that every attempt
///   asks for the same
/// @param approvedBy the person who agreed; empty: nobody has
/// @param receipt what the action returned
public record StepRun(
    Status status,
    int attempt,
    String node,
    Optional<Instant> due,
    Optional<Instant> until,
    String approvedBy,
    String receipt) {
  /// Where a step stands.
  public enum Status {
    /// To come, or to be tried again.
    PENDING,
    /// A second person must agree before `due`.
    AWAITING,
    /// Lets time pass until `due`.
    WAITING,
    /// Claimed by a node, whose lease ends at `due`.
    RUNNING,
    DONE,
    FAILED,
    /// A node ended in the middle, and repeating could do harm: a person must say what happened.
    UNKNOWN,
    SKIPPED,
    /// Its undoing is claimed by a node, whose lease ends at `due`.
    UNDOING,
    UNDONE,
    /// It still holds although it should not.
    UNDO_FAILED;

    boolean mayHold() {
      return this == DONE || this == UNKNOWN;
    }
  }

  public StepRun {
    requireNonNull(status, "status");
    requireNonNull(node, "node");
    requireNonNull(due, "due");
    requireNonNull(until, "until");
    requireNonNull(approvedBy, "approvedBy");
    requireNonNull(receipt, "receipt");
  }

  static StepRun pending() {
    return new StepRun(Status.PENDING, 0, "", Optional.empty(), Optional.empty(), "", "");
  }

  StepRun to(Status next) {
    return new StepRun(next, attempt, node, Optional.empty(), until, approvedBy, receipt);
  }

  StepRun to(Status next, Instant nextDue) {
    return new StepRun(next, attempt, node, Optional.of(nextDue), until, approvedBy, receipt);
  }

  StepRun claimed(Status next, String byNode, Instant lease, Optional<Instant> end) {
    int number = status == next || status == Status.PENDING ? attempt + 1 : 1;
    return new StepRun(
        next,
        number,
        byNode,
        Optional.of(lease),
        until.isPresent() ? until : end,
        approvedBy,
        receipt);
  }

  StepRun approved(String person) {
    return new StepRun(Status.PENDING, attempt, node, Optional.empty(), until, person, receipt);
  }

  StepRun done(String newReceipt) {
    return new StepRun(Status.DONE, attempt, node, Optional.empty(), until, approvedBy, newReceipt);
  }

  boolean isDue(Instant now) {
    return due.map(t -> !t.isAfter(now)).orElse(true);
  }

  boolean isClaimOf(String byNode, int number) {
    return node.equals(byNode) && attempt == number;
  }
}
