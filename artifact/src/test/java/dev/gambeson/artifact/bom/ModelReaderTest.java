package dev.gambeson.artifact.bom;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelReaderTest {
  private static final String CARD =
      """
      ---
      license: apache-2.0
      datasets: [acme/faces]
      pipeline_tag: image-classification
      base_model: acme/base
      author: Acme
      model-index:
      - name: x
        results:
        - task: {type: image-classification}
          metrics: [{type: accuracy, value: 0.9}]
      ---
      # Face sorter
      ## Model description
      Sorts faces.

      ## Limitations
      Fails at night.
      """;
  @TempDir private Path folder;

  static byte[] safetensors(String header) {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(8 + json.length + 8)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(json.length)
        .put(json)
        .array();
  }

  static byte[] gguf(String... pairs) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteBuffer head = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
    out.writeBytes(head.putInt(0x46554747).putInt(3).putLong(0).putLong(pairs.length / 2).array());
    for (int i = 0; i < pairs.length; i += 2) {
      string(out, pairs[i]);
      out.writeBytes(new byte[] {8, 0, 0, 0});
      string(out, pairs[i + 1]);
    }
    return out.toByteArray();
  }

  private static void string(ByteArrayOutputStream out, String text) {
    byte[] utf = text.getBytes(StandardCharsets.UTF_8);
    out.writeBytes(
        ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(utf.length).array());
    out.writeBytes(utf);
  }

  @Test
  void shardsAreOneModelWithTheCardBesideThem() throws IOException {
    byte[] shard =
        safetensors(
            "{\"__metadata__\":{\"format\":\"pt\"},\"w\":{\"dtype\":\"F32\",\"shape\":[2,1],\"data_offsets\":[0,8]}}");
    Files.write(folder.resolve("model-00001-of-00002.safetensors"), shard);
    Files.write(folder.resolve("model-00002-of-00002.safetensors"), shard);
    Bills.write(folder, "README.md", CARD);
    Bills.write(folder, "config.json", "{\"model_type\":\"vit\",\"architectures\":[\"ViT\"]}");
    Bills.write(folder, "train.csv", "a,b\n1,2\n");
    Bill bill = Bills.read(folder);
    assertThat(bill.models()).hasSize(1);
    ModelPart model = bill.models().getFirst();
    assertThat(model.name()).isEqualTo("model.safetensors");
    assertThat(model.files()).hasSize(2);
    ModelPart.Card card = model.card();
    assertThat(card.title()).isEqualTo("Face sorter");
    assertThat(card.licences()).containsExactly("Apache-2.0");
    assertThat(card.datasets()).containsExactly("acme/faces");
    assertThat(card.task()).isEqualTo("image-classification");
    assertThat(card.architecture()).isEqualTo("vit");
    assertThat(card.metrics()).containsExactly("accuracy: 0.9");
    assertThat(card.limitations()).isEqualTo("Fails at night.");
    assertThat(bill.data()).extracting(DataPart::name).containsExactly("acme/faces", "train.csv");
  }

  @Test
  void ggufSaysWhatItIs() throws IOException {
    Files.write(
        folder.resolve("m.bin"),
        gguf("general.architecture", "llama", "general.license", "mit", "tokenizer.x", "y"));
    ModelPart model = Bills.read(folder).models().getFirst();
    assertThat(model.kind()).isEqualTo("gguf");
    assertThat(model.card().architecture()).isEqualTo("llama");
  }

  @Test
  void aTruncatedHeaderIsAGapAtEveryLength() throws IOException {
    byte[] whole = gguf("general.architecture", "llama", "general.name", "x");
    for (int n = 4; n < whole.length; n++) {
      Files.write(folder.resolve("m.gguf"), java.util.Arrays.copyOf(whole, n));
      assertThat(Bills.read(folder).gaps()).as("%d bytes", n).hasSize(1);
    }
  }

  @Test
  void aHeaderThatAnnouncesMoreThanTheFileIsAGap() throws IOException {
    Files.write(
        folder.resolve("m.safetensors"),
        ByteBuffer.allocate(16)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(60_000_000)
            .put((byte) '{')
            .array());
    assertThat(Bills.read(folder).gaps()).hasSize(1);
  }

  @Test
  void sourcesAndStyleSheetsAreNoModels() {
    Bills.write(folder, "A.java", "class A { String s = \"<PMML\"; }");
    Bills.write(folder, "report.css", ":root {\n  color: red;\n}\n");
    Bills.write(folder, "tree.txt", "a tree\nof words");
    assertThat(Bills.read(folder).isEmpty()).isTrue();
  }

  @Test
  void theScoreNamesWhatAnAuditorWouldMiss() throws IOException {
    Files.write(folder.resolve("m.bin"), gguf("general.architecture", "llama"));
    Completeness bare = Completeness.of(Bills.read(folder).models().getFirst());
    Bills.write(folder, "README.md", CARD);
    Completeness documented = Completeness.of(Bills.read(folder).models().getFirst());
    assertThat(bare.missing()).contains("licence", "training data");
    assertThat(documented.score()).isGreaterThan(bare.score());
    assertThat(documented.missing()).doesNotContain("licence", "training data", "limitations");
  }
}
