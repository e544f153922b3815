package dev.gambeson.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.data.Dataset;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whatever the bytes, reading ends in a table or in a message.
class CsvRobustnessTest {
  private static final int FILES = 1500;
  private static final String GRAMMAR = "a,b\"\"\n\r;|\t1.-eN ä😀,\n";

  @TempDir Path folder;

  @Test
  void randomBytesGiveATableOrAMessage() throws IOException {
    SplittableRandom random = new SplittableRandom(11);
    int tables = 0;
    for (int i = 0; i < FILES; i++) {
      byte[] content = new byte[random.nextInt(200)];
      random.nextBytes(content);
      tables += outcome(content);
    }
    assertThat(tables).isBetween(0, FILES);
  }

  @Test
  void randomTextMadeOfTheGrammarGivesATableOrAMessage() throws IOException {
    SplittableRandom random = new SplittableRandom(12);
    int tables = 0;
    int[] characters = GRAMMAR.codePoints().toArray();
    for (int i = 0; i < FILES; i++) {
      StringBuilder text = new StringBuilder(i % 2 == 0 ? "x,y\n" : "x\n");
      int length = random.nextInt(60);
      for (int c = 0; c < length; c++) {
        text.appendCodePoint(characters[random.nextInt(characters.length)]);
      }
      tables += outcome(text.toString().getBytes(StandardCharsets.UTF_8));
    }
    assertThat(tables).isGreaterThan(FILES / 20);
  }

  @Test
  void mutationsOfAGoodFileGiveATableOrAMessage() throws IOException {
    byte[] good =
        "age,job,\"note, long\"\n39,clerk,\"a \"\"b\"\"\n c\"\n50,smith,\n,?,NaN\n"
            .getBytes(StandardCharsets.UTF_8);
    SplittableRandom random = new SplittableRandom(13);
    int tables = 0;
    for (int i = 0; i < FILES; i++) {
      byte[] content = good.clone();
      int changes = 1 + random.nextInt(3);
      for (int m = 0; m < changes; m++) {
        content[random.nextInt(content.length)] =
            (byte) (i % 2 == 0 ? random.nextInt(256) : GRAMMAR.charAt(random.nextInt(14)));
      }
      tables += outcome(content);
    }
    assertThat(tables).isGreaterThan(FILES / 5);
  }

  /// 1 for a table whose cells can all be read, 0 for a message.
  private int outcome(byte[] content) throws IOException {
    Path file = Files.write(folder.resolve("r.csv"), content);
    try {
      Dataset data = DataFiles.read(file);
      data.columns().forEach(c -> assertThat(c.text(c.size() - 1)).isNotNull());
      return 1;
    } catch (GambesonException e) {
      assertThat(e.getMessage()).isNotBlank().doesNotContain("Exception");
      return 0;
    }
  }
}
