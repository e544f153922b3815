package dev.gambeson.model.onnx;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.gambeson.artifact.ModelFormat;
import dev.gambeson.artifact.check.ResourceBombs;
import dev.gambeson.artifact.onnx.ExternalData;
import dev.gambeson.artifact.onnx.OnnxFile;
import dev.gambeson.artifact.onnx.OnnxSupport;
import dev.gambeson.artifact.onnx.proto.ModelProto;
import dev.gambeson.artifact.onnx.proto.NodeProto;
import dev.gambeson.artifact.onnx.proto.ValueInfoProto;
import dev.gambeson.core.GambesonException;
import dev.gambeson.core.Text;
import dev.gambeson.core.data.FeatureSpace;
import dev.gambeson.core.data.Rows;
import dev.gambeson.model.HiddenLayer;
import dev.gambeson.model.LoadedClassifier;
import dev.gambeson.model.ModelFile;
import dev.gambeson.model.Preprocessing;
import dev.gambeson.model.RowEncoder;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;

/// An ONNX file, read within limits and refused where it points outside itself.
public final class OnnxModel implements ModelFile {
  private static final Set<String> LINEAR = Set.of("Gemm", "MatMul", "Add", "LinearRegressor");

  private final Path path;
  private final ModelProto model;
  private final GraphIndex graph;
  private final Queue<HiddenLayer> layers = new ConcurrentLinkedQueue<>();
  private final Queue<LoadedClassifier> given = new ConcurrentLinkedQueue<>();

  private OnnxModel(Path path, ModelProto model) {
    this.path = path;
    this.model = model;
    this.graph = new GraphIndex(model.getGraph());
  }

  /// Reads a file.
  ///
  /// @throws GambesonException when it is no ONNX file, or keeps tensors in other files
  public static OnnxModel open(Path path) {
    OnnxFile file = OnnxFile.read(path);
    List<ExternalData> external = ExternalData.in(file.model());
    if (!external.isEmpty()) {
      throw GambesonException.badInput(
          ("%s keeps tensors in other files (%s names '%s'). They were not opened. Save the model as"
                  + " one file.")
              .formatted(path, external.getFirst().path(), external.getFirst().location()));
    }
    ResourceBombs.in(file.model(), ResourceBombs.DEFAULT_MAX_ELEMENTS).stream()
        .findFirst()
        .ifPresent(bomb -> {
          throw GambesonException.badInput(
              "%s was not loaded: %s would make %s values and exhaust the memory (GB-ART-004)."
                  .formatted(path, bomb.path(), Text.number(bomb.elements())));
        });
    OnnxSupport.refusal(file.model())
        .ifPresent(why -> {
          throw GambesonException.badInput(
              path + " " + why + ". Export it again with an older opset_version.");
        });
    return new OnnxModel(path, file.model());
  }

  @Override
  public Path path() {
    return path;
  }

  @Override
  public ModelFormat format() {
    return ModelFormat.ONNX;
  }

  /// The parsed model.
  public ModelProto proto() {
    return model;
  }

  @Override
  public List<Port> inputs() {
    return graph.inputs().stream().map(OnnxTypes::port).toList();
  }

  @Override
  public List<Port> outputs() {
    return model.getGraph().getOutputList().stream().map(OnnxTypes::port).toList();
  }

  @Override
  public Optional<List<String>> classes() {
    return ClassLabels.of(graph);
  }

  @Override
  public List<String> namedInputs() {
    return takesColumns()
        ? graph.inputs().stream().map(ValueInfoProto::getName).toList()
        : List.of();
  }

  private boolean takesColumns() {
    return ColumnFeed.fits(graph.inputs());
  }

  @Override
  public List<String> textInputs() {
    return graph.inputs().stream()
        .filter(i -> OnnxTypes.element(i) == OnnxTypes.STRING)
        .map(ValueInfoProto::getName)
        .toList();
  }

  @Override
  public Map<String, List<String>> knownLevels() {
    Map<String, List<String>> levels = new LinkedHashMap<>();
    List<String> texts = textInputs();
    for (NodeProto node : graph.nodes(n -> n.getOpType().equals("OneHotEncoder"))) {
      List<String> known = GraphIndex.texts(node, "cats_strings");
      if (!known.isEmpty() && node.getInputCount() == 1 && texts.contains(node.getInput(0))) {
        levels.put(node.getInput(0), known);
      }
    }
    return Collections.unmodifiableMap(levels);
  }

  @Override
  public LoadedClassifier classifier(FeatureSpace features, Optional<Preprocessing> preprocessing) {
    Feed feed = feed(features, preprocessing);
    ScoreOutput output = ScoreOutput.of(path.toString(), model, graph);
    OrtSession session = OrtRuntime.session(path.toString(), OnnxFile.encode(output.model()));
    boolean bound = false;
    try {
      LoadedClassifier classifier = bind(session, feed, output);
      given.add(classifier);
      bound = true;
      return classifier;
    } catch (OrtException e) {
      throw OnnxClassifier.failed(path.toString(), e);
    } finally {
      if (!bound) {
        closeQuietly(session);
      }
    }
  }

  @Override
  public Optional<HiddenLayer> hiddenLayer(
      FeatureSpace features, Optional<Preprocessing> preprocessing) {
    ScoreOutput output = ScoreOutput.of(path.toString(), model, graph);
    return Penultimate.of(graph, output.name())
        .map(tensor -> {
          Feed feed = feed(features, preprocessing);
          byte[] cut = OnnxFile.encode(ScoreOutput.withOutput(model, tensor));
          OrtSession session = OrtRuntime.session(path.toString(), cut);
          HiddenLayer layer = new OnnxHiddenLayer(path.toString(), tensor, session, feed);
          layers.add(layer);
          return layer;
        });
  }

  @Override
  public void close() {
    for (HiddenLayer l = layers.poll(); l != null; l = layers.poll()) {
      l.close();
    }
    for (LoadedClassifier c = given.poll(); c != null; c = given.poll()) {
      c.close();
    }
  }

  private static void closeQuietly(OrtSession session) {
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
  }

  private Feed feed(FeatureSpace features, Optional<Preprocessing> preprocessing) {
    List<ValueInfoProto> inputs = graph.inputs();
    if (inputs.isEmpty()) {
      throw GambesonException.badInput(path + " takes no input.");
    }
    if (!takesColumns()) {
      RowEncoder encoder = RowEncoder.of(features, preprocessing);
      return MatrixFeed.of(path.toString(), inputs.getFirst(), encoder, preprocessing.isPresent());
    }
    if (preprocessing.isPresent()) {
      throw GambesonException.usage(
          path
              + " takes one input per raw column and does its own preprocessing; leave out"
              + " --preprocessing.");
    }
    return ColumnFeed.of(path.toString(), inputs, features);
  }

  private OnnxClassifier bind(OrtSession session, Feed feed, ScoreOutput output)
      throws OrtException {
    Rows rows = Probe.rows(feed.features());
    List<String> keys =
        output.maps() ? OnnxClassifier.keys(session, feed, output.name(), rows) : List.of();
    float[] values = OnnxClassifier.run(session, feed, output.name(), keys, rows, 0, rows.count());
    if (values.length == 0 || values.length % rows.count() != 0) {
      throw GambesonException.badInput(
          "%s gives %d values for %d rows in '%s': no score per row."
              .formatted(path, values.length, rows.count(), output.name()));
    }
    int width = values.length / rows.count();
    boolean linear =
        graph.origin(output.name()).filter(n -> LINEAR.contains(n.getOpType())).isPresent();
    ScoreKind kind = ScoreKind.of(values, width, linear);
    List<String> classes = classes(Math.max(2, width), keys.isEmpty() ? output.mapKeys() : keys);
    return new OnnxClassifier(
        path.toString(),
        session,
        feed,
        new OnnxClassifier.Reading(output.name(), classes, keys, kind));
  }

  private List<String> classes(int count, List<String> keys) {
    if (keys.size() == count) {
      return keys;
    }
    return classes()
        .filter(c -> c.size() == count)
        .orElseGet(() -> IntStream.range(0, count).mapToObj(Integer::toString).toList());
  }
}
