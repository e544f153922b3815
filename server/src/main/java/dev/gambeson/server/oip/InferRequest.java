package dev.gambeson.server.oip;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Map;

/// A request for inference as it was read.
///
/// @param id the client's own id of the request, empty for none
/// @param parameters scalars by name: Boolean, Long, Double or String
/// @param inputs the tensors
/// @param outputs names of the outputs asked for; empty means all
/// @param binaryOutput whether the reply's tensors shall be binary
public record InferRequest(
    String id,
    Map<String, Object> parameters,
    List<Tensor> inputs,
    List<String> outputs,
    boolean binaryOutput) {
  public InferRequest {
    requireNonNull(id, "id");
    parameters = Map.copyOf(parameters);
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }
}
