package dev.gambeson.artifact.bom;

import java.util.List;

/// A file with its hashes.
///
/// @param name path under the folder that was examined, with `/`
public record FilePart(String name, long bytes, List<Digest> digests) {
  public FilePart {
    digests = List.copyOf(digests);
  }
}
