package dev.gambeson.server.admin.port;

import static java.util.Objects.requireNonNull;

import dev.gambeson.core.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The operator's three questions: who is probing us, what did we answer, can I undo it.
@FunctionalInterface
public interface OverviewView {
  /// How things stand.
  ///
  /// @param window how far back the counts go
  Overview overview(Duration window);

  /// How things stand.
  ///
  /// @param time when this was put together
  /// @param window how far back the counts go
  /// @param answered requests answered in full
  /// @param restricted requests answered with less than the client's class allows (coarser,
  ///   rounded, abstained)
  /// @param refused requests not allowed
  /// @param failed requests that went wrong
  /// @param bits what all answers together gave away, in bits
  /// @param openIncidents incidents that are not closed
  /// @param probing clients above [Level#OPEN], worst first
  /// @param undo what can be taken back now, latest first
  /// @param points the counts over time, oldest first
  /// @param notices what is degraded or needs a person, worst first
  record Overview(
      Instant time,
      Duration window,
      long answered,
      long restricted,
      long refused,
      long failed,
      double bits,
      long openIncidents,
      List<Probing> probing,
      List<Undoable> undo,
      List<Counts> points,
      List<Notice> notices) {
    public Overview {
      requireNonNull(time, "time");
      requireNonNull(window, "window");
      probing = List.copyOf(probing);
      undo = List.copyOf(undo);
      points = List.copyOf(points);
      notices = List.copyOf(notices);
    }
  }

  /// A client that is probing us.
  ///
  /// @param tenant its tenant
  /// @param client its id
  /// @param model the model that it probes
  /// @param level what is done about it
  /// @param because title of the detector that rose first
  /// @param check its id, for example `GB-GRD-001`
  /// @param since when it rose
  /// @param queries requests since then
  /// @param bits what it has learnt of the model altogether, in bits
  /// @param budget what it may learn in its period, in bits; NaN for no limit
  /// @param incident id of the incident about it, if one is open
  record Probing(
      String tenant,
      String client,
      String model,
      Level level,
      String because,
      String check,
      Instant since,
      long queries,
      double bits,
      double budget,
      Optional<String> incident) {}

  /// Something that was done and can be taken back.
  ///
  /// @param kind what sort of thing
  /// @param subject for [Kind#CLIENT] tenant and client, for [Kind#MODEL] the model, for
  ///   [Kind#POLICY] the digest of the bundle before, for [Kind#STEP] incident and step
  /// @param what one sentence: what was done
  /// @param by who did it: a person, or `playbook NAME`
  /// @param when it was done
  /// @param until when it ends by itself, if it does
  record Undoable(
      Kind kind,
      List<String> subject,
      String what,
      String by,
      Instant when,
      Optional<Instant> until) {
    public Undoable {
      subject = List.copyOf(subject);
    }

    /// What can be taken back, and by which call.
    public enum Kind {
      /// [ClientsView#release].
      CLIENT,
      /// [ModelsControl#rollBack].
      MODEL,
      /// [PolicyControl#rollBack].
      POLICY,
      /// [IncidentsControl#undo].
      STEP
    }
  }

  /// Requests of an interval, by how they ended.
  record Counts(Instant time, long answered, long restricted, long refused, long failed) {}

  /// Something that is degraded or waits for a person.
  ///
  /// @param severity how bad
  /// @param text one sentence
  /// @param page name of the console page that deals with it, for example `ledger`; empty for none
  record Notice(Severity severity, String text, String page) {}
}
