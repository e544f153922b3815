package dev.gambeson.cli;

import dev.gambeson.cli.config.ConfigReader;
import dev.gambeson.cli.config.Configuration;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/// `--config`: the file that describes the system.
public final class ConfigOption {
  @Option(names = "--config", paramLabel = "FILE", description = "gambeson.yaml; flags override it")
  private Optional<Path> file = Optional.empty();

  /// The file, if one was named.
  public Optional<Path> file() {
    return file;
  }

  /// What the file says; nothing, when none was named.
  public Configuration read() {
    return file.map(new ConfigReader(Catalogue.infos(), Formats.names())::read)
        .orElseGet(Configuration::empty);
  }
}
