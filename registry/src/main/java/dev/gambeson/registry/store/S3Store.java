package dev.gambeson.registry.store;

import dev.gambeson.core.GambesonException;
import java.nio.file.Path;
import java.time.Clock;

/// placeholder until the S3 commit
public final class S3Store {
  private S3Store() {}

  /// Not there yet.
  public static ObjectStore open(String address, Path staging, Clock clock) {
    throw GambesonException.usage("S3 is not built in yet: " + address);
  }
}
