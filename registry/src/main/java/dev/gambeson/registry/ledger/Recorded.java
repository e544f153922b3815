package dev.gambeson.registry.ledger;

import static java.util.Objects.requireNonNull;

import dev.gambeson.core.GambesonException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// An entry as it stands in a ledger.
///
/// @param time what the ledger's clock said, to the microsecond. Clocks can be wrong and can go
///   back: the order of entries is that of their index, not of their times
/// @param actor pseudonym, `p:` and 32 hexadecimal digits
/// @param action plain token
/// @param object `kind:name`, or the pseudonym of a person
/// @param outcome how it ended
/// @param details sorted by name; persons are pseudonyms
public record Recorded(
    Instant time,
    String actor,
    String action,
    String object,
    Entry.Outcome outcome,
    Map<String, Detail> details) {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Set<String> KEYS =
      Set.of("action", "actor", "details", "object", "outcome", "time", "v");

  public Recorded {
    requireNonNull(time, "time");
    details = Collections.unmodifiableSortedMap(new TreeMap<>(details));
  }

  /// What is written for an entry at a time: every person becomes a pseudonym here.
  ///
  /// @param time in whole microseconds
  static byte[] bytes(Entry entry, Instant time, PseudonymKey key) {
    String object =
        switch (entry.object()) {
          case Target.Thing t -> t.kind() + ":" + t.name();
          case Target.Person p -> key.of(p.actor());
        };
    return json(
        entry.action(),
        key.of(entry.actor()),
        entry.details(),
        value -> value instanceof Detail.Person p ? new Detail.Pseudonym(key.of(p.value())) : value,
        object,
        entry.outcome(),
        time);
  }

  /// The canonical JSON bytes, which are the leaf of the Merkle tree.
  public byte[] bytes() {
    return json(action, actor, details, UnaryOperator.identity(), object, outcome, time);
  }

  private static byte[] json(
      String action,
      String actor,
      Map<String, Detail> details,
      UnaryOperator<Detail> written,
      String object,
      Entry.Outcome outcome,
      Instant time) {
    StringBuilder json = new StringBuilder(1024);
    json.append("{\"action\":\"").append(action);
    json.append("\",\"actor\":\"").append(actor).append("\",\"details\":{");
    String separator = "\"";
    for (Map.Entry<String, Detail> detail : details.entrySet()) {
      json.append(separator).append(detail.getKey()).append("\":");
      append(json, written.apply(detail.getValue()));
      separator = ",\"";
    }
    json.append("},\"object\":\"").append(object);
    json.append("\",\"outcome\":\"").append(outcome.id());
    json.append("\",\"time\":\"").append(time).append("\",\"v\":1}");
    return json.toString().getBytes(StandardCharsets.US_ASCII);
  }

  private static void append(StringBuilder json, Detail value) {
    switch (value) {
      case Detail.Amount n -> json.append(n.value());
      case Detail.Flag f -> json.append(f.value());
      case Detail.Token t -> json.append('"').append(t.value()).append('"');
      case Detail.Digest d -> json.append('"').append(d.value()).append('"');
      case Detail.Pseudonym p -> json.append('"').append(p.value()).append('"');
      case Detail.Person _ ->
          throw new IllegalStateException("a person must become a pseudonym before it is written");
    }
  }

  /// Reads an entry. Accepts its canonical form only.
  ///
  /// @throws GambesonException when the bytes are anything else
  public static Recorded parse(byte[] bytes) {
    try {
      if (bytes.length <= Entry.MAX_BYTES) {
        Recorded read = read(JSON.readTree(bytes));
        if (Arrays.equals(read.bytes(), bytes)) {
          return read;
        }
      }
    } catch (JacksonException | GambesonException | DateTimeException e) {
      throw GambesonException.badInput("It is no entry of a Gambeson ledger.", e);
    }
    throw GambesonException.badInput("It is no entry of a Gambeson ledger in canonical form.");
  }

  private static Recorded read(JsonNode json) {
    if (!json.isObject() || !Set.copyOf(json.propertyNames()).equals(KEYS)) {
      throw GambesonException.badInput("keys");
    }
    Map<String, Detail> details = new TreeMap<>();
    json.get("details")
        .forEachEntry(
            (name, value) -> details.put(Grammar.token(name, "A detail's name"), detail(value)));
    if (details.size() > Entry.MAX_DETAILS) {
      throw GambesonException.badInput("details");
    }
    return new Recorded(
        Instant.parse(text(json, "time")),
        Grammar.pseudonym(text(json, "actor"), "actor"),
        Grammar.token(text(json, "action"), "action"),
        object(text(json, "object")),
        outcome(text(json, "outcome")),
        details);
  }

  private static Detail detail(JsonNode value) {
    if (value.isIntegralNumber() && value.canConvertToLong()) {
      return new Detail.Amount(value.asLong());
    }
    if (value.isBoolean()) {
      return new Detail.Flag(value.asBoolean());
    }
    String text = value.isString() ? value.asString() : "";
    if (text.startsWith(Grammar.PERSON)) {
      return new Detail.Pseudonym(text);
    }
    return text.startsWith(Grammar.SHA256) ? new Detail.Digest(text) : new Detail.Token(text);
  }

  private static String object(String text) {
    if (!text.startsWith(Grammar.PERSON)) {
      int colon = Math.max(0, text.indexOf(':'));
      Target.of(text.substring(0, colon), text.substring(Math.min(text.length(), colon + 1)));
      return text;
    }
    return Grammar.pseudonym(text, "object");
  }

  private static Entry.Outcome outcome(String text) {
    for (Entry.Outcome outcome : Entry.Outcome.values()) {
      if (outcome.id().equals(text)) {
        return outcome;
      }
    }
    throw GambesonException.badInput("outcome " + text.toLowerCase(Locale.ROOT));
  }

  private static String text(JsonNode json, String key) {
    JsonNode value = json.get(key);
    if (!value.isString()) {
      throw GambesonException.badInput(key + " is no string");
    }
    return value.asString();
  }
}
