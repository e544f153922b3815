package dev.gambeson.server.admin.port;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The tamper-evident log.
public interface LedgerView {
  /// Entries below an index, newest first.
  ///
  /// @param below only entries with a lower index; a negative number for the newest
  /// @param text part of the action, the actor or the target; empty for all
  /// @param limit at most so many
  Entries entries(long below, String text, int limit);

  /// The proof that the decision about a request is in the log.
  ///
  /// @param request id of the request, or the index of an entry as a number
  Optional<Proof> prove(String request);

  /// The newest signed checkpoint.
  Checkpoint checkpoint();

  /// Reads the whole log again and compares it with its checkpoints; may take long.
  Verification verify();

  /// Some entries.
  ///
  /// @param rows newest first
  /// @param size of the whole log
  record Entries(List<Row> rows, long size) {
    public Entries {
      rows = List.copyOf(rows);
    }
  }

  /// An entry.
  ///
  /// @param index its place
  /// @param time when it was written
  /// @param actor who
  /// @param action what
  /// @param target of what
  /// @param outcome how it ended
  /// @param details more, by plain name
  record Row(
      long index,
      Instant time,
      String actor,
      String action,
      String target,
      String outcome,
      Map<String, String> details) {
    public Row {
      requireNonNull(time, "time");
      details = Map.copyOf(details);
    }
  }

  /// A checkpoint.
  ///
  /// @param origin whose log
  /// @param size entries under it
  /// @param root the Merkle root, base64
  /// @param time when it was signed
  /// @param note the signed note as text, for other people's verifiers
  /// @param cosigners names of the witnesses that signed it too
  record Checkpoint(
      String origin, long size, String root, Instant time, String note, List<String> cosigners) {
    public Checkpoint {
      requireNonNull(root, "root");
      cosigners = List.copyOf(cosigners);
    }
  }

  /// The proof of RFC 6962, section 2.1.1.
  ///
  /// @param row the entry
  /// @param leaf the bytes that the tree commits to, base64
  /// @param leafHash SHA-256 of a zero byte and the leaf, base64
  /// @param path hashes from the leaf's sibling up, base64
  /// @param checkpoint the proof leads to this one
  record Proof(Row row, String leaf, String leafHash, List<String> path, Checkpoint checkpoint) {
    public Proof {
      path = List.copyOf(path);
    }
  }

  /// What verifying found.
  ///
  /// @param intact whether nothing was wrong
  /// @param message one sentence
  /// @param entries read
  /// @param time when it was done
  /// @param problems what was wrong, one sentence each
  record Verification(
      boolean intact, String message, long entries, Instant time, List<String> problems) {
    public Verification {
      problems = List.copyOf(problems);
    }
  }
}
