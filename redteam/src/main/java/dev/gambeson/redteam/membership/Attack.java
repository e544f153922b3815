package dev.gambeson.redteam.membership;

/// One attack on a [Population].
///
/// @param name what reports call it
/// @param signal one per row, higher for likelier members; made without looking at membership
/// @param group rows of different groups get thresholds of their own; all zero for one threshold
/// @param groups number of groups
@SuppressWarnings("ArrayRecordComponent") // bulk buffers, passed along without copies
record Attack(String name, double[] signal, int[] group, int groups) {
  static Attack pooled(String name, double[] signal) {
    return new Attack(name, signal, new int[signal.length], 1);
  }

  boolean isPooled() {
    return groups == 1;
  }
}
