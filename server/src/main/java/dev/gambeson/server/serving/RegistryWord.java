package dev.gambeson.server.serving;

import dev.gambeson.core.GambesonException;
import dev.gambeson.registry.Principal;
import dev.gambeson.registry.Refused;
import dev.gambeson.registry.Registry;
import dev.gambeson.registry.Surroundings;
import dev.gambeson.registry.Versions;
import dev.gambeson.registry.catalog.Ref;
import dev.gambeson.registry.catalog.Version;
import dev.gambeson.registry.store.PrivateFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// What a registry says is live: a version that today's policy let go live, on evidence and with
/// the approvals that it asks for.
///
/// @param label `NAME@NUMBER`
/// @param files SHA-256 of its files
public record RegistryWord(String label, Set<String> files) {
  public RegistryWord {
    files = Set.copyOf(files);
  }

  /// Asks a registry. Blocks.
  ///
  /// @param folder of the registry
  /// @param token file with a token that may read, for its owner alone
  /// @param name of the model there
  /// @return empty when no version is live
  /// @throws GambesonException when it cannot be asked, or has no such model
  public static Optional<RegistryWord> of(Path folder, Path token, String name) {
    try (Registry registry = Registry.open(folder, Surroundings.ofMachine())) {
      Principal who = registry.authenticate(secret(token));
      Versions.Listed listed =
          registry.versions().list(who).stream()
              .filter(l -> l.name().equals(name))
              .findFirst()
              .orElseThrow(() ->
                  GambesonException.badInput(
                      "The registry in %s has no model called '%s'.".formatted(folder, name)));
      return listed
          .live()
          .map(number -> registry.versions().show(who, Ref.of(name, number)))
          .map(v ->
              new RegistryWord(
                  label(v.version()),
                  v.manifest().files().stream()
                      .map(f -> f.digest().hex())
                      .collect(Collectors.toSet())));
    } catch (Refused e) {
      throw GambesonException.badInput(
          "The registry in %s refuses: %s".formatted(folder, e.getMessage()), e);
    }
  }

  private static String label(Version version) {
    return version.label();
  }

  private static String secret(Path file) {
    try {
      PrivateFiles.requirePrivate(file, "The registry's token file");
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw GambesonException.badInput(
          "The registry's token file %s cannot be read: %s.".formatted(file, e.getMessage()), e);
    }
  }
}
