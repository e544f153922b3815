package dev.gambeson.response;

import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.CheckInfo.Parameter;
import dev.gambeson.core.Severity;
import java.util.List;

/// What a drill of a playbook asks.
public final class ResponseChecks {
  private static final List<String> REFS = List.of("ML05:2023", "AML.T0024.002", "AML.T0015");

  /// The playbook starts.
  public static final CheckInfo TRIGGERS =
      new CheckInfo(
          "GB-RSP-001",
          "Playbook starts",
          "Does the playbook start on the alerts it is made for?",
          "A playbook whose trigger does not fit stays silent in the attack it was written for.",
          "A drill raises the sample alert as often as the trigger counts, on an empty book of incidents with its own clock.",
          "The sample stands for all alerts of its kind; alerts of other severities or subjects may not fit.",
          "Compare checks, severity, subject and count of the trigger with the alert.",
          Severity.HIGH,
          REFS,
          List.of());

  /// Every step can be done.
  public static final CheckInfo POSSIBLE =
      new CheckInfo(
          "GB-RSP-002",
          "Every step can be done",
          "Is anything missing that a step of the playbook needs?",
          "What is missing is found in the attack otherwise: an overlay nobody defined, a version with nothing before it, a route that was renamed.",
          "The drill asks the real port for obstacles to each action, and the settings for each route; nothing is changed.",
          "An obstacle that appears only when the action is carried out is not seen.",
          "Define what the finding names, or change the step.",
          Severity.HIGH,
          REFS,
          List.of());

  /// It is quick enough.
  public static final CheckInfo CONTAINMENT =
      new CheckInfo(
          "GB-RSP-003",
          "Time to containment",
          "How long does it take from the first alert until the attack is stopped or slowed?",
          "An extraction needs some thousand queries: minutes for a fast client.",
          "Waits and approvals before the first step that restricts a client, an answer or a version, added up on the drill's clock. Low end: people agree at once. High end: each agrees at the last moment.",
          "The time to detect, and the time that actions themselves take, are not in it.",
          "Put a restriction that harms little, such as a tighter answer, before waits and approvals.",
          Severity.MEDIUM,
          REFS,
          List.of(
              new Parameter(
                  "max-minutes",
                  60,
                  0,
                  10_080,
                  "longest time to containment that is acceptable, in minutes")));

  /// Restrictions of clients end.
  public static final CheckInfo ENDS =
      new CheckInfo(
          "GB-RSP-004",
          "Restrictions end",
          "Does every restriction of a client end by itself?",
          "Every detector has false alarms. A client that was blocked by one must not stay so because nobody looked.",
          "After the drill's clock has passed every end, what the recording port still holds against a client is counted.",
          "It says nothing on whether the time is a sensible one.",
          "Give the step a 'ttl'; a person can prolong it.",
          Severity.MEDIUM,
          REFS,
          List.of());

  /// The routes deliver.
  public static final CheckInfo DELIVERS =
      new CheckInfo(
          "GB-RSP-005",
          "Routes deliver",
          "Does what the playbook tells arrive where it should be taken?",
          "A webhook that answers 404 and a mail server that refuses are found in the attack otherwise.",
          "The drill sends each notice over the real route, marked [DRILL], once.",
          "That a route took it does not show that a person reads it.",
          "See why in the finding; then repeat the drill.",
          Severity.HIGH,
          REFS,
          List.of());

  private ResponseChecks() {}

  /// Every check of this room.
  public static List<CheckInfo> all() {
    return List.of(TRIGGERS, POSSIBLE, CONTAINMENT, ENDS, DELIVERS);
  }
}
