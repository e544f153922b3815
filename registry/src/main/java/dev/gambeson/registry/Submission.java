package dev.gambeson.registry;

import dev.gambeson.core.GambesonException;
import dev.gambeson.registry.catalog.Kind;
import dev.gambeson.registry.catalog.Names;
import dev.gambeson.registry.catalog.Parent;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// What somebody wants to add.
///
/// @param name data set or model
/// @param content a file, or a folder with everything below it
/// @param parents versions it was made of
/// @param facts how it was made: `code.commit`, `param.rate`, …
/// @param note for people
public record Submission(
    String name,
    Kind kind,
    Path content,
    List<Parent> parents,
    SortedMap<String, String> facts,
    String note) {
  /// The longest note, reason or fact, in characters.
  public static final int MAX_TEXT = 1000;

  private static final int MAX_ENTRIES = 500;
  private static final Pattern FACT = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

  public Submission {
    Names.ofAsset(name);
    parents = List.copyOf(parents.stream().distinct().toList());
    facts = new TreeMap<>(facts);
    text(note, "note");
    if (parents.size() > MAX_ENTRIES || facts.size() > MAX_ENTRIES) {
      throw GambesonException.usage(
          "%d parents and %d facts; %d of each are allowed."
              .formatted(parents.size(), facts.size(), MAX_ENTRIES));
    }
    facts.forEach((fact, content_) -> {
      if (!FACT.matcher(fact).matches()) {
        throw GambesonException.usage(
            "'%s' is no name of a fact: letters, digits, '.', '_' and '-', at most 64, such as code.commit."
                .formatted(fact.length() > 80 ? fact.substring(0, 80) + "…" : fact));
      }
      text(content_, "fact " + fact);
    });
  }

  static String text(String text, String what) {
    if (text.length() > MAX_TEXT || text.indexOf('\0') >= 0) {
      throw GambesonException.usage(
          "The %s has %d characters; %d are allowed, and no NUL."
              .formatted(what, text.length(), MAX_TEXT));
    }
    return text;
  }
}
