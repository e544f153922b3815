package dev.gambeson.server.policy;

import dev.gambeson.core.data.Rows;
import dev.gambeson.explain.Attribution;
import dev.gambeson.guard.Answer;
import dev.gambeson.guard.Query;
import dev.gambeson.guard.output.OutputPolicy.ExplanationLimit;
import dev.gambeson.server.gateway.Explaining;
import dev.gambeson.server.gateway.Spending;
import dev.gambeson.server.serving.Explainer;
import dev.gambeson.server.serving.Explanation;
import dev.gambeson.server.serving.Explanation.Part;
import dev.gambeson.server.serving.ModelVersion;
import dev.gambeson.server.serving.Unavailable;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;

/// Explanations for one class of clients and one model, cut down to what policy lets them tell.
public final class PolicyExplaining implements Explaining {
  private final ExplanationLimit limit;
  private final Spending spending;
  private final Map<String, Explainer> byVersion;
  private final List<String> features;

  /// @param spending the budget for answers with explanations
  /// @param byVersion explainers of the versions that can be explained; may grow
  /// @param features names of the inputs
  public PolicyExplaining(
      ExplanationLimit limit,
      Spending spending,
      Map<String, Explainer> byVersion,
      List<String> features) {
    this.limit = limit;
    this.spending = spending;
    this.byVersion = byVersion;
    this.features = List.copyOf(features);
  }

  @Override
  public Spending spending() {
    return spending;
  }

  @Override
  public int rows() {
    return Explainer.MOST_ROWS;
  }

  @Override
  public Future<Explanation> explain(ModelVersion version, Query query, Answer given) {
    Explainer explainer = byVersion.get(version.version());
    if (explainer == null) {
      return Future.failedFuture(
          new Unavailable("no-explainer", "This version gives no explanations."));
    }
    TreeMap<Integer, List<Integer>> byLabel = new TreeMap<>();
    for (int row = 0; row < given.count(); row++) {
      if (given.labels().length > row && given.labels()[row] >= 0) {
        byLabel.computeIfAbsent(given.labels()[row], _ -> new ArrayList<>()).add(row);
      }
    }
    List<Future<Optional<String>>> work = new ArrayList<>();
    List<List<Part>> parts = new ArrayList<>();
    IntStream.range(0, given.count()).forEach(_ -> parts.add(List.of()));
    byLabel.forEach((label, of) -> work.add(one(explainer, query.rows(), label, of, parts)));
    return Future.all(work)
        .map(all ->
            new Explanation(
                all.<Optional<String>>list().stream()
                    .flatMap(Optional::stream)
                    .findFirst()
                    .orElse("none"),
                parts));
  }

  private Future<Optional<String>> one(
      Explainer explainer, Rows rows, int label, List<Integer> of, List<List<Part>> into) {
    int[] which = of.stream().mapToInt(i -> i).toArray();
    return explainer
        .explain(rows.select(which), label)
        .map(found -> {
          for (int i = 0; i < which.length; i++) {
            into.set(which[i], largest(found, i));
          }
          return Optional.of(found.method());
        });
  }

  private List<Part> largest(Attribution found, int row) {
    return IntStream.range(0, found.width())
        .boxed()
        .sorted(Comparator.comparingDouble((Integer f) -> -Math.abs(found.at(row, f))))
        .limit(limit.features())
        .map(f -> new Part(features.get(f), rounded(found.at(row, f))))
        .filter(part -> part.value() != 0)
        .toList();
  }

  private double rounded(double value) {
    if (limit.digits() == 0) {
      return Math.signum(value);
    }
    double scale = Math.pow(10, limit.digits());
    return Math.rint(value * scale) / scale;
  }
}
