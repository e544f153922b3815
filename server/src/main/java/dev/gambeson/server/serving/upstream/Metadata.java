package dev.gambeson.server.serving.upstream;

import dev.gambeson.core.io.Sha256;
import dev.gambeson.server.oip.Datatype;
import dev.gambeson.server.serving.Unavailable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What an upstream says its model takes and gives.
///
/// @param name of the model
/// @param inputs in order; may be empty, since some servers do not tell
/// @param outputs in order; may be empty
record Metadata(String name, List<Port> inputs, List<Port> outputs) {
  private static final int MOST_PORTS = 4096;
  private static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(32)
                          .maxStringLength(64 << 10)
                          .maxNumberLength(64)
                          .maxNameLength(1024)
                          .build())
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  /// One tensor.
  ///
  /// @param shape sizes, -1 where open
  record Port(String name, Optional<Datatype> datatype, List<Long> shape) {
    /// Columns of a matrix; -1 where open or no matrix.
    long width() {
      return shape.size() == 2 ? shape.get(1) : -1;
    }
  }

  /// Reads the answer to `GET /v2/models/NAME`.
  static Metadata read(byte[] body) {
    try {
      JsonNode root = JSON.readTree(body);
      String name = root.path("name").asString("");
      return new Metadata(name, ports(root.path("inputs")), ports(root.path("outputs")));
    } catch (JacksonException e) {
      throw new Unavailable("upstream-metadata", "The upstream's metadata is no sound JSON.");
    }
  }

  private static List<Port> ports(JsonNode list) {
    List<Port> ports = new ArrayList<>();
    for (JsonNode node : list) {
      if (ports.size() == MOST_PORTS) {
        throw new Unavailable(
            "upstream-metadata",
            "The upstream's model has more than %d tensors.".formatted(MOST_PORTS));
      }
      List<Long> shape = new ArrayList<>();
      node.path("shape").forEach(s -> shape.add(s.asLong(-1)));
      ports.add(
          new Port(
              node.path("name").asString(""), datatype(node.path("datatype").asString("")), shape));
    }
    return List.copyOf(ports);
  }

  static Optional<Datatype> datatype(String name) {
    return Arrays.stream(Datatype.values()).filter(d -> d.name().equals(name)).findFirst();
  }

  /// What identifies the model as far as an upstream tells.
  String digest(String address) {
    return Sha256.of(address + "\n" + name + "\n" + inputs + "\n" + outputs);
  }
}
