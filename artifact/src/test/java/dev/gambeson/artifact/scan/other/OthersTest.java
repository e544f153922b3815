package dev.gambeson.artifact.scan.other;

import static dev.gambeson.artifact.scan.Scans.blocks;
import static dev.gambeson.artifact.scan.Scans.isClean;
import static dev.gambeson.artifact.scan.Scans.isNotClean;
import static dev.gambeson.artifact.scan.Scans.reviews;
import static dev.gambeson.artifact.scan.Scans.scan;

import dev.gambeson.artifact.scan.Scans;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class OthersTest {
  interface Writing {
    void to(DataOutputStream out) throws IOException;
  }

  private static byte[] bytes(Writing writing) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    writing.to(new DataOutputStream(bytes));
    return bytes.toByteArray();
  }

  private static void header(DataOutputStream out) throws IOException {
    out.writeBytes("X\n");
    out.writeInt(3);
    out.writeInt(0x40300);
    out.writeInt(0x30500);
    out.writeInt(5);
    out.writeBytes("UTF-8");
  }

  private static void symbol(DataOutputStream out, String name) throws IOException {
    out.writeInt(1);
    out.writeInt(0x40009);
    out.writeInt(name.length());
    out.writeBytes(name);
  }

  private static byte[] numbers() throws IOException {
    return bytes(o -> {
      header(o);
      o.writeInt(14);
      o.writeInt(2);
      o.writeDouble(1);
      o.writeDouble(2);
    });
  }

  private static byte[] call(String function) throws IOException {
    return bytes(o -> {
      header(o);
      o.writeInt(6);
      symbol(o, function);
      o.writeInt(2);
      symbol(o, "x");
      o.writeInt(254);
    });
  }

  @Test
  void numbersOfRAreCleanAndNoBeginningOfThemIs() throws IOException {
    isClean(scan("a.rds", numbers()));
    Scans.noBeginningFrom(3, "a.rds", numbers()); // "X" and a line end are a text
    Scans.survivesDamage("a.rds", numbers());
  }

  @Test
  void cve202427322PromiseIsBlocked() throws IOException {
    byte[] promise =
        bytes(o -> {
          header(o);
          o.writeInt(5);
          o.writeInt(251);
          o.writeInt(6);
          symbol(o, "print");
          o.writeInt(254);
        });
    blocks(scan("a.rds", promise), "GB-ART-010");
    blocks(scan("a.bin", promise), "GB-ART-010");
  }

  @Test
  void asciiPromiseIsBlockedToo() {
    blocks(
        scan("a.rds", "A\n2\n263168\n131840\n5\n251\n6\n1\n262153\n5\nprint\n254\n"), "GB-ART-010");
  }

  @Test
  void aCallOfAProgramIsBlockedAndAFormulaIsClean() throws IOException {
    blocks(scan("a.rds", call("system")), "GB-ART-010");
    isClean(scan("a.rds", call("~")));
  }

  @Test
  void programsUnderTheNameOfDataAreBlocked() {
    byte[] elf = new byte[64];
    elf[0] = 0x7f;
    System.arraycopy("ELF".getBytes(StandardCharsets.US_ASCII), 0, elf, 1, 3);
    elf[4] = 2;
    elf[5] = 1;
    blocks(scan("model.gguf", elf), "GB-ART-024");
    reviews(scan("libx.so", elf), "GB-ART-024");
    ByteBuffer pe = ByteBuffer.allocate(256).order(ByteOrder.LITTLE_ENDIAN);
    pe.put(0, (byte) 'M').put(1, (byte) 'Z').putInt(0x3c, 0x80).putInt(0x80, 0x4550);
    blocks(scan("weights.bin", pe.array()), "GB-ART-024");
    ByteBuffer mach = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
    mach.putInt(0, 0xfeedfacf).putInt(12, 2);
    blocks(scan("weights.bin", mach.array()), "GB-ART-024");
  }

  @Test
  void theLettersMzInWeightsAreNoProgram() {
    byte[] weights = new byte[4096];
    Arrays.fill(weights, (byte) 0x5a);
    weights[0] = 'M';
    org.assertj.core.api.Assertions.assertThat(scan("w.bin", weights).flaws())
        .noneMatch(flaw -> flaw.rule().id().equals("GB-ART-024"));
  }

  private static byte[] png() throws IOException {
    return bytes(o -> {
      o.writeLong(0x89504e470d0a1a0aL);
      o.writeInt(13);
      o.writeBytes("IHDR");
      o.write(new byte[17]);
      o.writeInt(0);
      o.writeBytes("IEND");
      o.writeInt(0xae426082);
    });
  }

  @Test
  void aPictureIsCleanWhatFollowsItIsHiddenAndABeginningIsNothing() throws IOException {
    isClean(scan("a.png", png()));
    byte[] more = Arrays.copyOf(png(), png().length + 20);
    more[png().length + 3] = 'x';
    reviews(scan("a.png", more), "GB-ART-015");
    Scans.noBeginningIsClean("a.png", png());
    Scans.survivesDamage("a.png", png());
  }

  @Test
  void formatsThatAreNotReadAreNamed() {
    isNotClean(scan("a.pdf", "%PDF-1.7\n"));
    isNotClean(scan("m.cbm", "CBM1 and the rest"));
  }

  @Test
  void aPickleUnderTheNameOfASafeFormatIsAMismatch() {
    byte[] pickle = {(byte) 0x80, 4, ']', (byte) 0x94, 'K', 1, 'a', '.'};
    blocks(scan("model.safetensors", pickle), "GB-ART-022");
    isClean(scan("model.pkl", pickle));
    isClean(scan("model.bin", pickle));
  }
}
