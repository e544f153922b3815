package dev.gambeson.data.pii;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.Text;
import dev.gambeson.data.pii.anonymity.ColumnChoice;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// The quasi-identifiers that the options name, or else those that columns are named like, and the
/// protected columns.
record QuasiColumns(ContextWords words, PiiOptions options) implements ColumnChoice {
  private static final int MOST = 8;
  private static final Set<PiiType> TELLING =
      Set.of(
          PiiTypes.BIRTH,
          PiiTypes.POSTCODE,
          PiiTypes.GENDER,
          PiiTypes.AGE,
          PiiTypes.OCCUPATION,
          PiiTypes.CITY,
          PiiTypes.ETHNICITY);

  @Override
  public Chosen of(List<String> names) {
    List<String> sensitive =
        options.sensitive().isEmpty()
            ? options.roles().label().stream().toList()
            : options.sensitive();
    require(names, sensitive, "sensitive column");
    require(names, options.quasi(), "quasi-identifier");
    if (!options.quasi().isEmpty()) {
      return new Chosen(options.quasi(), sensitive, false);
    }
    List<String> proposed = new ArrayList<>();
    for (String name : names) {
      boolean used =
          sensitive.contains(name) || options.roles().label().filter(name::equals).isPresent();
      if (!used && proposed.size() < MOST && isTelling(name)) {
        proposed.add(name);
      }
    }
    return new Chosen(proposed, sensitive, true);
  }

  private boolean isTelling(String name) {
    return options.roles().protectedColumns().contains(name)
        || words.ofHeader(name).stream()
            .anyMatch(t -> t < PiiTypes.all().size() && TELLING.contains(PiiTypes.all().get(t)));
  }

  private static void require(List<String> names, List<String> wanted, String what) {
    for (String name : wanted) {
      if (!names.contains(name)) {
        String hint =
            Text.didYouMean(name, names).map(n -> " Did you mean '" + n + "'?").orElse("");
        throw GambesonException.usage(
            "The table has no column '" + name + "', named as " + what + "." + hint);
      }
    }
  }
}
