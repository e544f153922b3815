package dev.gambeson.server.state;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class H2StoresTest extends StoreContracts {
  @TempDir Path folder;

  @Override
  Database open() {
    return Database.embedded(folder);
  }
}
