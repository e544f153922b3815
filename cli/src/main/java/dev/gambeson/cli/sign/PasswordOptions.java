package dev.gambeson.cli.sign;

import dev.gambeson.artifact.sign.Password;
import dev.gambeson.core.GambesonException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/// Where the password of a private key comes from. Never the command line itself: every process of
/// the machine can read that.
public final class PasswordOptions {
  @Option(
      names = "--password-file",
      paramLabel = "FILE",
      description = "file whose first line is the password of the private key")
  private Optional<Path> file = Optional.empty();

  @Option(
      names = "--password-env",
      paramLabel = "NAME",
      description = "environment variable that holds the password of the private key")
  private Optional<String> variable = Optional.empty();

  /// The password; empty when none was given.
  public Optional<Password> read() {
    if (file.isPresent() && variable.isPresent()) {
      throw GambesonException.usage("Give --password-file or --password-env, not both.");
    }
    return file.map(Password::inFile)
        .or(() -> variable.map(v -> Password.inVariable(v, System::getenv)));
  }
}
