package dev.gambeson.cli.data;

import dev.gambeson.data.DataFiles;
import dev.gambeson.data.DatasetSource;
import dev.gambeson.data.source.TableSource;
import java.nio.file.Path;
import java.util.Optional;

/// Opens tables by their address.
final class Tables {
  private Tables() {}

  static TableSource open(String address, Optional<String> query) {
    return new DatasetSource(DataFiles.read(Path.of(address)));
  }
}
