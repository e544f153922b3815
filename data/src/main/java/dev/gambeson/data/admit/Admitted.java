package dev.gambeson.data.admit;

import dev.gambeson.core.Result;

/// What came of the second reading.
///
/// @param result every check, now of the rows that are left: it decides
/// @param manifest what is to be signed; its file lies in the folder
@SuppressWarnings("ArrayRecordComponent") // written once
public record Admitted(Result result, AdmissionManifest manifest, byte[] manifestJson) {
  /// Whether the rows that are left may train: the result's verdict is a pass.
  public boolean passed() {
    return result.verdict() == Result.Verdict.PASS;
  }
}
