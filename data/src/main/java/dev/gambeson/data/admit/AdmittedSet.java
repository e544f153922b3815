package dev.gambeson.data.admit;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.io.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/// A folder that an admission wrote, proven: every file is what its manifest says, byte for byte.
///
/// Does not say who made it: check the signature of [Admission#SIGNATURE] over the manifest for
/// that.
///
/// @param folder where it lies
/// @param manifest what it says of itself
/// @param manifestSha256 digest of the manifest's file
public record AdmittedSet(Path folder, AdmissionManifest manifest, String manifestSha256) {

  /// Whether a path looks like such a folder.
  public static boolean isOne(Path folder) {
    return Files.isRegularFile(folder.resolve(Admission.MANIFEST));
  }

  /// Opens and proves a folder.
  ///
  /// @throws GambesonException when it is none, or a file was changed or is missing
  public static AdmittedSet open(Path folder) {
    AdmittedSet set = describe(folder);
    set.prove(set.manifest.data());
    set.manifest.files().forEach(set::prove);
    return set;
  }

  /// Reads the manifest alone: what it says is not proven.
  public static AdmittedSet describe(Path folder) {
    Path file = folder.resolve(Admission.MANIFEST);
    if (!isOne(folder)) {
      throw GambesonException.usage(
          "%s is no admitted data set: it holds no %s. `gambeson admit` makes one."
              .formatted(folder, Admission.MANIFEST));
    }
    try {
      if (Files.size(file) > AdmissionJson.MAX_BYTES) {
        throw GambesonException.badInput(file + " is too large to be a manifest.");
      }
      byte[] json = Files.readAllBytes(file);
      return new AdmittedSet(
          folder, AdmissionJson.read(json, "The manifest " + file), Sha256.of(json));
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private void prove(AdmissionManifest.FileDigest said) {
    Path file = folder.resolve(said.path()).normalize();
    if (!file.startsWith(folder.normalize())) {
      throw GambesonException.badInput(
          "The manifest of %s names a file outside it.".formatted(folder));
    }
    try {
      if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
        throw GambesonException.badInput(
            "%s lacks %s, which its manifest names.".formatted(folder, said.path()));
      }
      if (Files.size(file) != said.bytes() || !Sha256.of(file).equals(said.sha256())) {
        throw GambesonException.badInput(
            "%s is not what was admitted: it was changed since (its SHA-256 is not the manifest's)."
                .formatted(file));
      }
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /// The admitted rows.
  public Path data() {
    return folder.resolve(manifest.data().path());
  }

  /// A file of the folder that the manifest vouches for.
  public Optional<Path> file(String name) {
    return manifest.files().stream()
        .filter(f -> f.path().equals(name))
        .findFirst()
        .map(f -> folder.resolve(f.path()));
  }

  /// Every file of the folder with its digest, as the manifest says.
  public Stream<AdmissionManifest.FileDigest> files() {
    return Stream.concat(Stream.of(manifest.data()), manifest.files().stream());
  }

  private static GambesonException unreadable(Path file, IOException e) {
    return GambesonException.badInput("%s cannot be read: %s.".formatted(file, e.getMessage()), e);
  }
}
