package dev.gambeson.data.screen.label;

import dev.gambeson.data.screen.Screen;
import java.util.List;

/// The screens of labels.
public final class LabelScreens {
  private LabelScreens() {}

  /// GB-POIS-002 to 005.
  public static List<Screen> all() {
    return List.of(
        new LabelErrorScreen(),
        new NeighbourLabelScreen(),
        new LabelFlipScreen(),
        new CleanLabelScreen());
  }
}
