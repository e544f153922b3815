package dev.gambeson.cli.serve;

import dev.gambeson.core.GambesonException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Option;

/// Where a running gateway's control API is, and who asks. A password never comes from the command
/// line: every process of the machine can read that.
final class AdminOptions {
  private static final Set<String> OWN = Set.of("127.0.0.1", "localhost", "[::1]");

  @Option(
      names = "--url",
      paramLabel = "URL",
      defaultValue = "http://127.0.0.1:8090",
      description = "address of the console (default: http://127.0.0.1:8090)")
  private URI url = URI.create("http://127.0.0.1:8090");

  @Option(
      names = "--user",
      paramLabel = "NAME",
      defaultValue = "admin",
      description = "user of the console with a password there (default: admin)")
  private String user = "admin";

  @Option(
      names = "--password-file",
      paramLabel = "FILE",
      description = "file whose first line is the user's password")
  private Optional<Path> file = Optional.empty();

  @Option(
      names = "--password-env",
      paramLabel = "NAME",
      description = "environment variable that holds the user's password")
  private Optional<String> variable = Optional.empty();

  /// Good once and for half a minute, and nothing without the password: it may stand there.
  @Option(
      names = "--code",
      paramLabel = "CODE",
      defaultValue = "",
      description = "code of the user's second factor, where there is one")
  private String code = "";

  @Option(
      names = "--ca",
      paramLabel = "FILE",
      description = "certificates (PEM) to trust besides those of Java")
  private Optional<Path> ca = Optional.empty();

  /// Logs in.
  AdminSession open() {
    String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
    boolean here = OWN.contains(String.valueOf(url.getHost()));
    if (!scheme.equals("https") && !(scheme.equals("http") && here)) {
      throw GambesonException.usage(
          "--url must be an https address, or http on this machine: the password would cross the network in the clear.");
    }
    return AdminSession.open(url, user, password(), code, ca);
  }

  private String password() {
    if (file.isPresent() == variable.isPresent()) {
      throw GambesonException.usage("Give the password by --password-file or --password-env.");
    }
    Optional<String> found = file.map(AdminOptions::firstLine);
    return found
        .or(() -> variable.flatMap(v -> Optional.ofNullable(System.getenv(v))))
        .filter(p -> !p.isEmpty())
        .orElseThrow(() -> GambesonException.usage("The password is empty or not set."));
  }

  private static String firstLine(Path path) {
    try {
      return Files.readString(path).lines().findFirst().orElse("");
    } catch (IOException e) {
      throw GambesonException.badInput(
          "The password file %s cannot be read: %s.".formatted(path, e.getMessage()), e);
    }
  }
}
