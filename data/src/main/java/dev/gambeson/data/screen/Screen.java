package dev.gambeson.data.screen;

import dev.gambeson.core.CheckContext;
import dev.gambeson.core.CheckInfo;

/// A search for rows that should not train anything.
///
/// Its [CheckInfo] states the threat model (`why`), the method with its source (`how`), the
/// false-positive budget (a parameter named `false-positives`, the share of rows of a clean set
/// that may be held back) and what it cannot see (`limits`).
public interface Screen {
  /// What it asks; constant.
  CheckInfo info();

  /// Screens the rows. Deterministic: the same subject, policy and seed give the same answer, on
  /// any number of threads. A screen that does not apply (no label, one class, no source column)
  /// says so with [Screened#notExamined]; one with too little data says inconclusive.
  Screened run(ScreenSubject subject, CheckContext context);
}
