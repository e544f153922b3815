package dev.gambeson.server.audit;

import dev.gambeson.guard.Answer;
import dev.gambeson.guard.Client;
import dev.gambeson.registry.ledger.Actor;
import dev.gambeson.registry.ledger.Detail;
import dev.gambeson.registry.ledger.Entry;
import dev.gambeson.registry.ledger.Target;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// How a decision is written in the ledger: tokens, keyed hashes, numbers and pseudonyms.
final class DecisionEntries {
  private static final Actor NOBODY = Actor.of("anonymous");
  private static final double MILLION = 1e6;
  private static final double THOUSAND = 1e3;
  private static final int MAX_TOKEN = 64;

  private final InputKeys keys;

  DecisionEntries(InputKeys keys) {
    this.keys = keys;
  }

  /// @param payload digest of the encrypted input and answer, if they are kept
  Entry of(DecisionRecord d, Optional<String> payload) {
    Map<String, Detail> details = new TreeMap<>();
    details.put("request", Detail.token(d.requestId()));
    details.put("reason", Detail.token(d.reason()));
    details.put("micros", Detail.number(d.micros()));
    details.put("address", Detail.person(Actor.of(d.address())));
    d.client().ifPresent(c -> client(details, c));
    if (isNamed(d) && isName(d.version())) {
      token(details, "version", d.version());
    }
    digest(details, "model", d.modelDigest());
    digest(details, "policy", d.policyDigest());
    if (!d.marks().isEmpty()) {
      details.put("marks", Detail.token(marks(d.marks())));
    }
    content(details, d);
    payload.ifPresent(p -> details.put("payload", Detail.digest(p)));
    return new Entry(
        d.client().map(c -> Actor.of(c.key())).orElse(NOBODY),
        "gateway." + d.action(),
        target(d),
        outcome(d.ending()),
        details);
  }

  private static Target target(DecisionRecord d) {
    return isNamed(d) ? Target.of("model", d.model()) : Target.of("gateway", "data");
  }

  /// Whether what the caller called the model is written down: not what a stranger says, who could
  /// write into the log as he likes, and nothing that is no name of a model, so that an odd name
  /// does not keep a refusal out of the log.
  private static boolean isNamed(DecisionRecord d) {
    return d.client().isPresent() && isName(d.model());
  }

  private static boolean isName(String text) {
    return Detail.isToken(text);
  }

  private static void client(Map<String, Detail> details, Client client) {
    details.put("class", Detail.token(client.clientClass()));
  }

  private void content(Map<String, Detail> details, DecisionRecord d) {
    String tenant = d.client().map(Client::tenant).orElse("");
    YearMonth month = YearMonth.from(d.time().atOffset(ZoneOffset.UTC));
    d.rows()
        .ifPresent(rows -> {
          details.put("input", Detail.digest(keys.ofRows(tenant, month, d.model(), rows)));
          details.put("rows", Detail.number(rows.count()));
        });
    d.answer()
        .ifPresent(answer -> {
          details.put("output", Detail.digest(keys.ofAnswer(tenant, month, d.model(), answer)));
          details.put("millibits", Detail.number(Math.round(d.bits() * THOUSAND)));
          single(details, answer);
        });
  }

  /// Of a single row the answer itself is written, as it was returned.
  private static void single(Map<String, Detail> details, Answer answer) {
    if (answer.count() != 1) {
      return;
    }
    if (answer.labels().length == 1) {
      details.put("label", Detail.number(answer.labels()[0]));
    }
    int at = answer.labels().length == 1 ? Math.max(0, answer.labels()[0]) : 0;
    if (answer.scores().length > at && !Float.isNaN(answer.scores()[at])) {
      details.put("score-ppm", Detail.number(Math.round(answer.scores()[at] * MILLION)));
    }
  }

  /// Marks in one token: as many as fit, and how many more there were.
  static String marks(List<String> marks) {
    String all = String.join("_", marks);
    int kept = marks.size();
    while (all.length() > MAX_TOKEN) {
      kept--;
      String rest = marks.size() - kept + "-more";
      all = kept == 0 ? rest : String.join("_", marks.subList(0, kept)) + "_" + rest;
    }
    return all;
  }

  private static void token(Map<String, Detail> details, String name, String value) {
    if (!value.isEmpty()) {
      details.put(name, Detail.token(value));
    }
  }

  private static void digest(Map<String, Detail> details, String name, String value) {
    if (!value.isEmpty()) {
      details.put(name, Detail.digest(value.startsWith("sha256:") ? value : "sha256:" + value));
    }
  }

  private static Entry.Outcome outcome(DecisionRecord.Ending ending) {
    return switch (ending) {
      case ANSWERED -> Entry.Outcome.SUCCEEDED;
      case REFUSED -> Entry.Outcome.DENIED;
      case FAILED -> Entry.Outcome.FAILED;
    };
  }
}
