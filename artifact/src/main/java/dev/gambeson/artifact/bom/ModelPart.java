package dev.gambeson.artifact.bom;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// A model: one file, or several that belong together.
///
/// @param name path of the file, or of the shards without their numbers
/// @param kind of its files, for example `safetensors`
/// @param files at least one
/// @param card what its files and the card beside them say
/// @param verdict of the scanner; empty when it was not asked
public record ModelPart(
    String name, String kind, List<FilePart> files, Card card, Optional<String> verdict) {
  public ModelPart {
    files = List.copyOf(files);
  }

  /// Reference in the bill.
  public String ref() {
    return "model:" + name;
  }

  /// What is known of a model. Nothing in it is guessed: every value stands in a file.
  ///
  /// @param title its name; empty when unknown, as every text here
  /// @param licences SPDX ids or names
  /// @param datasets names of the data it was trained on
  /// @param inputs name and type of each input
  /// @param outputs name and type of each output
  /// @param metrics measured quality, as `name: value`
  /// @param facts other facts, by dashed name
  public record Card(
      String title,
      String version,
      String author,
      String description,
      String task,
      String architecture,
      String framework,
      List<String> licences,
      List<String> datasets,
      List<String> baseModels,
      List<String> inputs,
      List<String> outputs,
      List<String> metrics,
      String limitations,
      String uses,
      SortedMap<String, String> facts) {
    public Card {
      licences = List.copyOf(licences);
      datasets = List.copyOf(datasets);
      baseModels = List.copyOf(baseModels);
      inputs = List.copyOf(inputs);
      outputs = List.copyOf(outputs);
      metrics = List.copyOf(metrics);
      facts = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(facts));
    }
  }
}
