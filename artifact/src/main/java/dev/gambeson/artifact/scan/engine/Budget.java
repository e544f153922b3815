package dev.gambeson.artifact.scan.engine;

/// What may still be unpacked from one file, shared by all its members. Not thread-safe: a file is
/// read by one thread.
public final class Budget {
  private final ScanLimits limits;
  private long inflated;
  private int members;

  Budget(ScanLimits limits) {
    this.limits = limits;
  }

  /// The limits in force.
  public ScanLimits limits() {
    return limits;
  }

  /// How many bytes a compressed member may yield at most; 0 when nothing may be unpacked any more.
  public long room() {
    return Math.clamp(limits.maxInflatedBytes() - inflated, 0, limits.maxMemberBytes());
  }

  /// Counts bytes that came out of a compressed member.
  public void inflated(long bytes) {
    inflated += bytes;
  }

  /// Whether that many bytes out of that few in is a decompression bomb.
  public boolean isBomb(long packed, long unpacked) {
    return unpacked > ScanLimits.RATIO_FROM && unpacked / Math.max(1, packed) >= limits.maxRatio();
  }

  boolean takeMember() {
    return ++members <= limits.maxMembers();
  }
}
