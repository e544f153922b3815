package dev.gambeson.data.admit;

import dev.gambeson.data.DataVerdict;
import java.time.Instant;
import java.util.List;

/// What is to be admitted, and how.
///
/// @param name of the data set
/// @param verdict what the gate said of the table
/// @param mode whether rows may be held back
/// @param format of the admitted rows: `csv`, `jsonl`, `parquet` or `arrow`
/// @param transformations changes on the way, in order
/// @param keepRows whether the quarantine holds the cells of its rows
/// @param time of the admission
/// @param approvers who approved, as stated
/// @param parents admissions that it builds upon
/// @param enclosed files to put into the folder
public record AdmissionOrder(
    String name,
    DataVerdict verdict,
    Mode mode,
    String format,
    List<Transformation> transformations,
    boolean keepRows,
    Instant time,
    List<String> approvers,
    List<AdmissionManifest.Parent> parents,
    List<Enclosed> enclosed) {
  public AdmissionOrder {
    transformations = List.copyOf(transformations);
    approvers = List.copyOf(approvers);
    parents = List.copyOf(parents);
    enclosed = List.copyOf(enclosed);
  }

  /// Whether rows may be held back.
  public enum Mode {
    /// Rows that rules or screens name are held back; the rest is asked again, and admitted when it
    /// passes.
    HOLD,
    /// The table is admitted whole or not at all.
    REFUSE
  }

  /// A file to put into the folder.
  ///
  /// @param path a plain file name
  @SuppressWarnings("ArrayRecordComponent") // written once
  public record Enclosed(String path, byte[] content) {}
}
