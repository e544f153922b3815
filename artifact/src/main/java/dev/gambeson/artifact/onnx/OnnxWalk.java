package dev.gambeson.artifact.onnx;

import dev.gambeson.artifact.onnx.proto.AttributeProto;
import dev.gambeson.artifact.onnx.proto.FunctionProto;
import dev.gambeson.artifact.onnx.proto.GraphProto;
import dev.gambeson.artifact.onnx.proto.ModelProto;
import dev.gambeson.artifact.onnx.proto.NodeProto;
import dev.gambeson.artifact.onnx.proto.SparseTensorProto;
import dev.gambeson.artifact.onnx.proto.TensorProto;
import dev.gambeson.artifact.onnx.proto.TrainingInfoProto;
import java.util.List;

/// Visits every graph, operator and tensor of a model, wherever it hides: subgraphs in attributes,
/// local functions, their default attributes, sparse tensors, training graphs.
public final class OnnxWalk {
  private OnnxWalk() {}

  /// What to do at each stop. A path reads like `graph.node[3]:If.then_branch.initializer[0]`.
  public interface Visitor {
    /// A graph: the main one, a subgraph, or one of a training step.
    default void graph(String path, GraphProto graph) {}

    /// A local function.
    default void function(String path, FunctionProto function) {}

    /// An operator.
    default void node(String path, NodeProto node) {}

    /// A tensor stored in the file.
    default void tensor(String path, TensorProto tensor) {}
  }

  /// Visits the whole model, depth first, in file order.
  public static void walk(ModelProto model, Visitor visitor) {
    graph("graph", model.getGraph(), visitor);
    int i = 0;
    for (FunctionProto function : model.getFunctionsList()) {
      String path = "functions[" + i++ + "]:" + function.getName();
      visitor.function(path, function);
      nodes(path, function.getNodeList(), visitor);
      attributes(path, function.getAttributeProtoList(), visitor);
    }
    i = 0;
    for (TrainingInfoProto training : model.getTrainingInfoList()) {
      String path = "training_info[" + i++ + "]";
      graph(path + ".initialization", training.getInitialization(), visitor);
      graph(path + ".algorithm", training.getAlgorithm(), visitor);
    }
  }

  private static void graph(String path, GraphProto graph, Visitor visitor) {
    visitor.graph(path, graph);
    tensors(path + ".initializer", graph.getInitializerList(), visitor);
    sparse(path + ".sparse_initializer", graph.getSparseInitializerList(), visitor);
    nodes(path, graph.getNodeList(), visitor);
  }

  private static void nodes(String path, List<NodeProto> nodes, Visitor visitor) {
    int i = 0;
    for (NodeProto node : nodes) {
      String here = path + ".node[" + i++ + "]:" + node.getOpType();
      visitor.node(here, node);
      attributes(here, node.getAttributeList(), visitor);
    }
  }

  private static void attributes(String path, List<AttributeProto> attributes, Visitor visitor) {
    for (AttributeProto attribute : attributes) {
      String here = path + "." + attribute.getName();
      if (attribute.hasT()) {
        visitor.tensor(here, attribute.getT());
      }
      tensors(here, attribute.getTensorsList(), visitor);
      if (attribute.hasSparseTensor()) {
        sparse(here, List.of(attribute.getSparseTensor()), visitor);
      }
      sparse(here, attribute.getSparseTensorsList(), visitor);
      if (attribute.hasG()) {
        graph(here, attribute.getG(), visitor);
      }
      int i = 0;
      for (GraphProto graph : attribute.getGraphsList()) {
        graph(here + "[" + i++ + "]", graph, visitor);
      }
    }
  }

  private static void tensors(String path, List<TensorProto> tensors, Visitor visitor) {
    int i = 0;
    for (TensorProto tensor : tensors) {
      visitor.tensor(path + "[" + i++ + "]:" + tensor.getName(), tensor);
    }
  }

  private static void sparse(String path, List<SparseTensorProto> tensors, Visitor visitor) {
    int i = 0;
    for (SparseTensorProto tensor : tensors) {
      String here = path + "[" + i++ + "]";
      visitor.tensor(here + ".values", tensor.getValues());
      visitor.tensor(here + ".indices", tensor.getIndices());
    }
  }
}
