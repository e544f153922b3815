package dev.gambeson.cli.data;

import dev.gambeson.cli.registry.Session;
import dev.gambeson.core.GambesonException;
import dev.gambeson.core.Progress;
import dev.gambeson.registry.catalog.Ref;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import picocli.CommandLine.Mixin;

/// Where a reference is looked for: on the disk, or in the registry.
final class ReferenceOptions {
  private static final Pattern REF = Pattern.compile("[A-Za-z0-9._-]+@[A-Za-z0-9._-]+");

  @Mixin private Session session = new Session();

  Session session() {
    return session;
  }

  /// The reference that the options name, opened and proven.
  Optional<Reference> reference(DataOptions options) {
    return options.reference.map(r -> open(r, options.referenceKey));
  }

  private Reference open(String address, Optional<Path> key) {
    return REF.matcher(address).matches() && !Files.exists(Path.of(address))
        ? fetched(address, key)
        : Reference.open(address, key);
  }

  private Reference fetched(String ref, Optional<Path> key) {
    try {
      Path folder = Files.createTempDirectory("gambeson-reference");
      Path target = folder.resolve("content");
      session.as((registry, who) ->
          registry.versions().fetch(who, Ref.parse(ref), target, Progress.silent()));
      return Reference.open(content(target).toString(), key).named(ref, folder);
    } catch (IOException e) {
      throw GambesonException.badInput(
          "The reference %s cannot be fetched: %s.".formatted(ref, e.getMessage()), e);
    }
  }

  /// A version of one file that no admission wrote is that file.
  private static Path content(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      var all = files.toList();
      return all.size() == 1 && Files.isRegularFile(all.getFirst()) ? all.getFirst() : folder;
    }
  }
}
