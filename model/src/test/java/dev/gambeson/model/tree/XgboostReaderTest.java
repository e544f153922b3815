package dev.gambeson.model.tree;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class XgboostReaderTest {
  @ParameterizedTest
  @ValueSource(strings = {"adult", "german", "cardfraud", "breast_cancer", "bank"})
  void everyTestRowScoresAsXgboostScoredIt(String name) throws IOException {
    byte[] json = SharedModels.bytes("models/" + name + "/boosted.json");
    TreeEnsemble ensemble = TreeModels.xgboostJson(json, "boosted.json");
    double worst = SharedModels.worst(ensemble, name, "boosted");
    assertThat(worst).isLessThan(1e-6);
  }
}
