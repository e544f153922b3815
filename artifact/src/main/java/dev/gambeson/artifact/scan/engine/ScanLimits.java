package dev.gambeson.artifact.scan.engine;

/// Where the scanner stops. Whatever is beyond a limit is reported as not examined, never as clean.
///
/// @param maxFileBytes larger files are not read at all
/// @param maxInflatedBytes of all that is unpacked from one file, together
/// @param maxMemberBytes of one compressed member, unpacked
/// @param maxRatio unpacked to packed bytes, once more than [#RATIO_FROM] bytes came out
/// @param maxDepth of archives in archives and pickles in pickles
/// @param maxMembers in one file, at all depths together
/// @param maxFlaws kept per file, the rest is counted
public record ScanLimits(
    long maxFileBytes,
    long maxInflatedBytes,
    long maxMemberBytes,
    int maxRatio,
    int maxDepth,
    int maxMembers,
    int maxFlaws) {
  /// A ratio says nothing about a few bytes.
  public static final long RATIO_FROM = 1 << 20;

  /// 512 GiB files, 4 GiB unpacked (2 GiB per member), ratio 100, depth 8, 100,000 members.
  public static ScanLimits defaults() {
    return new ScanLimits(512L << 30, 4L << 30, 2L << 30, 100, 8, 100_000, 500);
  }
}
