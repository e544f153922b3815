package dev.gambeson.server.identity;

import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// What an API key is good for at most. Travels in an attribute of the client that nobody but the
/// server can set.
final class Scope {
  static final String ATTRIBUTE = Names.OWN + "scope";

  /// How the client was authenticated: `key`, `token` or `certificate`.
  static final String VIA = Names.OWN + "via";

  /// Id of the key that was used.
  static final String KEY = Names.OWN + "key";

  private final Patterns models;
  private final Set<Action> actions;

  private Scope(Patterns models, Set<Action> actions) {
    this.models = models;
    this.actions = actions;
  }

  static String text(Collection<String> models, Collection<Action> actions) {
    List<String> names = actions.stream().map(Action::name).sorted().toList();
    return String.join(",", new TreeSet<>(models)) + "|" + String.join(",", names);
  }

  static Scope parse(String text) {
    int bar = text.indexOf('|');
    List<String> models = split(text.substring(0, bar));
    List<String> names = split(text.substring(bar + 1));
    EnumSet<Action> actions = EnumSet.noneOf(Action.class);
    names.forEach(name -> actions.add(Action.valueOf(name)));
    return new Scope(
        Patterns.of(models.isEmpty() ? List.of("*") : models, "scope"),
        actions.isEmpty() ? EnumSet.allOf(Action.class) : actions);
  }

  private static List<String> split(String list) {
    return list.isEmpty() ? List.of() : List.of(list.split(",", -1));
  }

  boolean covers(Action action, String model) {
    return actions.contains(action) && models.matches(model);
  }
}
