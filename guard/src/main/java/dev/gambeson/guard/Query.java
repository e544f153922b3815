package dev.gambeson.guard;

import static java.util.Objects.requireNonNull;

import dev.gambeson.core.data.Rows;
import java.time.Instant;

/// One request to a model.
///
/// @param id of the request, unique over all nodes
/// @param client who asks
/// @param model the model's name
/// @param version the version that answers
/// @param rows what is asked, in the model's feature space (missing number: NaN; missing or unknown
///   level: -1)
/// @param time when it came
public record Query(
    String id, Client client, String model, String version, Rows rows, Instant time) {
  public Query {
    requireNonNull(id, "id");
    requireNonNull(client, "client");
    requireNonNull(model, "model");
    requireNonNull(version, "version");
    requireNonNull(rows, "rows");
    requireNonNull(time, "time");
  }
}
