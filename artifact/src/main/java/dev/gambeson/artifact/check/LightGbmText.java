package dev.gambeson.artifact.check;

import dev.gambeson.core.GambesonException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Walks a LightGBM model as text: header, trees, importances, parameters, and nothing else.
final class LightGbmText {
  private static final Pattern KEYED =
      Pattern.compile("[A-Za-z_]+=.*|tree|average_output|linear_tree");
  private static final Pattern PARAMETER = Pattern.compile("\\[[\\w]+: ?.*]");
  private static final Pattern IMPORTANCE = Pattern.compile("[^=]+=\\d+");

  private enum Part {
    HEADER_AND_TREES,
    IMPORTANCES,
    PARAMETERS,
    END
  }

  private int trees;
  private long features = -1;
  private long max = -1;
  private long min;
  private String objective = "";
  private final List<String> oddities = new ArrayList<>();
  private Part part = Part.HEADER_AND_TREES;
  private boolean whole;

  private LightGbmText() {}

  static TreeFacts read(String name, byte[] bytes) {
    LightGbmText walk = new LightGbmText();
    String text = new String(bytes, StandardCharsets.UTF_8);
    int[] number = {0};
    text.lines().forEach(line -> walk.line(name, line, ++number[0]));
    if (!walk.whole) {
      throw GambesonException.badInput(
          name + " is no whole LightGBM model: 'end of trees' is missing. Save it again.");
    }
    return new TreeFacts(
        walk.trees, walk.features, walk.max, walk.min, walk.objective, walk.oddities);
  }

  private void line(String name, String line, int number) {
    if (line.isBlank()) {
      return;
    }
    switch (line) {
      case "end of trees" -> {
        whole = true;
        part = Part.IMPORTANCES;
      }
      case "feature_importances:" -> part = Part.IMPORTANCES;
      case "parameters:" -> part = Part.PARAMETERS;
      case "end of parameters" -> part = Part.END;
      default -> content(name, line, number);
    }
  }

  private void content(String name, String line, int number) {
    boolean known =
        switch (part) {
          case HEADER_AND_TREES -> KEYED.matcher(line).matches();
          case IMPORTANCES -> IMPORTANCE.matcher(line).matches() || last(line);
          case PARAMETERS -> PARAMETER.matcher(line).matches();
          case END -> last(line);
        };
    if (!known && oddities.size() < Flaws.MAX) {
      oddities.add("LightGBM writes no line such as line %d.".formatted(number));
    }
    if (part == Part.HEADER_AND_TREES) {
      keyed(name, line, number);
    }
  }

  private static boolean last(String line) {
    return line.startsWith("pandas_categorical:") || line.startsWith("loaded_parameters:");
  }

  private void keyed(String name, String line, int number) {
    int at = line.indexOf('=');
    String value = line.substring(at + 1);
    try {
      switch (line.substring(0, Math.max(at, 0))) {
        case "Tree" -> trees++;
        case "objective" -> objective = value;
        case "max_feature_idx" -> features = Long.parseLong(value.strip()) + 1;
        case "split_feature" -> {
          for (String feature : value.strip().split(" ", -1)) {
            if (!feature.isEmpty()) {
              max = Math.max(max, Long.parseLong(feature));
              min = Math.min(min, Long.parseLong(feature));
            }
          }
        }
        default -> {}
      }
    } catch (NumberFormatException e) {
      throw GambesonException.badInput(
          name + " is no well-formed LightGBM model: line " + number + " needs whole numbers.", e);
    }
  }
}
