package dev.gambeson.data.pii.protect;

import dev.gambeson.core.GambesonException;
import dev.gambeson.data.admit.Transformation;
import dev.gambeson.data.pii.PiiFinder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// Reads what is to be done with columns: `iban: tokenise(alphanumeric)`, `birth:
/// generalise(year)`.
///
/// | method | a cell becomes |
/// |---|---|
/// | `drop` | nothing: the column is left out |
/// | `mask` | `***` |
/// | `redact` | the text with what is found in it replaced by `[kind]` |
/// | `hash`, `hash(domain)` | a keyed hash; columns of one domain can be joined |
/// | `tokenise`, `tokenise(alphanumeric)` | a token of its form, see [Tokenisation] |
/// | `generalise(year)`, `(month)`, `(prefix 3)`, `(range 10)` | something coarser |
public final class Protections {
  private Protections() {}

  /// One transformation per column, in the order of the map.
  ///
  /// @param methods column to method
  /// @param key needed by `hash` and `tokenise`
  /// @param finder for `redact`
  /// @throws GambesonException when a method is unknown or needs a key that is not given
  public static List<Transformation> of(
      Map<String, String> methods, Optional<ProtectionKey> key, PiiFinder finder) {
    List<Transformation> all = new ArrayList<>();
    methods.forEach((column, method) -> all.add(of(column, method.strip(), key, finder)));
    return List.copyOf(all);
  }

  private static Transformation of(
      String column, String method, Optional<ProtectionKey> key, PiiFinder finder) {
    int open = method.indexOf('(');
    boolean closed = open < 0 || method.endsWith(")");
    String name = open < 0 ? method : method.substring(0, open).strip();
    String argument =
        open < 0 || !closed ? "" : method.substring(open + 1, method.length() - 1).strip();
    return switch (closed ? name : "") {
      case "drop" -> new DropColumn(column);
      case "mask" -> plain(column, "masked", _ -> "***");
      case "redact" -> plain(column, "redacted", new Redaction(finder, column));
      case "generalise" ->
          plain(column, "generalised (" + argument + ")", Generalisation.of(column, argument));
      case "hash" ->
          hash(column, argument.isEmpty() ? column : argument, required(column, name, key));
      case "tokenise" -> tokenise(column, argument, required(column, name, key));
      default ->
          throw GambesonException.usage(
              "Column '%s': unknown protection '%s'; use drop, mask, redact, hash, tokenise or generalise(...)."
                  .formatted(column, method));
    };
  }

  private static Transformation plain(String column, String what, UnaryOperator<String> change) {
    return new ColumnTransformation(column, "column " + column + ": " + what, () -> change);
  }

  private static Transformation hash(String column, String domain, ProtectionKey key) {
    return new ColumnTransformation(
        column,
        "column %s: hashed (HMAC-SHA-256, key %s, domain %s)".formatted(column, key.id(), domain),
        () -> new KeyedHash(key, domain)::of);
  }

  private static Transformation tokenise(String column, String argument, ProtectionKey key) {
    Tokenisation.Alphabet alphabet =
        switch (argument) {
          case "", "digits" -> Tokenisation.Alphabet.DIGITS;
          case "alphanumeric" -> Tokenisation.Alphabet.ALPHANUMERIC;
          default ->
              throw GambesonException.usage(
                  "Column '%s': tokenise takes digits or alphanumeric, not '%s'."
                      .formatted(column, argument));
        };
    return new ColumnTransformation(
        column,
        "column %s: tokenised (FF1, AES-256, key %s)".formatted(column, key.id()),
        () -> new Tokenisation(key, column, alphabet)::token);
  }

  private static ProtectionKey required(String column, String method, Optional<ProtectionKey> key) {
    return key.orElseThrow(() ->
        GambesonException.usage(
            "Column '%s': %s needs a protection key, and none is given."
                .formatted(column, method)));
  }
}
