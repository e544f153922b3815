package dev.gambeson.redteam.evasion;

/// A way to look for adversarial rows. The runner ([Evasion]) cuts rows into chunks, keeps the
/// query account and verifies what comes back; an attack only searches.
public sealed interface Attack permits HopSkipJump, LeafTupleAttack, NoiseFloor, SquareAttack {
  /// Name for reports.
  String name();

  /// Looks for adversarial variants of every row of a chunk, in lock step.
  ///
  /// @return one entry per row of the chunk
  Found[] search(Chunk chunk);
}
