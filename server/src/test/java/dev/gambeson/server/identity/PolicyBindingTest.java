package dev.gambeson.server.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gambeson.server.identity.AccessPolicy.Effect;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// The policies as an operator writes them.
class PolicyBindingTest {
  private static final JsonMapper BIND =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
          .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private static <T> T read(String yaml, Class<T> type) {
    return BIND.treeToValue(new YAMLMapper().readTree(yaml), type);
  }

  @Test
  void anAccessPolicyIsReadFromYaml() {
    AccessPolicy policy =
        read(
            """
            addresses: {allow: [10.0.0.0/8]}
            roles:
              scorer:
                - {models: ["fraud*"], actions: [infer, metadata]}
            rules:
              - {name: abroad, effect: deny, when: "client.attributes['country'] != 'DE'", preview: true}
            """,
            AccessPolicy.class);

    assertThat(policy.addresses().orElseThrow().deny()).isEmpty();
    assertThat(policy.roles().get("scorer").getFirst().versions()).containsExactly("*");
    assertThat(policy.rules().getFirst().effect()).isEqualTo(Effect.DENY);
    assertThat(policy.rules().getFirst().actions()).containsExactly(Action.values());
    assertThat(policy.tenants()).isEmpty();
  }

  @Test
  void anIdentityPolicyIsReadFromYaml() {
    IdentityPolicy policy =
        read(
            """
            keys: {max-lifetime: P90D}
            max-stale: PT5M
            issuers:
              - name: corp
                issuer: https://idp.example/realms/bank
                audiences: [gambeson]
                claims: {tenant: acme, client-class: partner, role-claims: [realm_access.roles]}
            certificates:
              clients:
                - {part: san_uri, value: "spiffe://acme/scorer", tenant: acme, client: scorer, client-class: partner, roles: [scorer]}
            """,
            IdentityPolicy.class);

    assertThat(policy.longestStale()).isEqualTo(Duration.ofMinutes(5));
    assertThat(policy.issuers().getFirst().algorithms()).doesNotContain("HS256", "none");
    assertThat(policy.certificates().orElseThrow().clients().getFirst().attributes()).isEmpty();
  }

  @Test
  void whatIsMissingOrOddIsSaid() {
    assertThatThrownBy(
            () -> read("roles: {x: [{models: [], actions: [infer]}]}", AccessPolicy.class))
        .hasMessageContaining("would allow nothing");
    assertThatThrownBy(() -> read("max-stale: P9D", IdentityPolicy.class))
        .hasMessageContaining("identity.max-stale");
    assertThatThrownBy(() -> read("rolles: {}", AccessPolicy.class)).isNotNull();
  }
}
