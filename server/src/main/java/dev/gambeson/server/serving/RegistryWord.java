package dev.gambeson.server.serving;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.Progress;
import dev.gambeson.registry.Principal;
import dev.gambeson.registry.Refused;
import dev.gambeson.registry.Registry;
import dev.gambeson.registry.Surroundings;
import dev.gambeson.registry.VersionDetails;
import dev.gambeson.registry.Versions;
import dev.gambeson.registry.catalog.FileEntry;
import dev.gambeson.registry.catalog.Ref;
import dev.gambeson.registry.catalog.Version;
import dev.gambeson.registry.store.PrivateFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// What a registry says is live: a version that today's policy let go live, on evidence and with
/// the approvals that it asks for.
///
/// @param label `NAME@NUMBER`
/// @param byPath SHA-256 of its files, by their paths within the version
public record RegistryWord(String label, Map<String, String> byPath) {
  public RegistryWord {
    byPath = Map.copyOf(byPath);
  }

  /// SHA-256 of its files.
  public Set<String> files() {
    return Set.copyOf(byPath.values());
  }

  /// Its number.
  public int number() {
    return Integer.parseInt(label.substring(label.lastIndexOf('@') + 1));
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
      return listed.live().map(number -> of(registry, who, Ref.of(name, number)));
    } catch (Refused e) {
      throw GambesonException.badInput(
          "The registry in %s refuses: %s".formatted(folder, e.getMessage()), e);
    }
  }

  private static RegistryWord of(Registry registry, Principal who, Ref ref) {
    VersionDetails details = registry.versions().show(who, ref);
    return new RegistryWord(
        label(details.version()),
        details.manifest().files().stream()
            .collect(Collectors.toMap(FileEntry::path, f -> f.digest().hex())));
  }

  /// What a registry has of one version, live or not. Blocks.
  ///
  /// @throws GambesonException when it cannot be asked, or has no such version
  public static RegistryWord version(Path folder, Path token, String name, int number) {
    try (Registry registry = Registry.open(folder, Surroundings.ofMachine())) {
      return of(registry, registry.authenticate(secret(token)), Ref.of(name, number));
    } catch (Refused e) {
      throw GambesonException.badInput(
          "The registry in %s refuses: %s".formatted(folder, e.getMessage()), e);
    }
  }

  /// Has the files of a version written to a new folder, each proven to be what was registered.
  /// Blocks.
  ///
  /// @throws GambesonException when the registry does not give them out, or cannot
  public static void fetch(Path folder, Path token, String name, int number, Path target) {
    try (Registry registry = Registry.open(folder, Surroundings.ofMachine())) {
      Principal who = registry.authenticate(secret(token));
      registry.versions().fetch(who, Ref.of(name, number), target, Progress.silent());
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
