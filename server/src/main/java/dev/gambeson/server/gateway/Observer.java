package dev.gambeson.server.gateway;

import dev.gambeson.guard.Answer;
import dev.gambeson.guard.Client;
import dev.gambeson.guard.Query;
import dev.gambeson.server.serving.ModelVersion;
import dev.gambeson.server.serving.ServedModel;
import java.util.List;
import java.util.Optional;

/// Sees requests after they were answered: query watch, monitors, shadows, metrics. Runs on the
/// event loop, so it neither blocks nor works long. What it throws is counted and changes nothing.
public interface Observer {
  /// A request is over, however it ended.
  void ended(Trace trace);

  /// A finished request.
  ///
  /// @param call as it came
  /// @param client who asked, if authenticated
  /// @param model the model, if it exists
  /// @param version the version that was asked, if any
  /// @param query what was asked, if it was read
  /// @param raw what the model said, if it was asked
  /// @param reply what was returned
  /// @param step where the client stood
  /// @param previews access rules in preview that would have applied
  /// @param flagged what was unusual about the input, as plain tokens, for example
  ///   `input-unseen-level`
  /// @param nanos of each part
  record Trace(
      Call call,
      Optional<Client> client,
      Optional<ServedModel> model,
      Optional<ModelVersion> version,
      Optional<Query> query,
      Optional<Answer> raw,
      Reply reply,
      Step step,
      List<String> previews,
      List<String> flagged,
      Times nanos) {}

  /// How long the parts took.
  ///
  /// @param total from the first byte to the answer
  /// @param guards of requests and answers
  /// @param model the model alone
  record Times(long total, long guards, long model) {}
}
