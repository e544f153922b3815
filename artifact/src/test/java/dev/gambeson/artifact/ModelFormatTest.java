package dev.gambeson.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gambeson.testing.SharedData;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelFormatTest {
  private static ModelFormat detect(String text) {
    return ModelFormat.detect("m", text.getBytes(StandardCharsets.ISO_8859_1));
  }

  @ParameterizedTest(name = "{1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          80049500               | a Python pickle: it can run code when loaded; export the model to ONNX
          636f730a73797374656d0a | a Python pickle
          504b0304               | a zip archive
          47475546               | a GGUF language model
          789c0000               | zlib-compressed (joblib)
          aced0005               | a serialised Java object
          7f454c46               | a Linux program
          23212f62696e2f7368     | a script
          1000000000000000 7b22  | a safetensors file
          7b2261223a317d         | JSON, but no XGBoost model
          3c504d4d4c             | an XML file
          68656c6c6f             | of no kind that we know
          """)
  void aForeignFileIsNamedInTheRefusal(String hex, String words) {
    byte[] head = HexFormat.of().parseHex(hex.replace(" ", ""));
    assertThatThrownBy(() -> ModelFormat.detect("m", head)).hasMessageContaining(words);
  }

  @Test
  void theNameOfAFileDoesNotCount(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("model.onnx");
    Files.write(file, HexFormat.of().parseHex("80049500"));
    assertThatThrownBy(() -> ModelFormat.detect(file)).hasMessageContaining("a Python pickle");
  }

  @Test
  void lightgbmTextIsKnownByItsFirstLine() {
    assertThat(detect("tree\nversion=v4\n")).isEqualTo(ModelFormat.LIGHTGBM_TEXT);
  }

  @Test
  void anEmptyFileIsRefused() {
    assertThatThrownBy(() -> detect("")).hasMessageContaining("is empty");
  }

  @Test
  void aTruncatedOnnxFileIsStillOnnx() {
    assertThat(ModelFormat.detect("m", HexFormat.of().parseHex("08073aff7f")))
        .isEqualTo(ModelFormat.ONNX);
  }

  @Test
  void realModelsAreRecognised() throws Exception {
    try (var files = Files.walk(SharedData.require("models"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = file.getFileName().toString();
        if (name.endsWith(".onnx")) {
          assertThat(ModelFormat.detect(file)).isEqualTo(ModelFormat.ONNX);
        } else if (name.equals("boosted.json")) {
          assertThat(ModelFormat.detect(file)).isEqualTo(ModelFormat.XGBOOST_JSON);
        } else if (name.equals("boosted.ubj")) {
          assertThat(ModelFormat.detect(file)).isEqualTo(ModelFormat.XGBOOST_UBJSON);
        } else {
          assertThatThrownBy(() -> ModelFormat.detect(file)).hasMessageContaining(name);
        }
      }
    }
  }
}
