package dev.gambeson.response.evidence;

/// Where an entry of the tamper-evident log stands.
///
/// @param log the log's origin, for example `gambeson/main/node-1`
/// @param index of the entry
/// @param digest SHA-256 of the entry's leaf, hexadecimal
/// @param what one clause on what it says
public record LedgerReference(String log, long index, String digest, String what) {
  public LedgerReference {
    what = dev.gambeson.response.Clean.line(what, 300);
    if (!log.matches("[!-~]{1,200}") || index < 0 || !digest.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException(
          "A ledger reference needs a log's origin, an index and a SHA-256 in hexadecimal");
    }
  }
}
