package dev.gambeson.response;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.gambeson.core.alert.Alert;
import java.util.Locale;

/// What happened, as one line of an incident's timeline.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Entry.Raised.class, name = "alert"),
  @JsonSubTypes.Type(value = Entry.Moved.class, name = "state"),
  @JsonSubTypes.Type(value = Entry.Acted.class, name = "action"),
  @JsonSubTypes.Type(value = Entry.Noted.class, name = "note")
})
public sealed interface Entry {
  /// An alert came.
  ///
  /// @param key the incident's key: the alert's own, or a coarser one when there are too many
  /// @param ordinal how many incidents this key has had, this one included
  /// @param repeats how many further alerts like it came since the last one in the timeline
  /// @param reopens whether it sets a closed or contained incident to open
  record Raised(Alert alert, String key, long ordinal, long repeats, boolean reopens)
      implements Entry {
    public Raised {
      requireNonNull(alert, "alert");
      requireNonNull(key, "key");
      if (ordinal < 1 || repeats < 0) {
        throw new IllegalArgumentException("ordinal " + ordinal + ", repeats " + repeats);
      }
    }
  }

  /// The incident went to another state.
  record Moved(IncidentState from, IncidentState to, String reason) implements Entry {
    public Moved {
      requireNonNull(from, "from");
      requireNonNull(to, "to");
      reason = Clean.line(reason, 2000);
    }
  }

  /// A playbook's step went on.
  ///
  /// @param run id of the playbook's run
  /// @param step id of the step
  /// @param text one sentence: what, to whom, until when, or why not
  record Acted(String run, String step, Phase phase, String text) implements Entry {
    public Acted {
      requireNonNull(run, "run");
      requireNonNull(step, "step");
      requireNonNull(phase, "phase");
      text = Clean.line(text, 2000);
    }
  }

  /// Somebody wrote something down.
  record Noted(String text) implements Entry {
    public Noted {
      text = Clean.line(text, 4000);
      if (text.isBlank()) {
        throw new IllegalArgumentException("A note needs a text");
      }
    }
  }

  /// How far a step is.
  enum Phase {
    /// The playbook was triggered; the step is to come.
    PLANNED,
    /// A second person must agree.
    APPROVAL_ASKED,
    APPROVED,
    /// A person said no, or nobody said yes in time.
    REFUSED,
    /// Claimed by a node, about to run.
    STARTED,
    /// It did not happen, or nobody knows and repeating does no harm: it is tried again.
    RETRIED,
    DONE,
    /// It did not happen.
    FAILED,
    /// The node ended in the middle: a person must say whether it happened.
    UNKNOWN,
    /// Left out: an earlier step failed, or there was nothing to do.
    SKIPPED,
    UNDONE,
    /// It still holds although it should not: a person must undo it.
    UNDO_FAILED;

    /// Lower-case name with dashes.
    public String id() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }
}
