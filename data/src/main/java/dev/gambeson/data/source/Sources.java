package dev.gambeson.data.source;

import dev.gambeson.data.internal.stream.Addresses;

/// Opens tables wherever they are: the door to everything that streams.
///
/// Guaranteed: a table is told by its content, never by its name; what exceeds a limit is refused
/// before it is in memory; rows that cannot be taken apart are counted and named, never dropped
/// silently; a source that breaks off throws and never ends early; a second reading gives the same
/// rows or fails. Not guaranteed: that a file is not replaced by another one of the same size, time
/// and inode; compare [BatchReader#sha256] of both readings for that.
public final class Sources {
  private Sources() {}

  /// [#open(String, SourceOptions)] with [SourceOptions#defaults].
  public static TableSource open(String address) {
    return open(address, SourceOptions.defaults());
  }

  /// Opens a source.
  ///
  /// A file is CSV (RFC 4180 with a header, as [dev.gambeson.data.DataFiles#read] reads it), also
  /// packed with gzip. Every cell is text then. A folder holds files of one kind with the same
  /// columns, which are read in the order of their names as one table with the name of the file as
  /// last column, `_file`; files whose names begin with `.` or `_` are left out.
  ///
  /// @throws dev.gambeson.core.GambesonException when there is no such source, or it is nothing
  ///   that can be read; the message says what to do
  public static TableSource open(String address, SourceOptions options) {
    return Addresses.open(address, options);
  }
}
