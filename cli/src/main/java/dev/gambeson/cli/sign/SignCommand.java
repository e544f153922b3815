package dev.gambeson.cli.sign;

import dev.gambeson.artifact.sign.Certificates;
import dev.gambeson.artifact.sign.Password;
import dev.gambeson.artifact.sign.SigningKey;
import dev.gambeson.artifact.sign.oms.DigestList;
import dev.gambeson.artifact.sign.oms.Manifest;
import dev.gambeson.artifact.sign.oms.ModelSigner;
import dev.gambeson.artifact.sign.oms.Signatory;
import dev.gambeson.artifact.sign.oms.SignatureFiles;
import dev.gambeson.cli.terminal.ProgressBar;
import dev.gambeson.core.ExitCode;
import dev.gambeson.core.GambesonException;
import dev.gambeson.core.Workers;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Signs a model or a data set.
@Command(
    name = "sign",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    header =
        "Sign a model or data set: every file of a folder, in the OpenSSF Model Signing format.",
    description = {
      "",
      "Examples:",
      "  gambeson sign models/fraud-7 --key release.key",
      "  gambeson sign models/fraud-7 --key release.key --certificate chain.pem",
      "  gambeson sign models/fraud-7 --key second.key --add       a second person signs the same files",
      "  gambeson sign models/fraud-7 --key r.key --pq-key r-pq.key    ML-DSA-65 besides",
      "  gambeson sign models/fraud-7 --key r.key --digests SHA256SUMS    without reading the files",
      ""
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:signed",
      "2:the model, key or certificate cannot be used",
      "3:there is no file to sign",
      "4:wrong usage",
      "5:internal error"
    })
public final class SignCommand implements Callable<Integer> {
  @Parameters(paramLabel = "PATH", description = "folder or file to sign")
  private Path model = Path.of("");

  @Option(
      names = "--key",
      required = true,
      paramLabel = "FILE",
      description = "private key, PEM (see gambeson keygen)")
  private Path key = Path.of("");

  @Option(
      names = "--certificate",
      paramLabel = "FILE",
      description = "the key's certificate and those above it, PEM, in this order")
  private Optional<Path> certificate = Optional.empty();

  @Option(
      names = "--pq-key",
      paramLabel = "FILE",
      description = "ML-DSA-65 key that signs besides, in an envelope beside the bundle")
  private Optional<Path> postQuantumKey = Optional.empty();

  @Mixin private PasswordOptions password = new PasswordOptions();

  @Option(
      names = "--signature",
      paramLabel = "FILE",
      description = "file for the signature (default: PATH/model.sig, or FILE.sig for one file)")
  private Optional<Path> signature = Optional.empty();

  @Option(
      names = "--add",
      description = "sign beside the signatures that are there; the files must be the same")
  private boolean add;

  @Option(names = "--replace", description = "let the signatures go that are there")
  private boolean replace;

  @Option(
      names = "--ignore",
      split = ",",
      paramLabel = "PATH",
      description = "paths in the folder to leave out, exact, without wild cards")
  private List<String> ignore = List.of();

  @Option(
      names = "--digests",
      paramLabel = "FILE",
      description = "digests computed before, as sha256sum writes them; no file is read")
  private Optional<Path> digests = Optional.empty();

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "name to sign it under (default: the last part of PATH)")
  private Optional<String> name = Optional.empty();

  @Option(names = "--quiet", description = "no progress and no summary")
  private boolean quiet;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    if (add && replace) {
      throw GambesonException.usage(
          "--add keeps the signatures, --replace lets them go: not both.");
    }
    List<Signatory> signatories = signatories();
    SignatureFiles files =
        signature.map(SignatureFiles::at).orElseGet(() -> SignatureFiles.usual(model));
    ModelSigner signer = new ModelSigner(files);
    ModelSigner.Existing existing =
        add
            ? ModelSigner.Existing.ADD
            : replace ? ModelSigner.Existing.REPLACE : ModelSigner.Existing.REFUSE;
    refuseEarly(files, existing);
    ModelSigner.Signed signed = signer.sign(manifest(signer), signatories, existing);
    report(signed, signatories);
    return ExitCode.CLEAN.code();
  }

  /// Before gigabytes are hashed for nothing.
  private static void refuseEarly(SignatureFiles files, ModelSigner.Existing existing) {
    Path folder = files.main().toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw GambesonException.usage(
          "The folder of the signature %s does not exist.".formatted(files.main()));
    }
    if (existing == ModelSigner.Existing.REFUSE && files.exist()) {
      throw GambesonException.usage(
          "There is a signature already: %s. Use --add to sign beside it, --replace to let it go."
              .formatted(files.main()));
    }
    if (existing == ModelSigner.Existing.ADD && !files.exist()) {
      throw GambesonException.usage(
          "There is no signature at %s to sign beside. Leave --add out.".formatted(files.main()));
    }
  }

  private List<Signatory> signatories() {
    Optional<Password> secret = password.read();
    SecureRandom random = new SecureRandom();
    List<Signatory> all = new ArrayList<>();
    try {
      SigningKey first = SigningKey.read(key, secret, random);
      all.add(
          certificate
              .map(c ->
                  Signatory.of(
                      first,
                      Certificates.read(c, "The certificate chain"),
                      Clock.systemUTC().instant()))
              .orElseGet(() -> Signatory.of(first)));
      postQuantumKey
          .map(f -> SigningKey.read(f, secret, random))
          .ifPresent(k -> all.add(Signatory.of(requirePostQuantum(k))));
    } finally {
      secret.ifPresent(Password::close);
    }
    return all;
  }

  private SigningKey requirePostQuantum(SigningKey second) {
    if (!second.kind().isPostQuantum()) {
      throw GambesonException.badInput(
          "--pq-key is a key of the wrong kind (%s); ml-dsa-65 is needed."
              .formatted(second.kind().title()));
    }
    return second;
  }

  private Manifest manifest(ModelSigner signer) {
    String under = name.orElseGet(() -> ModelSigner.nameOf(model));
    if (digests.isPresent()) {
      return signer.manifest(model, under, ignore, DigestList.read(digests.get()));
    }
    try (Workers workers = Workers.ofMachine();
        ProgressBar progress = ProgressBar.on(spec.commandLine().getErr(), quiet)) {
      return signer.manifest(model, under, ignore, workers, progress);
    }
  }

  private void report(ModelSigner.Signed signed, List<Signatory> signatories) {
    PrintWriter err = spec.commandLine().getErr();
    signed.notPortable().stream().limit(20).forEach(p -> err.println("Warning: " + p));
    if (quiet) {
      return;
    }
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        "Signed      %s: %d files%n", signed.manifest().name(), signed.manifest().digests().size());
    out.printf("Root digest %s%n", signed.manifest().root());
    signatories.forEach(s -> out.printf("Key         %s%n", s.key().verifyingKey()));
    signed.written().forEach(f -> out.printf("Written     %s%n", f));
  }
}
