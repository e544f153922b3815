package dev.gambeson.server.gateway;

import dev.gambeson.guard.Client;
import dev.gambeson.server.serving.ServedModel;
import io.vertx.core.Future;
import java.util.List;

/// Takes what became true later. Thread-safe; never blocks.
@FunctionalInterface
public interface LabelSink {
  /// Takes labels.
  ///
  /// @return fails when they cannot be kept
  Future<Void> accept(Client client, ServedModel model, List<Late> labels);

  /// What became true of one row.
  ///
  /// @param requestId of the request that asked about it, as it was answered
  /// @param row its position in that request, from 0
  /// @param label the class, or the number as text
  record Late(String requestId, int row, String label) {}

  /// Refuses all, since nobody keeps them.
  LabelSink NONE =
      (_, _, _) ->
          Future.failedFuture(new UnsupportedOperationException("nobody keeps late labels"));
}
