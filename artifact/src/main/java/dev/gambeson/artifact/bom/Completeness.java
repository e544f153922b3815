package dev.gambeson.artifact.bom;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// How much of what an auditor asks of a model its files answer.
///
/// Each field has a weight: 3 for what identifies the model and what may be done with it, 2 for
/// what it does and from which data, 1 for what helps to judge it. The score is the share of the
/// weight that is filled, in percent.
///
/// @param score 0 to 100
/// @param missing the fields that nobody filled, weightiest first
public record Completeness(int score, List<String> missing) {
  private record Field(String name, int weight, Predicate<ModelPart> filled) {}

  private static final List<Field> FIELDS =
      List.of(
          new Field("hash", 3, m -> m.files().stream().noneMatch(f -> f.digests().isEmpty())),
          new Field("licence", 3, m -> !m.card().licences().isEmpty()),
          new Field("author", 3, m -> !m.card().author().isEmpty()),
          new Field("version", 3, m -> !m.card().version().isEmpty()),
          new Field("task", 2, m -> !m.card().task().isEmpty()),
          new Field("training data", 2, m -> !m.card().datasets().isEmpty()),
          new Field("description", 2, m -> !m.card().description().isEmpty()),
          new Field("architecture", 2, m -> !m.card().architecture().isEmpty()),
          new Field("intended use", 2, m -> !m.card().uses().isEmpty()),
          new Field("limitations", 2, m -> !m.card().limitations().isEmpty()),
          new Field("metrics", 1, m -> !m.card().metrics().isEmpty()),
          new Field("inputs", 1, m -> !m.card().inputs().isEmpty()),
          new Field("outputs", 1, m -> !m.card().outputs().isEmpty()),
          new Field("framework", 1, m -> !m.card().framework().isEmpty()));

  public Completeness {
    missing = List.copyOf(missing);
  }

  /// Of one model.
  public static Completeness of(ModelPart model) {
    int filled = 0;
    int all = 0;
    List<String> missing = new ArrayList<>();
    for (Field field : FIELDS) {
      all += field.weight();
      if (field.filled().test(model)) {
        filled += field.weight();
      } else {
        missing.add(field.name());
      }
    }
    return new Completeness(Math.round(100f * filled / all), missing);
  }
}
