package dev.gambeson.cli.registry;

import dev.gambeson.core.GambesonException;
import dev.gambeson.registry.Principal;
import dev.gambeson.registry.Registry;
import dev.gambeson.registry.Surroundings;
import dev.gambeson.registry.store.PrivateFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BiFunction;
import picocli.CommandLine.Option;

/// Which registry, and who asks. The token comes from a file or the environment, never from the
/// command line, where every user of the machine could read it.
public final class Session {
  private static final String TOKEN = "GAMBESON_REGISTRY_TOKEN";
  private static final String FOLDER = "GAMBESON_REGISTRY";
  private static final int MAX_TOKEN = 1000;

  /// Whether a registry was named, by flag or environment.
  public boolean isNamed() {
    return folder.isPresent() || Optional.ofNullable(System.getenv(FOLDER)).isPresent();
  }

  @Option(
      names = "--registry",
      paramLabel = "DIR",
      description = "folder of the registry (default: $GAMBESON_REGISTRY, or ./registry)")
  private Optional<Path> folder = Optional.empty();

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description =
          "file with your token, readable by you alone (default: the token in $GAMBESON_REGISTRY_TOKEN)")
  private Optional<Path> tokenFile = Optional.empty();

  /// Which registry.
  public Path folder() {
    return folder.orElseGet(() ->
        Path.of(
            Optional.ofNullable(System.getenv(FOLDER))
                .filter(f -> !f.isBlank())
                .orElse("registry")));
  }

  /// Opens the registry, shows who asks, does the work, closes it.
  public <T> T as(BiFunction<Registry, Principal, T> work) {
    String token = token();
    try (Registry registry = Registry.open(folder(), Surroundings.ofMachine())) {
      return work.apply(registry, registry.authenticate(token));
    }
  }

  private String token() {
    if (tokenFile.isPresent()) {
      return fromFile(tokenFile.get());
    }
    String token = System.getenv(TOKEN);
    if (token == null || token.isBlank()) {
      throw GambesonException.usage(
          "Who are you? Give --token-file FILE, or put your token into $%s. An administrator makes one with `gambeson registry user add`."
              .formatted(TOKEN));
    }
    return token;
  }

  private static String fromFile(Path file) {
    try {
      PrivateFiles.requirePrivate(file, "The token file");
      if (Files.size(file) > MAX_TOKEN) {
        throw GambesonException.usage(file + " is too large to be a token file.");
      }
      return Files.readString(file, StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw GambesonException.usage("The token file " + file + " cannot be read.");
    }
  }
}
