package dev.gambeson.data.screen.outlier;

import dev.gambeson.data.screen.Screen;
import java.util.List;

/// The screens of this package.
public final class OutlierScreens {
  private OutlierScreens() {}

  /// All of them, in the order of their ids.
  public static List<Screen> all() {
    return List.of(new OutlierScreen());
  }
}
