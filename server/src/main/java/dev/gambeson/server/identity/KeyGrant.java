package dev.gambeson.server.identity;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.Set;

/// Whom an API key stands for, and what it is good for at most.
///
/// @param tenant whose client
/// @param client the client's id, unique in its tenant
/// @param clientClass names output policy, limits and budget
/// @param roles what it may do; the key's scope narrows it further
/// @param attributes what rules may ask for; names beginning with `gambeson.` are ours
/// @param models names or patterns (`fraud*`); empty means whatever the roles allow
/// @param actions empty means whatever the roles allow
/// @param note for people
public record KeyGrant(
    String tenant,
    String client,
    String clientClass,
    Set<String> roles,
    Map<String, String> attributes,
    Set<String> models,
    Set<Action> actions,
    String note) {
  public KeyGrant {
    Names.requireTenant(tenant, "tenant of the key");
    Names.requireClient(client, "client of the key");
    Names.requireWord(clientClass, "class of the key's client");
    roles = Set.copyOf(roles);
    roles.forEach(role -> Names.requireWord(role, "role of the key"));
    attributes = Map.copyOf(attributes);
    attributes.forEach(Names::requireAttribute);
    models = Set.copyOf(models);
    models.forEach(model -> Names.requirePattern(model, "model of the key"));
    actions = Set.copyOf(actions);
    requireNonNull(note, "note");
    if (note.length() > 500) {
      throw new IllegalArgumentException(
          "The note of a key has at most 500 characters; shorten it.");
    }
  }
}
