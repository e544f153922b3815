package dev.gambeson.artifact.sign.oms;

import dev.gambeson.artifact.sign.SigningKey;
import dev.gambeson.artifact.sign.TestCertificate;
import dev.gambeson.artifact.sign.TrustPolicy;
import dev.gambeson.core.CheckResult;
import dev.gambeson.core.Finding;
import dev.gambeson.core.Policy;
import dev.gambeson.core.Progress;
import dev.gambeson.core.Workers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// A small model that is signed, for tests.
final class Signed {
  static final Workers WORKERS = new Workers(2);

  final Path model;

  private Signed(Path model) {
    this.model = model;
  }

  /// An unsigned model: `config.json`, `weights.bin`, `layers/a.txt`, `layers-b.txt`, `empty`.
  static Signed in(Path folder) throws IOException {
    Path model = Files.createDirectories(folder.resolve("fraud-7"));
    Files.createDirectories(model.resolve("layers"));
    Files.writeString(model.resolve("config.json"), "{}");
    Files.write(model.resolve("weights.bin"), new byte[200_000]);
    Files.writeString(model.resolve("layers/a.txt"), "a");
    Files.writeString(model.resolve("layers-b.txt"), "b");
    Files.writeString(model.resolve("empty"), "");
    return new Signed(model);
  }

  static Signed at(Path model) {
    return new Signed(model);
  }

  Path path(String name) {
    return model.resolve(name);
  }

  SignatureFiles files() {
    return SignatureFiles.usual(model);
  }

  Manifest manifest(String... ignore) {
    return new ModelSigner(files())
        .manifest(model, ModelSigner.nameOf(model), List.of(ignore), WORKERS, Progress.silent());
  }

  Signed by(SigningKey... keys) {
    return by(ModelSigner.Existing.REFUSE, keys);
  }

  Signed by(ModelSigner.Existing existing, SigningKey... keys) {
    new ModelSigner(files())
        .sign(manifest(), Stream.of(keys).map(Signatory::of).toList(), existing);
    return this;
  }

  Verification verify(TrustPolicy policy, String... ignore) {
    return verify(policy, false, ignore);
  }

  Verification verify(TrustPolicy policy, boolean ignoreUnsigned, String... ignore) {
    return verify(policy, files(), ignoreUnsigned, ignore);
  }

  Verification verify(
      TrustPolicy policy, SignatureFiles signature, boolean ignoreUnsigned, String... ignore) {
    return new ModelVerifier(policy, TestCertificate.NOW, WORKERS, Progress.silent())
        .verify(
            new ModelVerifier.Request(
                model, ModelSigner.nameOf(model), signature, List.of(ignore), ignoreUnsigned));
  }

  /// The findings of a verification, as `GB-SIG-004 File changed`.
  static List<String> findings(Verification verification) {
    return SignatureChecks.results(verification, Policy.defaults(), "m", "m/model.sig").stream()
        .map(CheckResult::findings)
        .flatMap(List::stream)
        .map(Signed::inShort)
        .toList();
  }

  private static String inShort(Finding finding) {
    return finding.check() + " " + finding.title();
  }
}
