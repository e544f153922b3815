package dev.gambeson.data.pii;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.gambeson.core.GambesonException;
import java.util.List;

/// An identifier of one's own: a regular expression (RE2: no backtracking, linear time), words that
/// must stand near it or in the name of the column, and words that rule a hit out.
///
/// @param type what it is
/// @param pattern the expression; a hit may not be empty
/// @param keywords words of which one must be near; none: every hit counts
/// @param ignore hits that contain one of these are passed over, whatever their case
/// @param proximity how many characters before or after a hit a keyword may stand
public record CustomIdentifier(
    PiiType type, Pattern pattern, List<String> keywords, List<String> ignore, int proximity) {
  private static final int MAX_PATTERN = 1000;
  private static final int MAX_WORDS = 100;
  private static final int MAX_PROXIMITY = 300;

  public CustomIdentifier {
    keywords = keywords.stream().map(Folding::fold).toList();
    ignore = ignore.stream().map(Folding::fold).toList();
  }

  /// Reads one from configuration.
  ///
  /// @throws GambesonException when the expression is none, matches nothing at all, or a limit is
  ///   passed (1,000 characters, 100 words, proximity 1 to 300)
  public static CustomIdentifier of(
      String id,
      PiiType.Kind kind,
      String regex,
      List<String> keywords,
      List<String> ignore,
      int proximity) {
    String where = "Custom identifier '" + id + "': ";
    if (!id.matches("[a-z][a-z0-9]*(-[a-z0-9]+)*") || PiiTypes.find(id).isPresent()) {
      throw GambesonException.usage(
          where
              + "its name must be lower-case words joined by dashes, and not one that is built in.");
    }
    if (regex.isEmpty() || regex.length() > MAX_PATTERN) {
      throw GambesonException.usage(where + "the expression must have 1 to 1,000 characters.");
    }
    if (keywords.size() > MAX_WORDS || ignore.size() > MAX_WORDS) {
      throw GambesonException.usage(where + "at most 100 keywords and 100 ignore words.");
    }
    if (proximity < 1 || proximity > MAX_PROXIMITY) {
      throw GambesonException.usage(where + "proximity must lie between 1 and 300 characters.");
    }
    try {
      Pattern pattern = Pattern.compile(regex);
      if (pattern.matcher("").matches()) {
        throw GambesonException.usage(where + "the expression matches the empty text.");
      }
      return new CustomIdentifier(
          new PiiType(id, id.replace('-', ' '), kind, ""), pattern, keywords, ignore, proximity);
    } catch (PatternSyntaxException e) {
      throw GambesonException.usage(
          where + "the expression is not in RE2 syntax: " + e.getDescription() + ".");
    }
  }
}
