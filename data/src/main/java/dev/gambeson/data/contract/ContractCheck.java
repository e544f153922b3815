package dev.gambeson.data.contract;

import dev.gambeson.core.CheckContext;
import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.CheckResult;
import dev.gambeson.data.StreamCheck;
import java.security.SecureRandom;
import java.util.List;

/// GB-DATA-014, 015 and 016: does a table keep its contract?
///
/// Guaranteed: counts are exact over all rows, and the answer does not depend on how rows were cut
/// into batches, in which order they came, or on the number of threads. Not guaranteed: what the
/// limits of the three checks say, see `gambeson explain GB-DATA-016` for hashes.
///
/// Memory: 8 bytes a row for each unique column and each key, 16 for each dependency and each
/// column that grows per key; all else is independent of the number of rows.
public final class ContractCheck implements StreamCheck<ContractProfile> {
  private final ContractPlan plan;

  private ContractCheck(ContractPlan plan) {
    this.plan = plan;
  }

  /// A check of this contract; reads the tables it refers to. Its hashes have a secret key of their
  /// own, so that nobody can write rows that collide: profiles merge only if they come from the
  /// same check.
  ///
  /// @throws dev.gambeson.core.GambesonException when a table that is referred to cannot be read
  public static ContractCheck of(Contract contract) {
    return of(contract, new SecureRandom().nextLong());
  }

  /// As [#of(Contract)] with a given key, for profiles made on several machines; keep it secret
  /// where the data may be hostile.
  public static ContractCheck of(Contract contract, long key) {
    return new ContractCheck(new ContractPlan(contract, key, ContractPlan::read));
  }

  /// The contract.
  public Contract contract() {
    return plan.contract;
  }

  @Override
  public List<CheckInfo> infos() {
    return ContractInfos.all();
  }

  @Override
  public ContractProfile start() {
    return new ContractProfile(plan);
  }

  @Override
  public List<CheckResult> judge(ContractProfile seen, String table, CheckContext context) {
    return new ContractJudge(seen, table, context).all();
  }
}
