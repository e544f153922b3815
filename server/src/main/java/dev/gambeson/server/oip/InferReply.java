package dev.gambeson.server.oip;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Map;

/// A reply to a request for inference.
///
/// @param model the model's name
/// @param version the version that answered
/// @param id the client's id of the request, empty for none
/// @param parameters scalars by name
/// @param outputs the tensors
public record InferReply(
    String model, String version, String id, Map<String, Object> parameters, List<Tensor> outputs) {
  public InferReply {
    requireNonNull(model, "model");
    requireNonNull(version, "version");
    requireNonNull(id, "id");
    parameters = Map.copyOf(parameters);
    outputs = List.copyOf(outputs);
  }
}
