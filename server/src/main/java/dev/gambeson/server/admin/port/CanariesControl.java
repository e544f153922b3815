package dev.gambeson.server.admin.port;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// Canaries: keys, model names and records that nobody honest ever uses.
public interface CanariesControl {
  /// All canaries, newest first.
  List<Canary> canaries();

  /// Issues a canary, to be planted by whoever asked for it.
  Issued issue(Wanted wanted, Operator who);

  /// Ends a canary: hits mean nothing any more.
  void retire(String id, String reason, Operator who);

  /// Which rows of a table are bait of a model, whatever has become of the canary: none of them may
  /// train anything.
  ///
  /// @param columns of the table; every input of the model must be among them
  /// @param rows cells as they stand in a text file, in the order of the columns; empty for missing
  List<Found> find(String model, List<String> columns, List<List<String>> rows);

  /// A row that is bait.
  ///
  /// @param row its index
  /// @param canary which one
  record Found(int row, String canary) {}

  /// What a canary pretends to be.
  enum Kind {
    /// An API key, for example for a configuration file that nobody should read.
    KEY,
    /// The name of a model, for example `credit-score-full`.
    MODEL,
    /// Records like a model's training records.
    BAIT
  }

  /// A canary as it may be shown.
  ///
  /// @param id of the canary
  /// @param kind what it pretends to be
  /// @param model the decoy's name, or the model whose records it imitates; empty for a key
  /// @param place where it is planted
  /// @param owner who is to be called
  /// @param purpose why
  /// @param created when it was issued
  /// @param by who issued it
  /// @param expires after which bait is no longer reported
  /// @param state whether hits count
  /// @param hits alerts in the newest incidents, newest first, at most [#HITS]
  record Canary(
      String id,
      Kind kind,
      String model,
      String place,
      String owner,
      String purpose,
      Instant created,
      String by,
      Instant expires,
      State state,
      List<Hit> hits) {
    public Canary {
      requireNonNull(id, "id");
      requireNonNull(kind, "kind");
      requireNonNull(state, "state");
      hits = List.copyOf(hits);
    }
  }

  /// At most so many hits are shown of a canary; the incidents and the ledger hold them all.
  int HITS = 20;

  /// Whether a canary counts.
  enum State {
    /// A hit alerts.
    PLANTED,
    /// Bait whose time is over: hits are not reported. Keys and model names do not expire, as
    /// nobody was ever given them.
    EXPIRED,
    /// A person ended it.
    WITHDRAWN
  }

  /// A use of a canary that became an alert.
  ///
  /// @param time when
  /// @param tenant of the client; empty when nobody known used it
  /// @param client who; empty when nobody known used it
  /// @param address where it came from, for keys and model names; empty for bait
  /// @param text what happened
  /// @param incident that it belongs to
  record Hit(
      Instant time, String tenant, String client, String address, String text, String incident) {}

  /// A canary to be issued.
  ///
  /// @param kind what it is to pretend to be
  /// @param model the decoy's name, or the model whose records are imitated; empty for a key
  /// @param records how many records, for bait
  /// @param place where it will be planted: one canary for each place
  /// @param owner who is to be called
  /// @param purpose why
  /// @param lifetime after which it ends
  record Wanted(
      Kind kind,
      String model,
      int records,
      String place,
      String owner,
      String purpose,
      Duration lifetime) {}

  /// A new canary. **Holds what is to be planted**, which is shown once and kept nowhere.
  ///
  /// @param secret the key, the model's name, or the records as CSV
  record Issued(Canary canary, String secret) {
    @Override
    public String toString() {
      return "Issued[" + canary.id() + ", hidden]";
    }
  }
}
