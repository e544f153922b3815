package dev.gambeson.redteam.evasion;

import java.util.random.RandomGenerator;

/// The rows one task attacks together, with all that an attack may use. Every row in it is
/// classified correctly to begin with.
///
/// @param rows index of each row in the attacked block
/// @param originals the rows themselves
/// @param truth true class of each row
/// @param space what may move
/// @param threat what the attacker may do
/// @param pool rows of known prediction to start from
/// @param meter the query account, by position in the chunk
@SuppressWarnings("ArrayRecordComponent") // bulk buffers, passed along without copies
record Chunk(
    int[] rows,
    double[][] originals,
    int[] truth,
    MoveSpace space,
    ThreatModel threat,
    StartPool pool,
    QueryMeter meter) {
  int size() {
    return rows.length;
  }

  /// The generator of one row, the same wherever the row is attacked.
  RandomGenerator random(int position, String purpose) {
    return threat.seed().child(purpose).child(rows[position]).random();
  }

  boolean reached(int predicted, int position) {
    return threat.reached(predicted, truth[position]);
  }
}
