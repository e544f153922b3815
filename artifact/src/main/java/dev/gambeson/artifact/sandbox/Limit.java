package dev.gambeson.artifact.sandbox;

/// What a confined program ran into.
public enum Limit {
  /// [Limits#wall].
  WALL_TIME("wall time"),
  /// [Limits#cpu].
  CPU_TIME("CPU time"),
  /// [Limits#memoryBytes].
  MEMORY("memory"),
  /// [Limits#processes].
  PROCESSES("processes and threads"),
  /// [Limits#fileBytes], by the signal that it sends; most programs see a failed write instead.
  FILE_SIZE("size of one file"),
  /// [Limits#folderBytes] or [Limits#folderEntries].
  OUTPUT_FOLDER("size of the output folder");

  private final String title;

  Limit(String title) {
    this.title = title;
  }

  /// The words for it in a message.
  public String title() {
    return title;
  }
}
