package dev.gambeson.artifact.check;

import dev.gambeson.artifact.onnx.OnnxWalk;
import dev.gambeson.artifact.onnx.proto.FunctionProto;
import dev.gambeson.artifact.onnx.proto.GraphProto;
import dev.gambeson.artifact.onnx.proto.ModelProto;
import dev.gambeson.artifact.onnx.proto.NodeProto;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/// Finds operators that make much of little, in the main graph, subgraphs and functions. A runtime
/// folds constants while loading: whoever loads a foreign model asks here first.
public final class ResourceBombs {
  /// The number of values that constants may ask one operator for, unless the policy says
  /// otherwise.
  public static final double DEFAULT_MAX_ELEMENTS = 100_000_000;

  private ResourceBombs() {}

  /// An operator that asks for too much.
  ///
  /// @param path where in the model
  /// @param elements how many values it makes, or how many rounds it runs
  public record Bomb(String path, double elements) {}

  /// Every operator that makes more than `maxElements` values of constants.
  public static List<Bomb> in(ModelProto model, double maxElements) {
    Visitor visitor = new Visitor(maxElements);
    OnnxWalk.walk(model, visitor);
    return List.copyOf(visitor.found);
  }

  private static final class Visitor implements OnnxWalk.Visitor {
    private final double maxElements;
    private final Deque<Frame> frames = new ArrayDeque<>();
    private final List<Bomb> found = new ArrayList<>();

    /// The constants of a graph, for the operators under its path.
    private record Frame(String path, Bombs bombs) {}

    Visitor(double maxElements) {
      this.maxElements = maxElements;
    }

    @Override
    public void graph(String path, GraphProto graph) {
      frames.push(new Frame(path, new Bombs(graph, maxElements)));
    }

    @Override
    public void function(String path, FunctionProto function) {
      graph(path, GraphProto.newBuilder().addAllNode(function.getNodeList()).build());
    }

    @Override
    public void node(String path, NodeProto node) {
      while (frames.size() > 1 && !path.startsWith(frames.element().path() + ".node[")) {
        frames.pop();
      }
      frames.element().bombs().excess(node).ifPresent(size -> found.add(new Bomb(path, size)));
    }
  }
}
