package dev.gambeson.data.contract;

import dev.gambeson.core.CheckInfo;
import java.util.List;

/// The checks of this package.
public final class ContractChecks {
  private ContractChecks() {}

  /// What they ask, in catalogue order.
  public static List<CheckInfo> infos() {
    return ContractInfos.all();
  }
}
