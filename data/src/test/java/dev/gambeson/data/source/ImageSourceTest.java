package dev.gambeson.data.source;

import static dev.gambeson.core.ExitCode.COULD_NOT_RUN;
import static dev.gambeson.core.ExitCode.NOTHING_EXAMINED;
import static dev.gambeson.core.ExitCode.USAGE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gambeson.data.screen.ScreenSubject.Image;
import dev.gambeson.testing.SharedData;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageSourceTest {
  @TempDir Path folder;

  private Path image(String place, String format, int type, int width, int height)
      throws IOException {
    BufferedImage image = new BufferedImage(width, height, type);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        if (type == BufferedImage.TYPE_BYTE_GRAY) {
          image.getRaster().setSample(x, y, 0, 10 * y + x);
        } else {
          image.setRGB(x, y, (10 * y) << 16 | x << 8 | 7);
        }
      }
    }
    Path file = folder.resolve(place);
    Files.createDirectories(file.getParent());
    assertThat(ImageIO.write(image, format, file.toFile())).isTrue();
    return file;
  }

  @Test
  void classesAreFoldersAndPixelsAreColumns() throws IOException {
    image("cat/1.png", "png", BufferedImage.TYPE_BYTE_GRAY, 3, 2);
    image("dog/a.bmp", "bmp", BufferedImage.TYPE_BYTE_GRAY, 3, 2);
    Files.write(
        folder.resolve("dog/b.pgm"),
        "P2\n# made by hand\n3 2\n255\n1 2 3 4 5 255\n".getBytes(StandardCharsets.US_ASCII));
    Reading read = Reading.of(folder);

    assertThat(read.names()).containsExactly("_file", "label", "p0", "p1", "p2", "p3", "p4", "p5");
    assertThat(read.rows())
        .containsExactly(
            List.of("cat/1.png", "cat", "0", "1", "2", "10", "11", "12"),
            List.of("dog/a.bmp", "dog", "0", "1", "2", "10", "11", "12"),
            List.of("dog/b.pgm", "dog", "1", "2", "3", "4", "5", "255"));
    assertThat(Sources.open(folder.toString()).image()).contains(new Image(2, 3, 1));
    assertThat(Sources.open(folder.toString()).kind()).isEqualTo("images");
    assertThat(Reading.of(folder)).isEqualTo(read);
  }

  @Test
  void colourHasThreeValuesAPixel() throws IOException {
    image("x/1.png", "png", BufferedImage.TYPE_INT_RGB, 2, 1);

    assertThat(Reading.of(folder).rows())
        .containsExactly(List.of("x/1.png", "x", "0", "0", "7", "0", "1", "7"));
    assertThat(Sources.open(folder.toString()).image()).contains(new Image(1, 2, 3));
  }

  @Test
  void otherSizesAndDamagedFilesAreFlaws() throws IOException {
    image("x/1.png", "png", BufferedImage.TYPE_BYTE_GRAY, 2, 2);
    image("x/2.png", "png", BufferedImage.TYPE_BYTE_GRAY, 3, 2);
    Path cut = image("x/3.jpg", "jpg", BufferedImage.TYPE_BYTE_GRAY, 2, 2);
    Files.write(cut, java.util.Arrays.copyOf(Files.readAllBytes(cut), 60));
    Files.writeString(folder.resolve("x/4.txt"), "no image");
    Reading read = Reading.of(folder);

    assertThat(read.numbers()).containsExactly(1L);
    assertThat(read.flaws())
        .extracting(f -> f.row() + " " + f.reason())
        .containsExactly(
            "2 is 3 × 2 pixels with 1 channels, not 2 × 2 with 1",
            "3 is a damaged image",
            "4 is no PNG, JPEG, BMP or PGM image");
  }

  @Test
  void anImageThatClaimsToBeHugeIsNotDecoded() throws IOException {
    Files.createDirectories(folder.resolve("x"));
    Files.write(
        folder.resolve("x/1.pgm"),
        "P5 1000000000 1000000000 255\n".getBytes(StandardCharsets.US_ASCII));

    Reading.refuses(folder, COULD_NOT_RUN, "none of the first 1 files");
  }

  @Test
  void foldersThatHoldNothingOrTooMuchAreNamed() throws IOException {
    Files.createDirectories(folder.resolve("x"));
    Reading.refuses(folder, NOTHING_EXAMINED, "no file in them");
    Files.writeString(folder.resolve("t.csv"), "a\n1\n");
    Reading.refuses(folder, USAGE, "files and the folder x");
  }

  @Test
  void idxFilesComeWithTheLabelsBesideThem() throws IOException {
    Files.write(
        folder.resolve("a-images-idx3-ubyte"),
        new byte[] {0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2, 1, 2, 3, (byte) 255});
    Files.write(folder.resolve("a-labels-idx1-ubyte"), new byte[] {0, 0, 8, 1, 0, 0, 0, 2, 7, 9});
    Path file = folder.resolve("a-images-idx3-ubyte");
    Reading read = Reading.of(file);

    assertThat(read.names()).containsExactly("label", "p0", "p1");
    assertThat(read.rows()).containsExactly(List.of("7", "1", "2"), List.of("9", "3", "255"));
    assertThat(Sources.open(file.toString()).image()).contains(new Image(1, 2, 1));
    Files.write(file, new byte[] {0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2, 1, 2, 3});
    Reading.refuses(file, COULD_NOT_RUN, "cut off");
  }

  @Test
  void mnistIsRead() {
    Path file = SharedData.require("data/mnist/t10k-images-idx3-ubyte.gz");
    Reading read = Reading.of(file);

    assertThat(read.rows()).hasSize(10_000);
    assertThat(read.column("label").subList(0, 5)).containsExactly("7", "2", "1", "0", "4");
  }
}
