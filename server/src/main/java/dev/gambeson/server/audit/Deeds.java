package dev.gambeson.server.audit;

import dev.gambeson.registry.ledger.Actor;
import dev.gambeson.registry.ledger.Detail;
import dev.gambeson.registry.ledger.Entry;
import dev.gambeson.registry.ledger.Ledger;
import dev.gambeson.registry.ledger.Target;
import dev.gambeson.server.admin.port.AdminListener;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// Writes privileged actions into the ledger: of people at the console, of playbooks, of the
/// gateway itself (a route that changed, a policy that came into force).
///
/// Guaranteed: [#report] returns once the entry is on the disk. People, clients and whatever is no
/// plain token appear as pseudonyms, so that a name cannot slip in as a figure. Thread-safe;
/// blocks.
public final class Deeds implements AdminListener {
  private static final Pattern TOKEN = Pattern.compile("[a-z0-9]+(?:[._-][a-z0-9]+)*");
  private static final Pattern DIGEST = Pattern.compile("(?:sha256:)?[0-9a-f]{64}");
  private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,18}");

  /// Figures that name somebody even where the name is a plain token.
  private static final Set<String> NAMES = Set.of("client", "tenant", "user");

  private static final int MAX_TOKEN = 64;
  private static final int MAX_DETAILS = 12;
  private static final int MAX_TEXT = 500;

  private final Ledger ledger;

  public Deeds(Ledger ledger) {
    this.ledger = ledger;
  }

  @Override
  public void report(Event event) {
    Map<String, Detail> details = details(event.details());
    details.put("path", person(event.target()));
    details.put("address", person(event.address()));
    details.put("stage", Detail.token(event.outcome().name().toLowerCase(Locale.ROOT)));
    if (!event.role().isEmpty()) {
      details.put("role", value(event.role().toLowerCase(Locale.ROOT)));
    }
    ledger.append(
        new Entry(
            actor(event.who()),
            token("admin." + event.action()),
            Target.of("gateway", "admin"),
            outcome(event.outcome()),
            details));
  }

  /// Writes what the gateway or a playbook did.
  ///
  /// @param who a playbook, a node or a person
  /// @param action plain token, for example `route.roll-back`
  /// @param model it is about; empty for the gateway as a whole
  public void record(
      String who, String action, String model, boolean succeeded, Map<String, String> figures) {
    ledger.append(
        new Entry(
            actor(who),
            token("gateway." + action),
            model.isEmpty() ? Target.of("gateway", "node") : Target.of("model", model),
            succeeded ? Entry.Outcome.SUCCEEDED : Entry.Outcome.FAILED,
            details(figures)));
  }

  private static Entry.Outcome outcome(Outcome outcome) {
    return switch (outcome) {
      case TRIED, DONE -> Entry.Outcome.SUCCEEDED;
      case REJECTED, FORBIDDEN -> Entry.Outcome.DENIED;
      case FAILED -> Entry.Outcome.FAILED;
    };
  }

  private static Actor actor(String who) {
    return Actor.of(who.isBlank() ? "anonymous" : cut(who));
  }

  private static Map<String, Detail> details(Map<String, String> figures) {
    Map<String, Detail> details = new TreeMap<>();
    figures.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .limit(MAX_DETAILS)
        .forEach(e ->
            details.put(
                token(e.getKey()),
                NAMES.contains(e.getKey()) ? person(e.getValue()) : value(e.getValue())));
    return details;
  }

  private static Detail value(String text) {
    if (NUMBER.matcher(text).matches()) {
      return Detail.number(Long.parseLong(text));
    }
    if (DIGEST.matcher(text).matches()) {
      return Detail.digest(text.startsWith("sha256:") ? text : "sha256:" + text);
    }
    boolean plain = text.length() <= MAX_TOKEN && TOKEN.matcher(text).matches();
    return plain ? Detail.token(text) : person(text);
  }

  private static Detail person(String text) {
    return Detail.person(Actor.of(text.isBlank() ? "none" : cut(text)));
  }

  private static String cut(String text) {
    return text.length() <= MAX_TEXT / 4 ? text : text.substring(0, MAX_TEXT / 4);
  }

  /// A name of ours in the ledger's alphabet.
  private static String token(String text) {
    String plain =
        text.replaceAll("([a-z0-9])([A-Z])", "$1-$2")
            .toLowerCase(Locale.ROOT)
            .replaceAll("[^a-z0-9.-]+", "-")
            .replaceAll("[.-]*\\.[.-]*", ".")
            .replaceAll("-+", "-")
            .replaceAll("^[.-]+|[.-]+$", "");
    return plain.length() <= MAX_TOKEN ? plain : plain.substring(0, MAX_TOKEN / 2);
  }
}
