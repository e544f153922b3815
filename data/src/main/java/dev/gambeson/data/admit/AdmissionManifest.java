package dev.gambeson.data.admit;

import static java.util.Objects.requireNonNull;

import dev.gambeson.core.data.Roles;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// What is written down of an admission: what came in, what was asked of it, what was let through,
/// and where every run of rows comes from. JSON by [AdmissionJson].
///
/// Guarantees nothing by itself: trust its signature, and prove the files with [AdmittedSet].
///
/// @param name of the data set
/// @param time of the admission
/// @param version of Gambeson
/// @param seed of every random choice
/// @param source where the rows came from
/// @param columns names and types in order
/// @param roles what the columns are for
/// @param counts rows in and out
/// @param data the admitted rows
/// @param chunks runs of rows of `data`, in order
/// @param files the other files of the folder
/// @param transformations what was changed on the way
/// @param checks what was asked, before and after rows were held back
/// @param policySha256 of the policy's canonical JSON
/// @param held rows held back, by check; a row counts once per check
/// @param sources admitted rows by source; empty without a source column
/// @param history of every source, this admission included
/// @param approvers who approved, as stated
/// @param parents admissions that it builds upon
public record AdmissionManifest(
    String name,
    Instant time,
    String version,
    long seed,
    Origin source,
    List<ColumnType> columns,
    Roles roles,
    Counts counts,
    FileDigest data,
    List<Chunk> chunks,
    List<FileDigest> files,
    List<String> transformations,
    List<Asked> checks,
    String policySha256,
    SortedMap<String, Long> held,
    SortedMap<String, Long> sources,
    SourceHistory history,
    List<String> approvers,
    List<Parent> parents) {
  /// The `schema` of its JSON.
  public static final String SCHEMA = "gambeson/admission/1";

  public AdmissionManifest {
    requireNonNull(name, "name");
    columns = List.copyOf(columns);
    chunks = List.copyOf(chunks);
    files = List.copyOf(files);
    transformations = List.copyOf(transformations);
    checks = List.copyOf(checks);
    held = sorted(held);
    sources = sorted(sources);
    approvers = List.copyOf(approvers);
    parents = List.copyOf(parents);
  }

  private static SortedMap<String, Long> sorted(Map<String, Long> map) {
    return Collections.unmodifiableSortedMap(new TreeMap<>(map));
  }

  /// Where the rows came from.
  ///
  /// @param address what it was called; without password
  /// @param kind `csv`, `parquet`, …
  /// @param sha256 of what was read
  /// @param bytes that were read
  public record Origin(String address, String kind, String sha256, long bytes) {}

  /// A column.
  ///
  /// @param type `integer`, `decimal`, `date`, `timestamp`, `boolean`, `text` or `empty`, as its
  ///   cells were seen
  public record ColumnType(String name, String type) {}

  /// Rows in and out.
  ///
  /// @param read rows that could be taken apart
  /// @param unreadable rows that could not
  /// @param held of those read
  /// @param admitted of those read
  public record Counts(long read, long unreadable, long held, long admitted) {
    /// Share of all rows that were held back or could not be read.
    public double heldShare() {
      long all = read + unreadable;
      return all == 0 ? 0 : (double) (held + unreadable) / all;
    }
  }

  /// A file of the folder.
  ///
  /// @param path relative to the folder
  public record FileDigest(String path, String sha256, long bytes) {}

  /// A run of rows.
  ///
  /// @param rows number of rows
  /// @param sha256 of its bytes
  /// @param offset first byte in the data file
  /// @param bytes number of bytes
  /// @param firstSourceRow number in the source of its first row, from 1
  /// @param lastSourceRow number in the source of its last row
  public record Chunk(
      long rows, String sha256, long offset, long bytes, long firstSourceRow, long lastSourceRow) {}

  /// A check with what it said.
  ///
  /// @param before of the rows that came in: `pass`, `fail`, `inconclusive` or `not-examined`
  /// @param after of the rows that were admitted
  public record Asked(String check, String aspect, String before, String after) {}

  /// An admission that this one builds upon.
  ///
  /// @param name of the data set, or `NAME@NUMBER` in a registry
  /// @param manifestSha256 of its manifest
  /// @param relation `reference`
  public record Parent(String name, String manifestSha256, String relation) {}
}
