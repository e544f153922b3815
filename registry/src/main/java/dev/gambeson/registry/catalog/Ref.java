package dev.gambeson.registry.catalog;

import dev.gambeson.core.GambesonException;
import java.util.Optional;
import java.util.regex.Pattern;

/// How a user names a version: `NAME@3`, `NAME@alias`, or `NAME` alone (what that means, the live
/// or the newest version, is for the command to say).
///
/// @param name data set or model
/// @param number version, from 1
/// @param alias instead of a number
public record Ref(String name, Optional<Integer> number, Optional<String> alias) {
  private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,8}");

  /// A version by its number.
  public static Ref of(String name, int number) {
    return new Ref(name, Optional.of(number), Optional.empty());
  }

  /// Reads what a user typed.
  public static Ref parse(String text) {
    int at = text.indexOf('@');
    if (at < 0) {
      return new Ref(Names.ofAsset(text), Optional.empty(), Optional.empty());
    }
    String name = Names.ofAsset(text.substring(0, at));
    String which = text.substring(at + 1);
    if (NUMBER.matcher(which).matches()) {
      return of(name, Integer.parseInt(which));
    }
    if (which.isEmpty() || Character.isDigit(which.charAt(0))) {
      throw GambesonException.usage(
          "'%s' names no version. Write NAME@3 or NAME@alias.".formatted(text));
    }
    return new Ref(name, Optional.empty(), Optional.of(Names.ofAlias(which)));
  }

  @Override
  public String toString() {
    return name + number.map(n -> "@" + n).orElse("") + alias.map(a -> "@" + a).orElse("");
  }
}
