package dev.gambeson.cli.sign;

import dev.gambeson.artifact.sign.Certificates;
import dev.gambeson.artifact.sign.TrustPolicy;
import dev.gambeson.artifact.sign.VerifyingKey;
import dev.gambeson.artifact.sign.oms.Manifest;
import dev.gambeson.artifact.sign.oms.ModelSigner;
import dev.gambeson.artifact.sign.oms.ModelVerifier;
import dev.gambeson.artifact.sign.oms.SignatureChecks;
import dev.gambeson.artifact.sign.oms.SignatureFiles;
import dev.gambeson.artifact.sign.oms.Verification;
import dev.gambeson.cli.CommandRecord;
import dev.gambeson.cli.OutputOptions;
import dev.gambeson.cli.PolicyOptions;
import dev.gambeson.cli.Version;
import dev.gambeson.cli.config.OutputSpec;
import dev.gambeson.cli.terminal.ProgressBar;
import dev.gambeson.core.CheckResult;
import dev.gambeson.core.GambesonException;
import dev.gambeson.core.Policy;
import dev.gambeson.core.Result;
import dev.gambeson.core.Workers;
import dev.gambeson.core.io.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Verifies a signed model or data set.
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    header =
        "Verify a signed model or data set: who vouches for it, and is it still what they signed?",
    description = {
      "",
      "Examples:",
      "  gambeson verify models/fraud-7 --key release.key.pub",
      "  gambeson verify models/fraud-7 --certificate-chain root.pem",
      "  gambeson verify models/fraud-7 --trust trust.yaml --format sarif --output verify.sarif",
      "",
      "docs/signing.md describes the trust policy: who may sign what, and how many must.",
      ""
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:signed by enough trusted signers, and unchanged",
      "1:findings at or above --fail-on",
      "2:a signature or file cannot be read",
      "3:nothing was examined",
      "4:wrong usage",
      "5:internal error"
    })
public final class VerifyCommand implements Callable<Integer> {
  @Parameters(paramLabel = "PATH", description = "folder or file that was signed")
  private Path model = Path.of("");

  @Option(
      names = "--trust",
      paramLabel = "FILE",
      description = "trust policy: who may sign what, and how many must (docs/signing.md)")
  private Optional<Path> trust = Optional.empty();

  @Option(
      names = "--key",
      paramLabel = "FILE",
      description = "public key, PEM: its holder may sign anything")
  private Optional<Path> key = Optional.empty();

  @Option(
      names = "--certificate-chain",
      paramLabel = "FILE",
      description = "trusted certificates, PEM: whoever holds one under them may sign anything")
  private Optional<Path> roots = Optional.empty();

  @Option(
      names = "--signature",
      paramLabel = "FILE",
      description = "file of the signature (default: PATH/model.sig, or FILE.sig for one file)")
  private Optional<Path> signature = Optional.empty();

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "name by which the policy's rule is chosen (default: the last part of PATH)")
  private Optional<String> name = Optional.empty();

  @Option(
      names = "--ignore",
      split = ",",
      paramLabel = "PATH",
      description = "paths in the folder that may be there unsigned, exact, without wild cards")
  private List<String> ignore = List.of();

  @Option(names = "--ignore-unsigned", description = "look at the signed files only")
  private boolean ignoreUnsigned;

  @Option(
      names = "--at",
      paramLabel = "TIME",
      description =
          "moment at which certificates must be valid, as 2026-11-22T08:00:00Z (default: now)")
  private Optional<String> at = Optional.empty();

  @Option(
      names = "--fail-on",
      paramLabel = "SEVERITY",
      description = "critical, high (default), medium, low or info")
  private Optional<String> failOn = Optional.empty();

  @Mixin private OutputOptions output = new OutputOptions();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    List<OutputSpec> outputs = output.resolve(List.of(), spec.commandLine().getParseResult());
    TrustPolicy policy = policy();
    SignatureFiles files = signatureFiles();
    Verification verification;
    try (Workers workers = Workers.ofMachine();
        ProgressBar progress = ProgressBar.on(spec.commandLine().getErr(), output.quiet())) {
      verification =
          new ModelVerifier(policy, moment(), workers, progress)
              .verify(
                  new ModelVerifier.Request(
                      model,
                      name.orElseGet(() -> ModelSigner.nameOf(model)),
                      files,
                      ignore,
                      ignoreUnsigned));
    }
    Result result = result(verification, files);
    output.write(result, outputs, spec.commandLine());
    return result.exitCode().code();
  }

  private TrustPolicy policy() {
    long given = Stream.of(trust, key, roots).filter(Optional::isPresent).count();
    if (given != 1) {
      throw GambesonException.usage(
          "Say whom to trust, in one way: --trust FILE, --key FILE or --certificate-chain FILE.");
    }
    return trust
        .map(TrustPolicy::read)
        .or(() -> key.map(VerifyingKey::read).map(TrustPolicy::ofKey))
        .or(() ->
            roots.map(f -> Certificates.read(f, "The certificate chain")).map(TrustPolicy::ofRoots))
        .orElseThrow();
  }

  private SignatureFiles signatureFiles() {
    if (signature.isEmpty()) {
      return SignatureFiles.usual(model);
    }
    SignatureFiles files = SignatureFiles.at(signature.get());
    if (!files.exist()) {
      throw GambesonException.usage("The signature " + signature.get() + " does not exist.");
    }
    return files;
  }

  private Instant moment() {
    try {
      return at.map(Instant::parse).orElseGet(() -> Clock.systemUTC().instant());
    } catch (DateTimeException e) {
      throw GambesonException.usage(
          "--at '%s' is no moment such as 2026-11-22T08:00:00Z.".formatted(at.orElse("")));
    }
  }

  private Policy judgedBy() {
    return failOn
        .map(PolicyOptions::severity)
        .map(Policy.defaults()::failingOn)
        .orElseGet(Policy::defaults);
  }

  private Result result(Verification verification, SignatureFiles files) {
    Policy policy = judgedBy();
    List<CheckResult> results =
        SignatureChecks.results(verification, policy, model.toString(), files.main().toString());
    return new Result(
        "verify",
        Version.text(),
        0,
        CommandRecord.reproducing(spec.root().commandLine().getParseResult().originalArgs()),
        subjects(verification, files),
        policy,
        SignatureChecks.infos(),
        results,
        Result.judge(
            results,
            policy,
            Set.of(),
            Clock.systemUTC().instant().atZone(ZoneOffset.UTC).toLocalDate()),
        results.stream()
            .filter(r -> r.outcome().isEmpty())
            .map(r -> new Result.NotExamined(r.check(), r.notExaminedBecause()))
            .toList(),
        notices(verification));
  }

  private List<Result.Subject> subjects(Verification verification, SignatureFiles files) {
    List<Result.Subject> subjects = new ArrayList<>();
    verification
        .manifest()
        .map(Manifest::root)
        .ifPresent(root ->
            subjects.add(
                new Result.Subject(
                    model.toString(),
                    root,
                    verification.bytes(),
                    Files.isDirectory(model) ? "folder" : "file",
                    "model (OMS root digest)")));
    for (Path file : List.of(files.main(), files.more())) {
      if (Files.exists(file)) {
        subjects.add(signatureSubject(file));
      }
    }
    return subjects;
  }

  private static Result.Subject signatureSubject(Path file) {
    try {
      return new Result.Subject(
          file.toString(), Sha256.of(file), Files.size(file), "signature", "signature");
    } catch (IOException e) {
      throw GambesonException.badInput("The signature " + file + " cannot be read.", e);
    }
  }

  private List<String> notices(Verification verification) {
    List<String> notices = new ArrayList<>();
    notices.add(
        "Looked up in the trust policy as '%s'. %s"
            .formatted(verification.name(), verification.trust().summary()));
    if (ignoreUnsigned) {
      notices.add("Files that nobody signed were not looked at (--ignore-unsigned).");
    }
    at.ifPresent(
        t -> notices.add("Certificates were judged as of %s, not of today (--at).".formatted(t)));
    return notices;
  }
}
