package dev.gambeson.artifact.bom;

import java.util.List;
import java.util.Optional;

/// Data that a model was made from, or that lies beside it.
///
/// @param name file path, or the name that a model card gives
/// @param kind for example `csv`; `named` when only a card speaks of it
/// @param file the file; empty for a data set that is only named
/// @param licences SPDX ids or names
public record DataPart(String name, String kind, Optional<FilePart> file, List<String> licences) {
  public DataPart {
    licences = List.copyOf(licences);
  }

  /// Reference in the bill.
  public String ref() {
    return "data:" + name;
  }
}
