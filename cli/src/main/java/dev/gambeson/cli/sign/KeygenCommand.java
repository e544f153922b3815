package dev.gambeson.cli.sign;

import dev.gambeson.artifact.sign.KeyKind;
import dev.gambeson.artifact.sign.Password;
import dev.gambeson.artifact.sign.SigningKey;
import dev.gambeson.core.ExitCode;
import dev.gambeson.core.GambesonException;
import dev.gambeson.core.Text;
import dev.gambeson.core.io.AtomicFiles;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Makes a pair of keys.
@Command(
    name = "keygen",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    header = "Make a pair of keys for signing.",
    description = {
      "",
      "Writes the private key to FILE, readable by its owner only, and the public key to FILE.pub.",
      "",
      "Examples:",
      "  gambeson keygen release.key --password-env RELEASE_PASSWORD",
      "  gambeson keygen release-pq.key --kind ml-dsa-65",
      ""
    })
public final class KeygenCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FILE", description = "file for the private key; must not exist yet")
  private Path file = Path.of("");

  @Option(
      names = "--kind",
      paramLabel = "KIND",
      description =
          "p256 (default), p384, p521: what OMS knows; ed25519, ml-dsa-65: for envelopes beside it")
  private String kind = KeyKind.P256.id();

  @Mixin private PasswordOptions password = new PasswordOptions();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    Path open = file.resolveSibling(file.getFileName() + ".pub");
    refuseExisting(file);
    refuseExisting(open);
    Optional<Password> secret = password.read();
    SigningKey key = SigningKey.generate(parsed(), new SecureRandom());
    try {
      SecretFiles.create(file, key.toSecretPem(secret).getBytes(StandardCharsets.US_ASCII));
      AtomicFiles.write(open, key.verifyingKey().pem().getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw GambesonException.badInput(
          "The key %s cannot be written: %s.".formatted(file, e.getMessage()), e);
    }
    PrintWriter out = spec.commandLine().getOut();
    out.printf("Private key  %s%s%n", file, secret.isEmpty() ? "  (not encrypted)" : "");
    out.printf("Public key   %s%n", open);
    out.printf("Identity     %s%n", key.verifyingKey());
    return ExitCode.CLEAN.code();
  }

  private KeyKind parsed() {
    return KeyKind.parse(kind)
        .orElseThrow(() ->
            GambesonException.usage(
                "--kind '%s' is unknown.%s Kinds: %s."
                    .formatted(
                        kind,
                        Text.didYouMean(kind, KeyKind.ids())
                            .map(k -> " Did you mean '" + k + "'?")
                            .orElse(""),
                        String.join(", ", KeyKind.ids()))));
  }

  private static void refuseExisting(Path file) {
    if (Files.exists(file)) {
      throw GambesonException.usage(
          file + " exists already; a key is never overwritten. Name another file.");
    }
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw GambesonException.usage("The folder of " + file + " does not exist. Create it first.");
    }
  }
}
