package dev.gambeson.response;

import java.util.Locale;

/// Who did something.
///
/// @param kind a person, a playbook or the product itself
/// @param name the person's account, the playbook's id or the part of the product
public record Actor(Kind kind, String name) {
  /// What kind of actor.
  public enum Kind {
    PERSON,
    PLAYBOOK,
    SYSTEM
  }

  public Actor {
    name = Clean.line(name, 200);
    if (name.isBlank()) {
      throw new IllegalArgumentException("An actor needs a name");
    }
  }

  /// A person, by account name.
  public static Actor person(String account) {
    return new Actor(Kind.PERSON, account);
  }

  /// A playbook, by id.
  public static Actor playbook(String id) {
    return new Actor(Kind.PLAYBOOK, id);
  }

  /// The product itself.
  public static Actor system(String part) {
    return new Actor(Kind.SYSTEM, part);
  }

  /// For people and logs: `person:anna`.
  @Override
  public String toString() {
    return kind.name().toLowerCase(Locale.ROOT) + ":" + name;
  }
}
