package dev.gambeson.server.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gambeson.guard.Client;
import dev.gambeson.server.identity.AccessPolicy.AccessRule;
import dev.gambeson.server.identity.AccessPolicy.AddressRules;
import dev.gambeson.server.identity.AccessPolicy.Effect;
import dev.gambeson.server.identity.AccessPolicy.Grant;
import dev.gambeson.server.identity.AuthExplain.Explanation;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AuthExplainTest {
  private static final Credential KNOWN = new Credential.ApiKey("known");
  private static final Client CLIENT =
      new Client(
          "c1", "acme", "partner", Set.of("scorer"), Map.of("secret-name", "value"), "10.0.0.1");
  private final AccessRules rules =
      AccessRules.of(
          new AccessPolicy(
              Optional.of(new AddressRules(List.of("10.0.0.0/8"), List.of())),
              Map.of(),
              Map.of("scorer", List.of(new Grant(List.of("fraud"), null, List.of(Action.INFER)))),
              List.of(
                  new AccessRule(
                      "no-labels",
                      Effect.DENY,
                      null,
                      List.of(Action.LABEL),
                      Optional.empty(),
                      Optional.empty()),
                  new AccessRule(
                      "soon",
                      Effect.DENY,
                      null,
                      null,
                      Optional.of("client.tenant == 'acme'"),
                      Optional.of(true)))));
  private final AuthExplain explain =
      new AuthExplain(
          (credential, _) ->
              credential.equals(KNOWN)
                  ? Future.succeededFuture(CLIENT)
                  : Future.failedFuture(new Unauthenticated("expired-key")),
          rules);

  private Explanation ask(Credential credential, String address, Action action, String model) {
    return explain.explain(credential, address, action, model, "");
  }

  @Test
  void whatIsAllowedNamesTheRole() {
    Explanation answer = ask(KNOWN, "10.0.0.1", Action.INFER, "fraud");

    assertThat(answer.allowed()).isTrue();
    assertThat(answer.steps().getLast().detail()).contains("Role 'scorer'");
    assertThat(answer.previews()).containsExactly("soon");
  }

  @Test
  void eachRefusalNamesTheStepThatDecided() {
    assertThat(ask(KNOWN, "192.0.2.1", Action.INFER, "fraud").steps().getLast().name())
        .isEqualTo("address");
    assertThat(
            ask(new Credential.None(), "10.0.0.1", Action.INFER, "fraud")
                .steps()
                .getLast()
                .detail())
        .contains("expired-key");
    assertThat(ask(KNOWN, "10.0.0.1", Action.LABEL, "fraud").steps().getLast().detail())
        .contains("'no-labels'");
    assertThat(ask(KNOWN, "10.0.0.1", Action.INFER, "credit").steps().getLast().detail())
        .contains("No rule");
  }

  @Test
  void valuesOfAttributesAreNotShown() {
    assertThat(ask(KNOWN, "10.0.0.1", Action.INFER, "fraud").steps().toString())
        .contains("secret-name")
        .doesNotContain("=value");
  }
}
