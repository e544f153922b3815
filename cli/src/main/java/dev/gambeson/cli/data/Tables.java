package dev.gambeson.cli.data;

import dev.gambeson.data.source.SourceOptions;
import dev.gambeson.data.source.Sources;
import dev.gambeson.data.source.TableSource;
import java.util.Optional;

/// Opens tables by their address.
final class Tables {
  private Tables() {}

  /// @param query what to ask a database
  static TableSource open(String address, Optional<String> query) {
    SourceOptions usual = SourceOptions.defaults();
    return Sources.open(address, query.map(usual::withQuery).orElse(usual));
  }
}
