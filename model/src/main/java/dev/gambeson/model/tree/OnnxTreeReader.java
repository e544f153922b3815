package dev.gambeson.model.tree;

import dev.gambeson.artifact.onnx.proto.AttributeProto;
import dev.gambeson.artifact.onnx.proto.ModelProto;
import dev.gambeson.artifact.onnx.proto.NodeProto;
import dev.gambeson.core.GambesonException;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Reads `TreeEnsembleClassifier` and `TreeEnsembleRegressor` (ai.onnx.ml 1 to 4) as ONNX Runtime
/// runs them. Combinations whose scores are not plainly probabilities (raw sums without a
/// transform, SOFTMAX_ZERO, PROBIT, base values of a two-class vector) are left to ONNX Runtime.
final class OnnxTreeReader {
  private static final long MAX_VALUES = 50_000_000;

  private final NodeProto node;
  private final String source;
  private final OnnxTreeNodes nodes;
  private final int declaredWidth;
  private final String owner; // "class" or "target"
  private final int count; // classes or targets

  private OnnxTreeReader(NodeProto node, String source, int declaredWidth) {
    this.declaredWidth = declaredWidth;
    this.node = node;
    this.source = source;
    this.nodes = new OnnxTreeNodes(node, source);
    boolean classifier = node.getOpType().equals("TreeEnsembleClassifier");
    owner = classifier ? "class" : "target";
    count = classifier ? labels() : (int) number("n_targets", 1);
  }

  static Optional<TreeEnsemble> read(ModelProto model, String source) {
    int declared = OnnxTreeGraph.declaredWidth(model);
    return OnnxTreeGraph.only(model)
        .filter(_ -> declared > 0) // else nobody could tell a matrix that does not fit
        .flatMap(node -> new OnnxTreeReader(node, source, declared).read());
  }

  private int labels() {
    int texts = nodes.list("classlabels_strings").map(AttributeProto::getStringsCount).orElse(0);
    int numbers = nodes.list("classlabels_int64s").map(AttributeProto::getIntsCount).orElse(0);
    return Math.max(texts, numbers);
  }

  private Optional<TreeEnsemble> read() {
    Set<Long> ids = new TreeSet<>(nodes.longs(owner + "_ids"));
    ids.stream()
        .filter(id -> id < 0 || id >= count)
        .findFirst()
        .ifPresent(id -> {
          throw bad("a leaf adds to %s %d of %d".formatted(owner, id, count));
        });
    boolean single = ids.size() == 1 && count <= 2 && ids.contains(0L);
    if (ids.size() == 1 && !single) {
      return Optional
          .empty(); // ONNX Runtime then scores the other class 0, which is no probability
    }
    int outputs = single ? 1 : count;
    if (outputs < 1 || (long) nodes.count() * outputs > MAX_VALUES) {
      return Optional.empty();
    }
    Optional<Link> link = single ? singleLink() : vectorLink();
    int base = nodes.list("base_values").map(AttributeProto::getFloatsCount).orElse(0);
    if (link.isEmpty() || (base != 0 && base != outputs) || base == 2) {
      return Optional.empty();
    }
    return Optional.of(build(link.get(), outputs, single)).filter(this::plainProbability);
  }

  private TreeEnsemble build(Link link, int outputs, boolean single) {
    var builder = new TreeEnsembleBuilder(source, declaredWidth, outputs, !single, link);
    nodes
        .list("base_values")
        .ifPresent(a -> {
          for (int i = 0; i < a.getFloatsCount(); i++) {
            builder.base(i, a.getFloats(i));
          }
        });
    if (text("aggregate_function", "SUM").equals("AVERAGE")) {
      builder.average();
    }
    nodes.trees(owner, single, outputs).forEach(tree -> builder.add(tree, 0));
    return builder.build();
  }

  /// One weight per leaf. ONNX Runtime takes a classifier's sum for the probability of the second
  /// class when no weight is negative, and for its log-odds under LOGISTIC otherwise.
  private Optional<Link> singleLink() {
    boolean logistic = text("post_transform", "NONE").equals("LOGISTIC");
    boolean none = text("post_transform", "NONE").equals("NONE");
    String aggregate = text("aggregate_function", "SUM");
    if (!aggregate.equals("SUM") && !aggregate.equals("AVERAGE")) {
      return Optional.empty();
    }
    if (owner.equals("target")) {
      return logistic ? Optional.of(Link.LOGISTIC) : Optional.empty();
    }
    boolean positive = nodes.floats(owner + "_weights").stream().allMatch(w -> w >= 0);
    if (positive) {
      return none ? Optional.of(Link.PROBABILITY) : Optional.empty();
    }
    return logistic ? Optional.of(Link.LOGISTIC) : Optional.empty();
  }

  private Optional<Link> vectorLink() {
    if (owner.equals("target")) {
      return Optional.empty();
    }
    return switch (text("post_transform", "NONE")) {
      case "NONE" -> Optional.of(Link.PROBABILITY);
      case "SOFTMAX" -> Optional.of(Link.SOFTMAX);
      case "LOGISTIC" -> Optional.of(Link.LOGISTIC);
      default -> Optional.empty();
    };
  }

  /// Whether sums called probabilities can be ones: no leaf negative, and the leaves that all-zero
  /// and all-one rows end in sum to one.
  private boolean plainProbability(TreeEnsemble e) {
    if (e.link() != Link.PROBABILITY) {
      return true;
    }
    if (nodes.floats(owner + "_weights").stream().anyMatch(w -> w < 0)) {
      return false;
    }
    float[] rows = new float[2 * e.width()];
    Arrays.fill(rows, e.width(), rows.length, 1);
    float[] scores = e.scores(rows);
    int k = e.classes();
    for (int row = 0; row < 2; row++) {
      double sum = 0;
      for (int c = 0; c < k; c++) {
        sum += scores[row * k + c];
        if (scores[row * k + c] < -1e-3) {
          return false;
        }
      }
      if (Math.abs(sum - 1) > 1e-3) {
        return false;
      }
    }
    return true;
  }

  private String text(String name, String otherwise) {
    return OnnxTreeGraph.find(node, name).map(a -> a.getS().toStringUtf8()).orElse(otherwise);
  }

  private long number(String name, long otherwise) {
    return OnnxTreeGraph.find(node, name).map(AttributeProto::getI).orElse(otherwise);
  }

  private GambesonException bad(String what) {
    return TreeEnsembleBuilder.unreadable(source, what);
  }
}
