package dev.gambeson.data.contract;

import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.data.Roles;
import dev.gambeson.data.StreamCheck;
import dev.gambeson.data.duplicates.ConflictScreen;
import dev.gambeson.data.duplicates.DuplicateScreen;
import dev.gambeson.data.duplicates.OverlapScreen;
import dev.gambeson.data.duplicates.RepeatedRows;
import dev.gambeson.data.leakage.FutureScreen;
import dev.gambeson.data.leakage.LeakScreen;
import dev.gambeson.data.profile.TableSummary;
import dev.gambeson.data.screen.Screen;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The checks GB-DATA-014 to 022: of a table's shape, of repeats, and of leaks.
public final class ContractChecks {
  private ContractChecks() {}

  /// Those that one pass over all rows answers.
  ///
  /// @param contract without one, GB-DATA-014 to 016 are left out
  /// @param reference without one, GB-DATA-017 is left out
  public static List<StreamCheck<?>> stream(
      Optional<Contract> contract, Optional<TableSummary> reference, Roles roles) {
    List<StreamCheck<?>> checks = new ArrayList<>();
    contract.map(ContractCheck::of).ifPresent(checks::add);
    reference.map(SchemaDrift::new).ifPresent(checks::add);
    checks.add(new RepeatedRows(roles));
    return List.copyOf(checks);
  }

  /// Those that need rows in memory: GB-DATA-018 to 022.
  public static List<Screen> screens() {
    return List.of(
        new DuplicateScreen(),
        new ConflictScreen(),
        new LeakScreen(),
        new OverlapScreen(),
        new FutureScreen());
  }

  /// What they ask, in catalogue order.
  public static List<CheckInfo> infos() {
    return Stream.of(
            ContractInfos.all().stream(),
            Stream.of(SchemaDrift.INFO),
            screens().stream().map(Screen::info))
        .flatMap(s -> s)
        .toList();
  }
}
