package dev.gambeson.server.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileRouteStoreTest {
  @TempDir Path folder;

  @Test
  void aRouteComesBackAsItWasSaved() {
    FileRouteStore store = new FileRouteStore(folder.resolve("routes"));
    assertThat(store.load("fraud")).isEmpty();
    Route route =
        Route.live("1").promote("2").canary("3", 0.25).shadow("4").quarantine("5").shadow("6");
    assertThat(store.save("fraud", route, 0)).isTrue();
    assertThat(new FileRouteStore(folder.resolve("routes")).load("fraud")).contains(route);
    assertThat(store.load("other")).isEmpty();
  }

  @Test
  void whoeverExpectsAnOlderRouteDoesNotOverwriteANewerOne() {
    FileRouteStore store = new FileRouteStore(folder);
    Route one = Route.live("1");
    assertThat(store.save("fraud", one, 0)).isTrue();
    assertThat(store.save("fraud", one.promote("2"), 0)).isFalse();
    assertThat(store.load("fraud")).contains(one);
    assertThat(store.save("fraud", one.promote("2"), 1)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{}",
        "{\"generation\":\"x\"}",
        "{\"generation\":1,\"generation\":2}",
        "{\"generation\":1,\"canary\":{}}",
        "{\"generation\":1,\"live\":\"1\",\"canary\":{\"version\":\"2\",\"share\":7}}",
        "{\"generation\":1,\"live\":\"1\",\"shadows\":[\"1\"]}",
        "{\"generation\":1,\"live\":\"1\",\"quarantined\":[\"1\"]}"
      })
  void aDamagedFileIsSaidAndNeverTakenForARoute(String text) throws Exception {
    Files.writeString(folder.resolve("fraud.route.json"), text);
    assertThatThrownBy(() -> new FileRouteStore(folder).load("fraud"))
        .isInstanceOf(dev.gambeson.core.GambesonException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"../x", "a/b", "", ".hidden", "a..b", "x\u0000"})
  void aNameCannotLeaveTheFolder(String name) {
    assertThatThrownBy(() -> new FileRouteStore(folder).load(name))
        .hasMessageContaining("no name of a model");
  }
}
