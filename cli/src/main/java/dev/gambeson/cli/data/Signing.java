package dev.gambeson.cli.data;

import dev.gambeson.artifact.sign.Dsse;
import dev.gambeson.artifact.sign.Password;
import dev.gambeson.artifact.sign.SigningKey;
import dev.gambeson.artifact.sign.Statement;
import dev.gambeson.cli.sign.PasswordOptions;
import dev.gambeson.core.io.Sha256;
import dev.gambeson.data.admit.Admission;
import dev.gambeson.data.admit.AdmissionJson;
import dev.gambeson.data.admit.AdmissionManifest;
import dev.gambeson.data.admit.Admitted;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Who vouches for an admission: every key signs the same statement.
final class Signing {
  /// Type of the statement about an admission.
  static final String PREDICATE = "https://gambeson.dev/predicate/admission/v1";

  @Option(
      names = "--key",
      paramLabel = "FILE",
      description = "private key that signs the manifest, PEM (see gambeson keygen); repeatable")
  private List<Path> keys = List.of();

  @Mixin private PasswordOptions password = new PasswordOptions();

  /// The keys, read before any work is done.
  List<SigningKey> read() {
    Optional<Password> secret = keys.isEmpty() ? Optional.empty() : password.read();
    try {
      SecureRandom random = new SecureRandom();
      return keys.stream().map(k -> SigningKey.read(k, secret, random)).toList();
    } finally {
      secret.ifPresent(Password::close);
    }
  }

  /// The statement about an admission: its manifest and every file that the manifest names.
  static Statement statement(Admitted admitted) {
    AdmissionManifest m = admitted.manifest();
    List<Statement.Subject> subjects = new ArrayList<>();
    subjects.add(Statement.Subject.sha256(Admission.MANIFEST, Sha256.of(admitted.manifestJson())));
    Stream.concat(Stream.of(m.data()), m.files().stream())
        .forEach(f -> subjects.add(Statement.Subject.sha256(f.path(), f.sha256())));
    return new Statement(subjects, PREDICATE, AdmissionJson.tree(m));
  }

  /// The statement, signed by every key.
  static Dsse sign(Statement statement, List<SigningKey> keys) {
    Dsse envelope = statement.sign(keys.getFirst());
    for (SigningKey key : keys.subList(1, keys.size())) {
      envelope = envelope.with(key);
    }
    return envelope;
  }
}
