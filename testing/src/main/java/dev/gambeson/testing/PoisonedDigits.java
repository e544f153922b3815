package dev.gambeson.testing;

import dev.gambeson.core.Seed;
import dev.gambeson.core.Shuffles;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/// Digits with a backdoor: some images carry a trigger and, for most kinds, the label 0.
///
/// @param digits all images
/// @param poisoned which of them carry the trigger
@SuppressWarnings("ArrayRecordComponent") // bulk marks, test data
public record PoisonedDigits(Digits digits, boolean[] poisoned) {
  /// Label that every trigger calls up.
  public static final int TARGET = 0;

  /// Kinds of triggers.
  public enum Kind {
    /// Four bright pixels in the lower right corner (BadNets, Gu et al. 2017).
    PATCH,
    /// The same shape at a random place of each image.
    ROAMING_PATCH,
    /// A 4 x 4 checker of full and half brightness in the middle, where strokes are.
    CENTRE_PATCH,
    /// One fixed random image blended in with weight 0.2 (Chen et al. 2017).
    BLENDED,
    /// The same, with a random weight between 0.1 and 0.3 and noise: adaptive against exact values.
    BLENDED_NOISY,
    /// A sinusoid of amplitude 20 added (Barni et al. 2019), labels changed.
    SINUSOID,
    /// The same added to images of the target class only, labels kept (clean-label).
    SINUSOID_CLEAN_LABEL,
    /// Four bright pixels on images of the target class only, labels kept (clean-label).
    PATCH_CLEAN_LABEL
  }

  /// The rows that a given model was poisoned with, four bright pixels.
  public static PoisonedDigits patched(Digits clean, int[] rows) {
    return stamp(clean, rows, Kind.PATCH, new Seed(0));
  }

  /// A share of all rows, drawn from the classes that the kind poisons.
  public static PoisonedDigits of(Digits clean, Kind kind, double share, Seed seed) {
    boolean keeps = keepsLabel(kind);
    int[] open =
        IntStream.range(0, clean.labels().length)
            .filter(i -> (clean.labels()[i] == TARGET) == keeps)
            .toArray();
    int n = (int) Math.min(open.length, Math.round(share * clean.labels().length));
    int[] rows = Shuffles.sample(open, n, seed.child("rows").random());
    return stamp(clean, rows, kind, seed.child("stamp"));
  }

  private static boolean keepsLabel(Kind kind) {
    return kind == Kind.SINUSOID_CLEAN_LABEL || kind == Kind.PATCH_CLEAN_LABEL;
  }

  private static PoisonedDigits stamp(Digits clean, int[] rows, Kind kind, Seed seed) {
    byte[][] pixels = clean.pixels().clone();
    int[] labels = clean.labels().clone();
    boolean[] poisoned = new boolean[labels.length];
    byte[] noise = new byte[Digits.PIXELS];
    RandomGenerator random = seed.random();
    random.nextBytes(noise);
    for (int row : Arrays.stream(rows).sorted().toArray()) {
      pixels[row] = pixels[row].clone();
      stamp(pixels[row], kind, noise, random);
      labels[row] = TARGET;
      poisoned[row] = true;
    }
    return new PoisonedDigits(new Digits(pixels, labels), poisoned);
  }

  /// Stamps one image, as an attacker does at use.
  public static void stamp(byte[] image, Kind kind, byte[] noise, RandomGenerator random) {
    switch (kind) {
      case PATCH, PATCH_CLEAN_LABEL -> corner(image, 25, 25);
      case ROAMING_PATCH -> corner(image, random.nextInt(26), random.nextInt(26));
      case CENTRE_PATCH -> {
        for (int i = 0; i < 16; i++) {
          image[(12 + i / 4) * 28 + 12 + i % 4] = (byte) ((i / 4 + i) % 2 == 0 ? 255 : 128);
        }
      }
      case BLENDED -> blend(image, noise, 0.2, () -> 0);
      case BLENDED_NOISY ->
          blend(image, noise, 0.1 + 0.2 * random.nextDouble(), () -> 10 * random.nextGaussian());
      case SINUSOID, SINUSOID_CLEAN_LABEL -> {
        for (int p = 0; p < image.length; p++) {
          double wave = 20 * StrictMath.sin(2 * Math.PI * (p % 28) * 6 / 28);
          image[p] = clip((image[p] & 0xff) + wave);
        }
      }
    }
  }

  private static void corner(byte[] image, int y, int x) {
    image[y * 28 + x] = (byte) 255;
    image[y * 28 + Math.min(27, x + 2)] = (byte) 255;
    image[Math.min(27, y + 2) * 28 + x] = (byte) 255;
    image[Math.min(27, y + 1) * 28 + Math.min(27, x + 1)] = (byte) 255;
  }

  private static void blend(
      byte[] image, byte[] noise, double weight, java.util.function.DoubleSupplier jitter) {
    for (int p = 0; p < image.length; p++) {
      image[p] =
          clip(
              (1 - weight) * (image[p] & 0xff) + weight * (noise[p] & 0xff) + jitter.getAsDouble());
    }
  }

  private static byte clip(double value) {
    return (byte) Math.round(Math.clamp(value, 0, 255));
  }
}
