package dev.gambeson.data;

import dev.gambeson.core.CheckInfo;
import dev.gambeson.data.admit.BlendInfos;
import dev.gambeson.data.contract.ContractChecks;
import dev.gambeson.data.pii.PiiChecks;
import dev.gambeson.data.pii.PiiOptions;
import dev.gambeson.data.profile.ProfileChecks;
import dev.gambeson.data.screen.Ranking;
import dev.gambeson.data.screen.Screen;
import dev.gambeson.data.screen.drift.SlowDriftCheck;
import dev.gambeson.data.screen.influence.InfluenceScreens;
import dev.gambeson.data.screen.label.LabelScreens;
import dev.gambeson.data.screen.outlier.OutlierScreens;
import dev.gambeson.data.screen.trigger.PoisonScreens;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// The parts of the gate: what one pass answers, and what screens answer.
public final class GateChecks {
  private GateChecks() {}

  /// Questions that need no settings, answered by one pass.
  static List<StreamCheck<?>> stream() {
    return List.of(new UnreadableRowsCheck());
  }

  /// Screens over rows in memory.
  static List<Screen> screens() {
    return Stream.of(
            ContractChecks.screens(),
            OutlierScreens.all(),
            LabelScreens.all(),
            PoisonScreens.all(),
            InfluenceScreens.all())
        .flatMap(List::stream)
        .toList();
  }

  /// What every check of the gate asks, in the order of ids.
  public static List<CheckInfo> infos() {
    return infos(stream(), screens());
  }

  static List<CheckInfo> infos(GateSettings settings) {
    return infos(settings.checks, settings.screens);
  }

  private static List<CheckInfo> infos(List<StreamCheck<?>> checks, List<Screen> screens) {
    List<CheckInfo> all = new ArrayList<>(BlendInfos.all());
    all.addAll(ProfileChecks.infos());
    all.addAll(ContractChecks.infos());
    PiiChecks.of(PiiOptions.defaults()).forEach(c -> all.addAll(c.infos()));
    all.add(SlowDriftCheck.about());
    checks.forEach(c -> all.addAll(c.infos()));
    screens.forEach(s -> all.add(s.info()));
    all.add(Ranking.info());
    all.sort(Comparator.comparing(CheckInfo::id));
    return all.stream().distinct().toList();
  }
}
