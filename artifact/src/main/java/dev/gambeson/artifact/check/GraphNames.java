package dev.gambeson.artifact.check;

import dev.gambeson.artifact.onnx.proto.AttributeProto;
import dev.gambeson.artifact.onnx.proto.FunctionProto;
import dev.gambeson.artifact.onnx.proto.GraphProto;
import dev.gambeson.artifact.onnx.proto.ModelProto;
import dev.gambeson.artifact.onnx.proto.NodeProto;
import dev.gambeson.artifact.onnx.proto.TensorProto;
import dev.gambeson.artifact.onnx.proto.ValueInfoProto;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;

/// Whether every value is made once and before it is used; so a graph without such flaw has no
/// cycle. A subgraph sees the values of the graphs around it that were made before it.
final class GraphNames {
  private final BiConsumer<String, String> flaw;

  /// @param flaw takes what is wrong and where
  GraphNames(BiConsumer<String, String> flaw) {
    this.flaw = flaw;
  }

  void check(ModelProto model) {
    graph("graph", model.getGraph(), new Scope(null));
    for (FunctionProto function : model.getFunctionsList()) {
      Scope scope = new Scope(null);
      String path = "function " + function.getName();
      function.getInputList().forEach(i -> define(path, i, scope));
      nodes(path, function.getNodeList(), scope);
      function.getOutputList().forEach(o -> use(path, "its output", o, scope));
    }
  }

  /// Names visible at a point of a graph.
  private record Scope(@org.jspecify.annotations.Nullable Scope outer, Set<String> names) {
    Scope(@org.jspecify.annotations.Nullable Scope outer) {
      this(outer, new HashSet<>());
    }

    boolean sees(String name) {
      for (Scope s = this; s != null; s = s.outer()) {
        if (s.names().contains(name)) {
          return true;
        }
      }
      return false;
    }
  }

  private void graph(String path, GraphProto graph, Scope scope) {
    Set<String> initializers = new HashSet<>();
    for (TensorProto t : graph.getInitializerList()) {
      initializer(path, t.getName(), initializers);
    }
    graph
        .getSparseInitializerList()
        .forEach(t -> initializer(path, t.getValues().getName(), initializers));
    for (ValueInfoProto input : graph.getInputList()) {
      if (!initializers.contains(input.getName())) { // old models list initializers as inputs too
        define(path, input.getName(), scope);
      }
    }
    scope.names().addAll(initializers);
    nodes(path, graph.getNodeList(), scope);
    graph.getOutputList().forEach(o -> use(path, "its output", o.getName(), scope));
  }

  private void initializer(String path, String name, Set<String> initializers) {
    if (!initializers.add(name)) {
      flaw.accept("Initializer '" + shown(name) + "' stands twice in " + path + ".", path);
    }
  }

  private void nodes(String path, List<NodeProto> nodes, Scope scope) {
    int i = 0;
    for (NodeProto node : nodes) {
      String here = path + ".node[" + i++ + "]:" + node.getOpType();
      for (String input : node.getInputList()) {
        if (!input.isEmpty()) {
          use(here, "an input", input, scope);
        }
      }
      for (AttributeProto attribute : node.getAttributeList()) {
        if (attribute.hasG()) {
          graph(here + "." + attribute.getName(), attribute.getG(), new Scope(scope));
        }
        attribute.getGraphsList().forEach(g -> graph(here, g, new Scope(scope)));
      }
      node.getOutputList().stream().filter(o -> !o.isEmpty()).forEach(o -> define(here, o, scope));
    }
  }

  private void define(String where, String name, Scope scope) {
    if (!scope.names().add(name)) {
      flaw.accept("Value '" + shown(name) + "' is made a second time at " + where + ".", where);
    }
  }

  private void use(String where, String as, String name, Scope scope) {
    if (!scope.sees(name)) {
      flaw.accept(
          "Value '%s' is %s of %s, but nothing before it makes that value."
              .formatted(shown(name), as, where),
          where);
    }
  }

  private static String shown(String name) {
    return name.length() > 60 ? name.substring(0, 60) + "…" : name;
  }
}
