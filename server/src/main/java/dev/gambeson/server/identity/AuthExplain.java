package dev.gambeson.server.identity;

import dev.gambeson.guard.Client;
import dev.gambeson.guard.Decision;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Says why a caller may do something or not, step by step, with the very code that decides on the
/// data plane. For operators: clients are never told as much.
public final class AuthExplain {
  private static final int WAIT_SECONDS = 15;

  private final Authenticator authenticator;
  private final AccessRules access;

  public AuthExplain(Authenticator authenticator, AccessRules access) {
    this.authenticator = authenticator;
    this.access = access;
  }

  /// A step.
  ///
  /// @param name for example `address`
  /// @param passed whether it lets the caller go on
  /// @param detail one sentence; no secret
  public record Step(String name, boolean passed, String detail) {}

  /// The answer.
  ///
  /// @param allowed whether it would be allowed
  /// @param client who the caller is, when that is known
  /// @param steps in order, up to the one that decided
  /// @param previews rules in preview that would apply
  public record Explanation(
      boolean allowed, Optional<Client> client, List<Step> steps, List<String> previews) {
    public Explanation {
      steps = List.copyOf(steps);
      previews = List.copyOf(previews);
    }
  }

  /// Explains. Blocks.
  ///
  /// @param version empty for the one in service
  public Explanation explain(
      Credential credential, String address, Action action, String model, String version) {
    List<Step> steps = new ArrayList<>();
    boolean admitted = access.admit(address) instanceof Decision.Allow;
    steps.add(
        new Step(
            "address",
            admitted,
            admitted
                ? "access.addresses admits it."
                : "access.addresses does not admit it, or it is no address."));
    if (!admitted) {
      return new Explanation(false, Optional.empty(), steps, List.of());
    }
    Optional<Client> client = authenticate(credential, address, steps);
    if (client.isEmpty()) {
      return new Explanation(false, client, steps, List.of());
    }
    AccessRules.Ruling ruling = access.rule(client.get(), action, model, version);
    steps.add(new Step("access", ruling.allowed(), sentence(ruling, client.get())));
    return new Explanation(
        ruling.allowed(), client, steps, access.previews(client.get(), action, model, version));
  }

  private Optional<Client> authenticate(Credential credential, String address, List<Step> steps) {
    try {
      Client client =
          authenticator
              .authenticate(credential, address)
              .toCompletionStage()
              .toCompletableFuture()
              .get(WAIT_SECONDS, TimeUnit.SECONDS);
      steps.add(
          new Step(
              "identity",
              true,
              "It is client %s of class %s with roles %s and attributes %s."
                  .formatted(
                      client.key(),
                      client.clientClass(),
                      new TreeSet<>(client.roles()),
                      new TreeMap<>(client.attributes()).keySet())));
      return Optional.of(client);
    } catch (ExecutionException e) {
      String reason = e.getCause() instanceof Unauthenticated u ? u.getMessage() : "failed";
      steps.add(new Step("identity", false, "Nobody is known by this: %s.".formatted(reason)));
    } catch (TimeoutException _) {
      steps.add(new Step("identity", false, "The identity could not be found out in time."));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      steps.add(new Step("identity", false, "Interrupted."));
    }
    return Optional.empty();
  }

  private static String sentence(AccessRules.Ruling ruling, Client client) {
    return switch (ruling.step()) {
      case TENANT ->
          "access.tenants does not give this model to tenant %s.".formatted(client.tenant());
      case SCOPE -> "The scope of its key does not cover this model and action.";
      case RULE_DENIES -> "Rule '%s' denies it.".formatted(ruling.detail());
      case RULE_ALLOWS -> "Rule '%s' allows it.".formatted(ruling.detail());
      case ROLE_GRANTS -> "Role '%s' grants it.".formatted(ruling.detail());
      case NOTHING_GRANTS ->
          "No rule and none of its roles grants it; what nothing grants is refused.";
    };
  }
}
