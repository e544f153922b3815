package dev.gambeson.artifact.scan.pickle;

import dev.gambeson.artifact.scan.archive.Archive;
import dev.gambeson.artifact.scan.archive.ArchiveKind;

/// NumPy's `.npz`: a zip of `.npy` files. A member of another kind, which `numpy.load` may
/// unpickle, is examined like any other.
final class Npz implements ArchiveKind {
  @Override
  public String kind() {
    return "npz";
  }

  @Override
  public boolean recognises(Archive archive) {
    return !archive.entries().isEmpty()
        && archive.entries().stream().allMatch(e -> e.name().endsWith(".npy"));
  }

  @Override
  public void examine(Archive archive) {
    // its members are arrays by themselves
  }
}
