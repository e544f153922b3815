package dev.gambeson.data.pii;

import dev.gambeson.data.StreamCheck;
import java.util.List;

/// The checks of personal data.
public final class PiiChecks {
  private PiiChecks() {}

  /// GB-PII-001 to 006, answered by one pass.
  public static List<StreamCheck<?>> of(PiiOptions options) {
    return List.of(new PiiScan(options));
  }
}
