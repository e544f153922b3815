package dev.gambeson.data.screen.influence;

import dev.gambeson.data.screen.Screen;
import java.util.List;

/// The screens that judge sources by what they do to a model.
public final class InfluenceScreens {
  private InfluenceScreens() {}

  /// GB-POIS-010, GB-POIS-011.
  public static List<Screen> all() {
    return List.of(new LeaveOneSourceOutScreen(), new RoniScreen());
  }
}
