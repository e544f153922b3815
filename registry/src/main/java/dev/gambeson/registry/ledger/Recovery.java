package dev.gambeson.registry.ledger;

/// What opening a ledger had to put right.
///
/// @param replayed entries taken from the journal, because the process before did not end in order
/// @param cutBytes bytes of an unfinished last batch that were cut off; nobody had been told that
///   they were safe. An attacker's truncation looks the same from inside: compare with a checkpoint
///   kept elsewhere
public record Recovery(long replayed, long cutBytes) {
  /// One sentence for a log; empty when there was nothing to do.
  public String message() {
    if (replayed == 0 && cutBytes == 0) {
      return "";
    }
    String tail =
        cutBytes == 0
            ? ""
            : " %d bytes of an unfinished last batch, never acknowledged, were cut off."
                .formatted(cutBytes);
    return "The ledger was not closed in order: %d entries were taken from its journal.%s"
        .formatted(replayed, tail);
  }
}
