package dev.gambeson.registry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// A process that rolls back and forth until it is killed, and says what was acknowledged.
public final class Crasher {
  private Crasher() {}

  /// @param arguments folder of the registry, file with a token
  public static void main(String[] arguments) throws IOException {
    String token = Files.readString(Path.of(arguments[1]));
    try (Registry registry = Registry.open(Path.of(arguments[0]), Surroundings.ofMachine())) {
      Principal who = registry.authenticate(token);
      while (true) {
        Promotions.Moved moved = registry.promotions().rollback(who, "fraud", Optional.empty(), "");
        System.out.println(moved.version().number());
        System.out.flush();
      }
    }
  }
}
