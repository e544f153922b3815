package dev.gambeson.cli.registry;

import dev.gambeson.artifact.sign.Password;
import dev.gambeson.artifact.sign.SigningKey;
import dev.gambeson.artifact.sign.Statement;
import dev.gambeson.cli.sign.PasswordOptions;
import dev.gambeson.core.GambesonException;
import dev.gambeson.registry.Principal;
import dev.gambeson.registry.Registry;
import dev.gambeson.registry.VersionDetails;
import dev.gambeson.registry.catalog.Ref;
import dev.gambeson.registry.catalog.Version;
import dev.gambeson.registry.policy.ResultEvidence;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Attaches evidence: envelopes that somebody signed, or results that are signed here.
@Command(
    name = "attest",
    mixinStandardHelpOptions = true,
    header = "Attach signed evidence to a version: results of scan and audit, or envelopes.",
    description = {
      "",
      "A result must be about this version's files. Its age counts from the file's time of change.",
      "",
      "Examples:",
      "  gambeson scan model/ --format json --output scan.json",
      "  gambeson registry attest fraud@3 --result scan.json --key ci.key",
      "  gambeson registry attest fraud@3 --evidence scan.dsse.json"
    })
final class AttestCommand extends RegistryAction {
  private static final int MAX_ENVELOPE = 4 << 20;

  @Parameters(
      paramLabel = "NAME[@VERSION]",
      description = "number or alias; without one the newest")
  private String ref = "";

  @Option(
      names = "--result",
      paramLabel = "FILE",
      description = "what scan or audit wrote with --format json; repeatable, needs --key")
  private List<Path> results = List.of();

  @Option(
      names = "--key",
      paramLabel = "FILE",
      description = "private key that vouches for the results, PEM (see gambeson keygen)")
  private Optional<Path> key = Optional.empty();

  @Mixin private PasswordOptions password = new PasswordOptions();

  @Option(
      names = "--evidence",
      paramLabel = "FILE",
      description = "a DSSE envelope with an in-toto statement, JSON; repeatable")
  private List<Path> envelopes = List.of();

  @Override
  void run(Registry registry, Principal who) {
    if (results.isEmpty() && envelopes.isEmpty()) {
      throw GambesonException.usage(
          "Nothing to attach. Give --result FILE with --key FILE, or --evidence FILE.");
    }
    List<byte[]> evidence = new ArrayList<>();
    VersionDetails about = registry.versions().show(who, Ref.parse(ref));
    envelopes.forEach(file -> evidence.add(read(file, MAX_ENVELOPE)));
    if (!results.isEmpty()) {
      SigningKey signer = signer();
      for (Path file : results) {
        byte[] json = read(file, ResultEvidence.MAX_BYTES);
        Statement statement =
            ResultEvidence.statement(about.version(), about.manifest(), json, made(file));
        evidence.add(statement.sign(signer).toJson());
      }
    }
    Version version = about.version();
    evidence.forEach(e -> registry.promotions().attest(who, version.ref(), e));
    print(
        Json.version(version),
        List.of(
            evidence.size() == 1
                ? "Evidence attached to " + version.label() + "."
                : "%d pieces of evidence attached to %s."
                    .formatted(evidence.size(), version.label())));
  }

  private SigningKey signer() {
    Path file =
        key.orElseThrow(() ->
            GambesonException.usage(
                "Who vouches for the result? Give --key FILE; `gambeson keygen FILE` makes one, and the policy names its public half."));
    Optional<Password> secret = password.read();
    try {
      return SigningKey.read(file, secret, new SecureRandom());
    } finally {
      secret.ifPresent(Password::close);
    }
  }

  /// An old result does not become young by being attached today.
  private static Instant made(Path file) {
    try {
      Instant now = Clock.systemUTC().instant();
      Instant changed = Files.getLastModifiedTime(file).toInstant();
      return changed.isBefore(now) ? changed : now;
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static byte[] read(Path file, int limit) {
    try {
      if (Files.size(file) > limit) {
        throw GambesonException.badInput(
            "%s has more than %d bytes: too large to be evidence.".formatted(file, limit));
      }
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static GambesonException unreadable(Path file, IOException e) {
    return Files.exists(file)
        ? GambesonException.badInput("The evidence " + file + " cannot be read.", e)
        : GambesonException.usage("The evidence " + file + " does not exist.");
  }
}
