package dev.gambeson.cli.data;

import dev.gambeson.artifact.sign.Dsse;
import dev.gambeson.artifact.sign.Statement;
import dev.gambeson.artifact.sign.VerifyingKey;
import dev.gambeson.core.GambesonException;
import dev.gambeson.core.Progress;
import dev.gambeson.core.Seed;
import dev.gambeson.core.io.Folders;
import dev.gambeson.data.DataGate;
import dev.gambeson.data.Fold;
import dev.gambeson.data.RowSample;
import dev.gambeson.data.admit.Admission;
import dev.gambeson.data.admit.AdmissionManifest;
import dev.gambeson.data.admit.AdmittedSet;
import dev.gambeson.data.profile.TableProfile;
import dev.gambeson.data.profile.TableSummary;
import dev.gambeson.data.screen.drift.DriftSummary;
import dev.gambeson.data.screen.drift.VersionHistory;
import dev.gambeson.data.source.TableSource;
import dev.gambeson.registry.catalog.Ref;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Data that is compared with: an admitted set, proven, or a plain file that somebody trusts.
///
/// @param name as it was called
/// @param rows its rows
/// @param set the admission, unless it is a plain file
/// @param signed whether a signature was checked
/// @param fetched folder that is to be removed in the end
record Reference(
    String name,
    TableSource rows,
    Optional<AdmittedSet> set,
    boolean signed,
    Optional<Path> fetched)
    implements AutoCloseable {
  private static final int MAX_ENVELOPE = 128 << 20;

  /// Opens a folder that `admit` wrote, or a plain table.
  ///
  /// @param key that must have signed it
  static Reference open(String address, Optional<Path> key) {
    Path path = Path.of(address);
    if (Files.isDirectory(path) && AdmittedSet.isOne(path)) {
      AdmittedSet set = AdmittedSet.open(path);
      key.ifPresent(k -> requireSignature(set, k));
      return new Reference(
          address,
          Tables.open(set.data().toString(), Optional.empty()),
          Optional.of(set),
          key.isPresent(),
          Optional.empty());
    }
    if (key.isPresent()) {
      throw GambesonException.usage(
          "--reference-key needs a --reference that admit wrote; %s is none.".formatted(address));
    }
    return new Reference(
        address, Tables.open(address, Optional.empty()), Optional.empty(), false, Optional.empty());
  }

  /// The same, as a version of a registry that was fetched into a folder.
  Reference named(String ref, Path folder) {
    return new Reference(ref, rows, set, signed, Optional.of(folder));
  }

  private static void requireSignature(AdmittedSet set, Path keyFile) {
    Path file = set.folder().resolve(Admission.SIGNATURE);
    try {
      if (!Files.isRegularFile(file) || Files.size(file) > MAX_ENVELOPE) {
        throw GambesonException.badInput(
            "The reference %s is not signed: it has no %s."
                .formatted(set.folder(), Admission.SIGNATURE));
      }
      Dsse envelope = Dsse.parse(Files.readAllBytes(file), "The signature of the reference");
      Statement statement = Statement.in(envelope, "the signature of the reference");
      VerifyingKey key = VerifyingKey.read(keyFile);
      if (!envelope.verifiedBy(key)
          || !statement.isAbout(set.manifestSha256(), Signing.PREDICATE)) {
        throw GambesonException.badInput(
            "The reference %s was not signed by the key in %s, or was changed since."
                .formatted(set.folder(), keyFile));
      }
    } catch (IOException e) {
      throw GambesonException.badInput(
          "The signature of %s cannot be read: %s.".formatted(set.folder(), e.getMessage()), e);
    }
  }

  /// The gate with what it shall compare with. An admitted set brings its profile with it; a plain
  /// file is profiled here.
  DataGate into(DataGate gate, int sample, Set<String> missing, long seed) {
    Fold fold = new Fold();
    Fold.Slot<RowSample> slot =
        fold.ask(() -> new RowSample(sample, missing, new Seed(seed).child("reference")));
    Optional<Path> said = set.flatMap(s -> s.file(Admission.PROFILE));
    Optional<Fold.Slot<TableProfile>> seen =
        said.isPresent() ? Optional.empty() : Optional.of(fold.ask(TableProfile::new));
    fold.over(rows, 1, Progress.silent());
    TableSummary profile =
        said.map(Reference::profile).orElseGet(() -> seen.orElseThrow().answer().summary());
    DataGate with = gate.trusted(slot.answer().dataset(name)).reference(profile);
    return set.map(s -> with.history(s.manifest().history()).versions(versions(s))).orElse(with);
  }

  private static VersionHistory versions(AdmittedSet set) {
    Optional<Path> file = set.file(Admission.DRIFT);
    if (file.isEmpty()) {
      return VersionHistory.EMPTY;
    }
    try {
      return new VersionHistory(
          Files.readAllLines(file.get()).stream()
              .map(l -> DriftSummary.parse(l, file.get().toString()))
              .toList());
    } catch (IOException e) {
      throw GambesonException.badInput(
          "%s cannot be read: %s.".formatted(file.get(), e.getMessage()), e);
    }
  }

  private static TableSummary profile(Path file) {
    try {
      return TableSummary.read(Files.readAllBytes(file), file.toString());
    } catch (IOException e) {
      throw GambesonException.badInput("%s cannot be read: %s.".formatted(file, e.getMessage()), e);
    }
  }

  /// As parents of an admission that builds upon it.
  List<AdmissionManifest.Parent> parents() {
    return set.stream()
        .map(s ->
            new AdmissionManifest.Parent(
                fetched.isPresent() ? name : s.manifest().name(), s.manifestSha256(), "reference"))
        .toList();
  }

  /// As parent of a version in the registry that it came from.
  Optional<Ref> version() {
    return fetched.map(_ -> Ref.parse(name));
  }

  @Override
  public void close() {
    fetched.ifPresent(Folders::deleteQuietly);
  }
}
