package dev.gambeson.server.admin.port;

import static java.util.Objects.requireNonNull;

import dev.gambeson.core.Severity;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Incidents and what playbooks do about them.
public interface IncidentsControl {
  /// Incidents, open ones first, newest first.
  ///
  /// @param all also closed ones
  List<Incident> incidents(boolean all, int limit);

  /// One incident with its timeline.
  Optional<Detail> incident(String id);

  /// Says that a person has it.
  void acknowledge(String id, Operator who);

  /// Lets a step of a playbook that waits for approval happen.
  ///
  /// @throws Rejected when it does not wait, or has happened: never twice
  void approve(String id, String step, Operator who);

  /// Refuses a step that waits for approval.
  void decline(String id, String step, String reason, Operator who);

  /// Takes a step back.
  void undo(String id, String step, Operator who);

  /// Closes an incident.
  void close(String id, Resolution resolution, String note, Operator who);

  /// All playbooks.
  List<Playbook> playbooks();

  /// What a playbook would do about an incident now; nothing is done.
  List<Planned> dryRun(String id, String playbook);

  /// Plays a playbook through on a made-up alert, on a clock that jumps: nothing is done and no
  /// incident is opened.
  ///
  /// @param notices also send its notices over the real routes, each marked `[DRILL]`
  Drilled drill(String playbook, boolean notices, Operator who);

  /// The evidence about an incident as one file.
  Optional<Bundle> evidence(String id);

  /// An incident in short.
  ///
  /// @param id its id
  /// @param title a few words
  /// @param severity the worst of its alerts
  /// @param state where it stands
  /// @param drill whether it is an exercise
  /// @param tenant it is about, empty for none
  /// @param client it is about, empty for none
  /// @param model it is about, empty for none
  /// @param opened when
  /// @param changed latest event
  /// @param alerts how many
  /// @param owner who acknowledged it
  /// @param waiting steps that wait for approval
  record Incident(
      String id,
      String title,
      Severity severity,
      State state,
      boolean drill,
      String tenant,
      String client,
      String model,
      Instant opened,
      Instant changed,
      long alerts,
      Optional<String> owner,
      int waiting) {
    public Incident {
      requireNonNull(id, "id");
      requireNonNull(title, "title");
      requireNonNull(severity, "severity");
      requireNonNull(state, "state");
    }
  }

  /// Where an incident stands.
  enum State {
    OPEN,
    ACKNOWLEDGED,
    CONTAINED,
    CLOSED
  }

  /// How it ended.
  enum Resolution {
    ATTACK,
    FALSE_ALARM,
    BENIGN_CHANGE,
    DRILL
  }

  /// An incident in full.
  ///
  /// @param incident in short
  /// @param timeline oldest first
  /// @param steps what playbooks did, do or would do
  record Detail(Incident incident, List<Event> timeline, List<Step> steps) {
    public Detail {
      timeline = List.copyOf(timeline);
      steps = List.copyOf(steps);
    }
  }

  /// Something that happened.
  ///
  /// @param time when
  /// @param kind plain token: `alert`, `step`, `person`, `note`
  /// @param by the detector, the playbook or the person
  /// @param text one sentence
  record Event(Instant time, String kind, String by, String text) {}

  /// A step of a playbook.
  ///
  /// @param id of the step in its incident
  /// @param playbook it belongs to
  /// @param action what it does, one sentence
  /// @param state where it stands
  /// @param changed when it came there
  /// @param by who approved or undid it, or the playbook
  /// @param until when it ends by itself
  /// @param undoable whether it can be taken back now
  record Step(
      String id,
      String playbook,
      String action,
      StepState state,
      Instant changed,
      String by,
      Optional<Instant> until,
      boolean undoable) {}

  /// Where a step stands.
  enum StepState {
    WAITING,
    DONE,
    FAILED,
    DECLINED,
    UNDONE,
    EXPIRED
  }

  /// A playbook.
  ///
  /// @param name its name
  /// @param trigger when it plays, one sentence
  /// @param steps what it does
  /// @param approvals how many of them wait for a person
  record Playbook(String name, String trigger, List<String> steps, int approvals) {
    public Playbook {
      steps = List.copyOf(steps);
    }
  }

  /// What a step would do.
  ///
  /// @param action one sentence
  /// @param needsApproval whether it would wait for a person
  /// @param effect what it would change, or why it would do nothing
  record Planned(String action, boolean needsApproval, String effect) {}

  /// What a drill showed.
  ///
  /// @param playbook that was played
  /// @param questions what was asked of it, and the answers
  /// @param timeline what would have happened, on the drill's clock, oldest first
  record Drilled(String playbook, List<Answered> questions, List<Event> timeline) {
    public Drilled {
      questions = List.copyOf(questions);
      timeline = List.copyOf(timeline);
    }
  }

  /// A question of a drill with its answer.
  ///
  /// @param check its id, for `gambeson explain`
  /// @param title its name
  /// @param result how it stands
  /// @param summary one sentence
  /// @param problems what is wrong, one sentence each
  record Answered(
      String check, String title, Result result, String summary, List<String> problems) {
    public Answered {
      problems = List.copyOf(problems);
    }
  }

  /// How a question of a drill stands.
  enum Result {
    FINE,
    WRONG,
    /// It depends, for example on how quickly people agree.
    DEPENDS,
    NOT_ASKED
  }

  /// A file to download.
  ///
  /// @param name of the file: letters, digits, `.`, `-` and `_` only
  /// @param type media type
  /// @param content writes it
  record Bundle(String name, String type, Content content) {
    public Bundle {
      if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,99}")) {
        throw new IllegalArgumentException("A file cannot be called \"" + name + "\".");
      }
      requireNonNull(type, "type");
      requireNonNull(content, "content");
    }
  }

  /// Writes a file's bytes.
  @FunctionalInterface
  interface Content {
    void writeTo(OutputStream out) throws IOException;
  }
}
