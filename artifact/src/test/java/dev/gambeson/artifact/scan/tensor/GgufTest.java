package dev.gambeson.artifact.scan.tensor;

import static dev.gambeson.artifact.scan.Hostility.scan;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gambeson.artifact.scan.FileReport;
import dev.gambeson.artifact.scan.Hostility;
import dev.gambeson.artifact.scan.engine.Verdict;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GgufTest {
  private static final String EVIL = "{{ ().__class__.__base__.__subclasses__() }}";

  /// Writes GGUF in either order and every version.
  private static final class Writer {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteOrder order;
    private final int version;

    Writer(int version, ByteOrder order, long tensors, long keys) {
      this.version = version;
      this.order = order;
      raw("GGUF".getBytes(StandardCharsets.US_ASCII)).u32(version);
      length(tensors).length(keys);
    }

    static Writer v3(long tensors, long keys) {
      return new Writer(3, ByteOrder.LITTLE_ENDIAN, tensors, keys);
    }

    Writer raw(byte[] bytes) {
      out.writeBytes(bytes);
      return this;
    }

    Writer u32(long value) {
      return raw(ByteBuffer.allocate(4).order(order).putInt((int) value).array());
    }

    Writer u64(long value) {
      return raw(ByteBuffer.allocate(8).order(order).putLong(value).array());
    }

    Writer length(long value) {
      return version == 1 ? u32(value) : u64(value);
    }

    Writer string(String text) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      return length(bytes.length).raw(bytes);
    }

    Writer text(String key, String value) {
      return string(key).u32(8).string(value);
    }

    Writer tensor(String name, long offset, int type, long... dimensions) {
      string(name).u32(dimensions.length);
      Arrays.stream(dimensions).forEach(this::length);
      return u32(type).u64(offset);
    }

    Writer align(int to) {
      while (out.size() % to != 0) {
        out.write(0);
      }
      return this;
    }

    Writer data(int bytes) {
      byte[] data = new byte[bytes];
      Arrays.fill(data, (byte) 0x3c);
      return raw(data);
    }

    byte[] bytes() {
      return out.toByteArray();
    }
  }

  private static byte[] good(int version, ByteOrder order) {
    Writer w = new Writer(version, order, 2, 5);
    w.text("general.architecture", "llama");
    w.string("tokenizer.ggml.tokens").u32(9).u32(8).length(3);
    w.string("os").string("system").string("__class__");
    w.string("nested").u32(9).u32(9).length(1).u32(4).length(2).u32(7).u32(9);
    w.string("flag").u32(7).raw(new byte[] {1});
    w.text("tokenizer.chat_template", "{% for m in messages %}{{ m.content }}{% endfor %}");
    w.tensor("a", 0, 0, 4, 2).tensor("b", 32, 8, 32);
    return w.align(32).data(32).data(34).bytes();
  }

  @ParameterizedTest
  @CsvSource({"1,LITTLE", "2,LITTLE", "3,LITTLE", "1,BIG", "2,BIG", "3,BIG"})
  void everyVersionIsCleanInBothOrders(int version, String order) {
    ByteOrder o = order.equals("BIG") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    FileReport report = scan("m.gguf", good(version, o));
    assertThat(report.flaws()).isEmpty();
    assertThat(report.verdict()).isEqualTo(Verdict.CLEAN);
    assertThat(report.kind()).isEqualTo("gguf");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tokenizer.chat_template",
        "tokenizer.chat_template.tool_use",
        "tokenizer.chat_template.default",
        "tokenizer.Chat_Template",
        "adapter.chat_template",
      })
  void cve202434359ATemplateUnderAnyNameIsBlocked(String key) {
    FileReport report = scan("m.gguf", Writer.v3(0, 1).text(key, EVIL).align(32).bytes());
    assertThat(report.verdict()).isEqualTo(Verdict.BLOCK);
  }

  @Test
  void aTemplateInAnArrayIsBlocked() {
    byte[] file =
        Writer.v3(0, 1)
            .string("tokenizer.chat_templates")
            .u32(9)
            .u32(8)
            .length(2)
            .string("x")
            .string(EVIL)
            .align(32)
            .bytes();
    assertThat(scan("m.gguf", file).verdict()).isEqualTo(Verdict.BLOCK);
  }

  @Test
  void aTemplateThatStandsTwiceIsJudgedTwiceAndAmbiguous() {
    byte[] file =
        Writer.v3(0, 2)
            .text("tokenizer.chat_template", "x")
            .text("tokenizer.chat_template", EVIL)
            .align(32)
            .bytes();
    FileReport report = scan("m.gguf", file);
    assertThat(Hostility.titles(report))
        .contains("repeated metadata key", "template reaches into the interpreter");
  }

  @Test
  void anEvilTemplateBeforeATruncationStillBlocks() {
    byte[] file = Writer.v3(9, 9).text("tokenizer.chat_template", EVIL).bytes();
    assertThat(scan("m.gguf", Arrays.copyOf(file, file.length + 300)).verdict())
        .isEqualTo(Verdict.BLOCK);
  }

  @Test
  void talos20241912AHugeKeyCountIsNotClean() {
    notClean(Writer.v3(0, Long.MAX_VALUE).bytes());
    notClean(Writer.v3(0, -1).bytes());
    notClean(Writer.v3(0, 1L << 32).data(64).bytes());
  }

  @Test
  void talos20241913AHugeTextIsNotClean() {
    notClean(Writer.v3(0, 1).u64(-1).data(64).bytes());
    notClean(Writer.v3(0, 1).u64(Long.MAX_VALUE - 8).data(64).bytes());
    notClean(Writer.v3(0, 1).string("k").u32(8).u64(1L << 62).data(64).bytes());
  }

  @Test
  void talos20241914AHugeTensorCountIsNotClean() {
    notClean(Writer.v3(-1, 0).bytes());
    notClean(Writer.v3(1L << 60, 0).data(64).bytes());
  }

  @Test
  void talos20241915AHugeArrayIsNotClean() {
    for (int type = 0; type < 13; type++) {
      notClean(Writer.v3(0, 1).string("k").u32(9).u32(type).u64(1L << 61).data(64).bytes());
      notClean(Writer.v3(0, 1).string("k").u32(9).u32(type).u64(-1).data(64).bytes());
    }
  }

  @Test
  void arraysInArraysBeyondUseAreNotClean() {
    Writer w = Writer.v3(0, 1).string("k");
    for (int i = 0; i < 100_000; i++) {
      w.u32(9);
      w.u32(9);
      w.u64(1);
    }
    notClean(w.bytes());
  }

  @Test
  void cve202553630DimensionsThatOverflowAreNotClean() {
    notClean(tensor(0, 0, 1L << 32, 1L << 32));
    notClean(tensor(0, 0, Long.MAX_VALUE, 4));
    notClean(tensor(0, 0, -1));
    notClean(tensor(0, 0, 1L << 62));
  }

  @Test
  void cve20267482ATensorBeyondTheFileIsNotClean() {
    notClean(tensor(0, 0, 1024));
    notClean(tensor(1L << 40, 0, 4));
    notClean(tensor(Long.MAX_VALUE - 31, 0, 4));
    notClean(tensor(-32, 0, 4));
  }

  @Test
  void tensorsThatOverlapAreNotClean() {
    notClean(
        Writer.v3(2, 0).tensor("a", 0, 0, 16).tensor("b", 32, 0, 8).align(32).data(64).bytes());
    notClean(Writer.v3(2, 0).tensor("a", 0, 0, 8).tensor("b", 0, 0, 8).align(32).data(32).bytes());
  }

  @Test
  void unknownTypesAndTooManyDimensionsAreNotClean() {
    notClean(tensor(0, 99, 4));
    notClean(tensor(0, -1, 4));
    notClean(tensor(0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1));
    notClean(tensor(0, 8, 31)); // q8_0 is made of blocks of 32
    notClean(tensor(4, 0, 4)); // not aligned
    notClean(Writer.v3(0, 1).string("k").u32(13).data(32).bytes());
    notClean(Writer.v3(0, 1).string("general.alignment").u32(4).u32(0).data(32).bytes());
    notClean(Writer.v3(0, 1).string("general.alignment").u32(4).u32(3).data(32).bytes());
    notClean(new Writer(4, ByteOrder.LITTLE_ENDIAN, 0, 0).bytes());
    notClean(new Writer(0, ByteOrder.LITTLE_ENDIAN, 0, 0).bytes());
  }

  @Test
  void bytesAfterOrBetweenTensorsAreHidden() {
    byte[] file =
        Writer.v3(2, 0).tensor("a", 0, 0, 8).tensor("b", 96, 0, 8).align(32).data(128).bytes();
    assertThat(Hostility.titles(scan("m.gguf", file))).contains("bytes outside the format");
    byte[] tail = Writer.v3(1, 0).tensor("a", 0, 0, 8).align(32).data(32).data(7).bytes();
    assertThat(scan("m.gguf", tail).verdict()).isEqualTo(Verdict.REVIEW);
    byte[] padding = Writer.v3(1, 0).tensor("a", 0, 0, 8).data(64).bytes();
    assertThat(scan("m.gguf", padding).verdict()).isNotEqualTo(Verdict.CLEAN);
  }

  @Test
  void aSecretInMetadataIsReviewedAndNotRepeated() {
    String secret = "hf_" + "qZ7vKp2LrT9xWm4YbN8cHd3FsG6jEa5UoI1t";
    FileReport report = scan("m.gguf", Writer.v3(0, 1).text("k", secret).align(32).bytes());
    assertThat(report.verdict()).isEqualTo(Verdict.REVIEW);
    assertThat(report.flaws().toString()).doesNotContain(secret);
  }

  @Test
  void truncationAtAnyByteIsNeverClean() {
    Hostility.cut("m.gguf", good(3, ByteOrder.LITTLE_ENDIAN), n -> n < 4);
  }

  @Test
  void randomDamageIsSurvived() {
    Hostility.damage("m.gguf", good(3, ByteOrder.LITTLE_ENDIAN));
  }

  private static byte[] tensor(long offset, int type, long... dimensions) {
    return Writer.v3(1, 0).tensor("a", offset, type, dimensions).align(32).data(64).bytes();
  }

  private static void notClean(byte[] file) {
    assertThat(scan("m.gguf", file).verdict()).isNotEqualTo(Verdict.CLEAN);
  }
}
