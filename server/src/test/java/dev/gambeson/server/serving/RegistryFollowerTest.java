package dev.gambeson.server.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gambeson.core.GambesonException;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RegistryFollowerTest {
  private final TestHouse house = new TestHouse();
  private HostedModel model;
  private RegistryFollower follower;
  private RegistryFollower.Loader loader = RegistryFollower.Loader.NONE;
  private Optional<RegistryWord> word = Optional.empty();

  @BeforeEach
  void serve() {
    model = house.serve("1", new FakeVersion("1"), new FakeVersion("2"), new FakeVersion("3"));
    follower =
        new RegistryFollower(model, Map.of("aa", "1", "bb", "2", "cc", "3"), () -> word, loader);
  }

  @AfterEach
  void close() {
    house.close();
  }

  private static Map<String, String> named(String... files) {
    return Stream.of(files).collect(Collectors.toMap(f -> f + ".onnx", f -> f));
  }

  private void says(String label, String... files) {
    word = Optional.of(new RegistryWord(label, named(files)));
    follower.look();
  }

  @Test
  void aPromotionAndARollbackInTheRegistryReachTheRoute() {
    says("fraud@7", "aa", "ee");
    assertThat(model.route().live()).contains("1");
    assertThat(house.changes).as("nothing to do").noneMatch(c -> c.by().equals("registry"));
    says("fraud@8", "bb");
    assertThat(model.route().live()).contains("2");
    assertThat(model.route().previous()).as("stays loaded").contains("1");
    says("fraud@7", "aa");
    assertThat(model.route().live()).contains("1");
    assertThat(house.changes.getLast().by()).isEqualTo("registry");
  }

  @Test
  void aRollbackAtTheGatewayHoldsUntilTheRegistrySaysSomethingNew() {
    says("fraud@8", "bb");
    model.rollback("ann", "worse");
    follower.look();
    assertThat(model.route().live()).contains("1");
    says("fraud@9", "cc");
    assertThat(model.route().live()).contains("3");
  }

  @Test
  void aQuarantinedVersionDoesNotComeBack() {
    model.quarantine("2", "ann", "poisoned");
    assertThatThrownBy(() -> says("fraud@8", "bb")).isInstanceOf(GambesonException.class);
    assertThat(model.route().live()).contains("1");
  }

  @Test
  void whatIsNotLoadedHereAndARegistryWithoutALiveVersionChangeNothing() {
    assertThatThrownBy(() -> says("fraud@9", "ff")).hasMessageContaining("fraud@9 is live");
    word = Optional.empty();
    assertThatThrownBy(follower::look).hasMessageContaining("No version of 'fraud' is live");
    assertThat(model.route().live()).contains("1");
  }

  @Test
  void aCanaryEndsWhenTheRegistryMovesOn() {
    model.canary("3", 0.1, "ann", "try");
    says("fraud@8", "bb");
    assertThat(model.route().live()).contains("2");
    assertThat(model.route().canary()).isEmpty();
  }
}
