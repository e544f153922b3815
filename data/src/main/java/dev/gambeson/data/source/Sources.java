package dev.gambeson.data.source;

import dev.gambeson.data.internal.stream.Addresses;

/// Opens tables wherever they are: the door to everything that streams.
///
/// Guaranteed: a table is told by its content, never by its name; what exceeds a limit is refused
/// before it is in memory; rows that cannot be taken apart are counted and named, never dropped
/// silently; a source that breaks off throws and never ends early; a later reading of the same
/// source gives the same rows or fails, at its end at the latest. Not guaranteed: that a reading
/// which is given up half-way saw the rows of another one.
public final class Sources {
  private Sources() {}

  /// [#open(String, SourceOptions)] with [SourceOptions#defaults].
  public static TableSource open(String address) {
    return open(address, SourceOptions.defaults());
  }

  /// Opens a source.
  ///
  /// - A file: CSV (RFC 4180 with a header, as [dev.gambeson.data.DataFiles#read] reads it; every
  ///   cell is text), JSONL, both also packed with gzip; flat Parquet; flat Arrow IPC, file or
  ///   stream; images in the idx format of MNIST.
  /// - A folder of files of one kind with the same columns, read in the order of their names as one
  ///   table with the name of the file as last column, `_file`; files whose names begin with `.` or
  ///   `_` are left out.
  /// - A folder of folders: PNG, JPEG, BMP or PGM images, one folder per class; columns `_file`,
  ///   `label`, `p0`, `p1`, …
  /// - `s3://bucket/key`, or a prefix that ends in `/`, with `?region=…&endpoint=…`; credentials come
  ///   from the environment, a profile or a role.
  /// - `jdbc:…` with a query; credentials come from `GAMBESON_JDBC_USER` and
  ///   `GAMBESON_JDBC_PASSWORD`, or `~/.pgpass`.
  ///
  /// @throws dev.gambeson.core.GambesonException when there is no such source, or it is nothing
  ///   that can be read; the message says what to do
  public static TableSource open(String address, SourceOptions options) {
    return Addresses.open(address, options);
  }
}
