package dev.gambeson.core;

import java.util.List;

/// One question with a stable id: subject + policy + seed -> outcome.
///
/// @param <S> what is examined
public interface Check<S> {
  /// What it asks; constant.
  CheckInfo info();

  /// Examines the subject. Deterministic: the same subject, policy and seed give the same results,
  /// on any number of threads. A check that does not apply returns [CheckResult#notExamined].
  ///
  /// @return one result per aspect (for example per protected attribute), at least one
  List<CheckResult> run(S subject, CheckContext context);
}
