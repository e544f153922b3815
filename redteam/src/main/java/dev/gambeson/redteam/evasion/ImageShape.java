package dev.gambeson.redteam.evasion;

/// How the features of a dense input lie in an image, channel by channel, row by row.
///
/// @param channels number of channels
/// @param height pixels from top to bottom
/// @param width pixels from left to right
public record ImageShape(int channels, int height, int width) {
  public ImageShape {
    if (channels < 1 || height < 1 || width < 1) {
      throw new IllegalArgumentException(
          "image of %d x %d x %d".formatted(channels, height, width));
    }
  }

  int size() {
    return channels * height * width;
  }
}
