package dev.gambeson.server.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gambeson.guard.Client;
import dev.gambeson.guard.Decision;
import dev.gambeson.server.identity.AccessPolicy.AccessRule;
import dev.gambeson.server.identity.AccessPolicy.AddressRules;
import dev.gambeson.server.identity.AccessPolicy.Effect;
import dev.gambeson.server.identity.AccessPolicy.Grant;
import dev.gambeson.server.identity.AccessPolicy.TenantModels;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccessRulesTest {
  private static final Map<String, List<Grant>> ROLES =
      Map.of(
          "scorer", List.of(new Grant(List.of("fraud*"), null, List.of(Action.INFER))),
          "pinned", List.of(new Grant(List.of("fraud"), List.of("3"), List.of(Action.INFER))));

  private static Client client(Set<String> roles, Map<String, String> attributes) {
    return new Client("c1", "acme", "partner", roles, attributes, "192.0.2.1");
  }

  private static final Client SCORER = client(Set.of("scorer"), Map.of("country", "DE"));

  private static AccessRules roles() {
    return rules(List.of());
  }

  private static AccessRules rules(List<AccessRule> rules) {
    return AccessRules.of(new AccessPolicy(Optional.empty(), Map.of(), ROLES, rules));
  }

  private static AccessRule rule(String name, Effect effect, String when, boolean preview) {
    return new AccessRule(name, effect, null, null, Optional.of(when), Optional.of(preview));
  }

  private static String reason(Decision decision) {
    return decision instanceof Decision.Refuse refuse ? refuse.reason() : "allowed";
  }

  @Test
  void anEmptyPolicyAllowsNothing() {
    AccessRules closed = AccessRules.of(AccessPolicy.closed());

    for (Action action : Action.values()) {
      assertThat(reason(closed.authorise(SCORER, action, "fraud", ""))).isEqualTo("no-grant");
    }
  }

  @Test
  void aRoleAllowsWhatItNamesAndNothingElse() {
    assertThat(reason(roles().authorise(SCORER, Action.INFER, "fraud-2", ""))).isEqualTo("allowed");
    assertThat(reason(roles().authorise(SCORER, Action.EXPLAIN, "fraud", "")))
        .isEqualTo("no-grant");
    assertThat(reason(roles().authorise(SCORER, Action.INFER, "credit", ""))).isEqualTo("no-grant");
    assertThat(reason(roles().authorise(client(Set.of("x"), Map.of()), Action.INFER, "fraud", "")))
        .isEqualTo("no-grant");
  }

  @Test
  void aGrantForAVersionHoldsForThatVersionAndTheOneInService() {
    Client pinned = client(Set.of("pinned"), Map.of());

    assertThat(reason(roles().authorise(pinned, Action.INFER, "fraud", "3"))).isEqualTo("allowed");
    assertThat(reason(roles().authorise(pinned, Action.INFER, "fraud", ""))).isEqualTo("allowed");
    assertThat(reason(roles().authorise(pinned, Action.INFER, "fraud", "4"))).isEqualTo("no-grant");
  }

  @Test
  void aDenyingRuleBeatsARole() {
    AccessRules rules =
        rules(List.of(rule("abroad", Effect.DENY, "client.attributes['country'] == 'DE'", false)));

    assertThat(reason(rules.authorise(SCORER, Action.INFER, "fraud", ""))).isEqualTo("access-rule");
  }

  @Test
  void theFirstRuleThatAppliesDecides() {
    AccessRule allow = rule("allow", Effect.ALLOW, "model == 'credit'", false);
    AccessRule deny = rule("deny", Effect.DENY, "true", false);

    assertThat(reason(rules(List.of(allow, deny)).authorise(SCORER, Action.INFER, "credit", "")))
        .isEqualTo("allowed");
    assertThat(reason(rules(List.of(deny, allow)).authorise(SCORER, Action.INFER, "credit", "")))
        .isEqualTo("access-rule");
  }

  @Test
  void aConditionThatFailsDeniesAndNeverAllows() {
    String missing = "client.attributes['department'] == 'risk'";

    AccessRules deny = rules(List.of(rule("d", Effect.DENY, missing, false)));
    AccessRules allow = rules(List.of(rule("a", Effect.ALLOW, missing, false)));

    assertThat(reason(deny.authorise(SCORER, Action.INFER, "fraud", ""))).isEqualTo("access-rule");
    assertThat(reason(allow.authorise(SCORER, Action.INFER, "credit", ""))).isEqualTo("no-grant");
  }

  @Test
  void aPreviewIsReportedAndChangesNothing() {
    AccessRules rules = rules(List.of(rule("soon", Effect.DENY, "'scorer' in client.roles", true)));

    assertThat(reason(rules.authorise(SCORER, Action.INFER, "fraud", ""))).isEqualTo("allowed");
    assertThat(rules.previews(SCORER, Action.INFER, "fraud", "")).containsExactly("soon");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "client.attributes",
        "client.secret == 'x'",
        "1 + 1",
        "while(true)",
        "client.id == 3",
        "[1,2].map(x, x)"
      })
  void aConditionThatIsNoQuestionIsRefusedWhenItIsLoaded(String text) {
    assertThatThrownBy(() -> rules(List.of(rule("bad", Effect.DENY, text, false))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'bad'");
  }

  @Test
  void aConditionCannotGrowOrLoopForLong() {
    String deep = "(".repeat(500) + "true" + ")".repeat(500);
    String list = "[" + "1,".repeat(300) + "1]";
    String nested =
        "%s.all(a, %s.all(b, true))"
            .formatted(list.substring(0, 60) + "1]", list.substring(0, 60) + "1]");

    assertThatThrownBy(() -> rules(List.of(rule("deep", Effect.DENY, deep, false))))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> rules(List.of(rule("long", Effect.DENY, "1 in " + list, false))))
        .isInstanceOf(IllegalArgumentException.class);
    long start = System.nanoTime();
    rules(List.of(rule("loop", Effect.DENY, nested, false)))
        .authorise(SCORER, Action.INFER, "fraud", "");
    assertThat(System.nanoTime() - start).isLessThan(2_000_000_000L);
  }

  @Test
  void aTenantGetsItsOwnModelsOnly() {
    AccessRules rules =
        AccessRules.of(
            new AccessPolicy(
                Optional.empty(),
                Map.of("acme", new TenantModels(List.of("fraud-acme*"))),
                ROLES,
                List.of()));
    Client stranger = new Client("c1", "other", "partner", Set.of("scorer"), Map.of(), "192.0.2.1");

    assertThat(reason(rules.authorise(SCORER, Action.INFER, "fraud-acme", "")))
        .isEqualTo("allowed");
    assertThat(reason(rules.authorise(SCORER, Action.INFER, "fraud", ""))).isEqualTo("tenant");
    assertThat(reason(rules.authorise(stranger, Action.INFER, "fraud-acme", "")))
        .isEqualTo("tenant");
  }

  @Test
  void theScopeOfAKeyNarrowsItsRolesAndEvenRules() {
    Client scoped = client(Set.of("scorer"), Map.of("gambeson.scope", "fraud-1,fraud-2|INFER"));
    AccessRules open = rules(List.of(rule("all", Effect.ALLOW, "true", false)));

    assertThat(reason(open.authorise(scoped, Action.INFER, "fraud-2", ""))).isEqualTo("allowed");
    assertThat(reason(open.authorise(scoped, Action.INFER, "fraud-3", ""))).isEqualTo("scope");
    assertThat(reason(open.authorise(scoped, Action.LABEL, "fraud-2", ""))).isEqualTo("scope");
  }

  @ParameterizedTest
  @CsvSource({
    "10.1.2.3, allowed",
    "10.9.0.1, address",
    "10.9.9.9, allowed",
    "192.0.2.1, address",
    "::ffff:10.1.2.3, allowed",
    "::ffff:10.9.0.1, address",
    "::ffff:0a09:0001, address",
    "2001:db8::1, allowed",
    "2001:db8::1%eth0, allowed",
    "2001:db8:bad::1, address",
    "2001:db8:bad::1%1, address",
    "010.1.2.3, address",
    "0xa.1.2.3, address",
    "167838211, address",
    "10.1.2, address",
    "10.1.2.3/8, address",
    "10.0.0.0/8, address",
    "10.1.2.*, address",
    "localhost, address",
    "'', address"
  })
  void theMostSpecificNetworkDecides(String address, String expected) {
    AccessRules rules =
        AccessRules.of(
            new AccessPolicy(
                Optional.of(
                    new AddressRules(
                        List.of("10.0.0.0/8", "2001:db8::/32", "10.9.9.9"),
                        List.of("10.9.0.0/16", "2001:db8:bad::/48"))),
                Map.of(),
                Map.of(),
                List.of()));

    assertThat(reason(rules.admit(address))).isEqualTo(expected);
  }

  @Test
  void withoutNetworksEveryRealAddressIsAdmitted() {
    assertThat(reason(roles().admit("203.0.113.9"))).isEqualTo("allowed");
    assertThat(reason(roles().admit("not an address"))).isEqualTo("address");
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.1.2.3/8", "10.0.0.0/33", "example.com", "*", "", "10.0.0.0-10.0.0.9"})
  void aNetworkThatIsNoneIsRefusedWhenItIsLoaded(String network) {
    AccessPolicy policy =
        new AccessPolicy(
            Optional.of(new AddressRules(List.of(network), null)), Map.of(), Map.of(), List.of());

    assertThatThrownBy(() -> AccessRules.of(policy)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "*,x,true",
    "a*c,abc,true",
    "a*c,ac,true",
    "a*c,acb,false",
    "*b*,abc,true",
    "a**,a,true",
    "a,A,false",
    "*aab,aaaab,true"
  })
  void patterns(String pattern, String name, boolean matches) {
    assertThat(Patterns.of(List.of(pattern), "test").matches(name)).isEqualTo(matches);
  }
}
