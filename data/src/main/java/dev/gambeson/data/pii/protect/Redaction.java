package dev.gambeson.data.pii.protect;

import dev.gambeson.data.pii.PiiFinder;
import dev.gambeson.data.pii.PiiMatch;
import java.util.function.UnaryOperator;

/// Replaces what is found in a text by the name of its kind: `write to [mail-address]`. Keeps what
/// is not found: see the limits of [PiiFinder].
record Redaction(PiiFinder finder, String column) implements UnaryOperator<String> {
  @Override
  public String apply(String text) {
    StringBuilder redacted = new StringBuilder();
    int from = 0;
    for (PiiMatch match : finder.find(text, column)) {
      redacted.append(text, from, match.start()).append('[').append(match.type().id()).append(']');
      from = match.end();
    }
    return from == 0 ? text : redacted.append(text, from, text.length()).toString();
  }
}
