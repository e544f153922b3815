package dev.gambeson.cli.registry;

import dev.gambeson.core.ExitCode;
import dev.gambeson.core.GambesonException;
import dev.gambeson.registry.Founding;
import dev.gambeson.registry.RegistrySettings;
import dev.gambeson.registry.Surroundings;
import dev.gambeson.registry.store.PrivateFiles;
import dev.gambeson.registry.store.Reasons;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Makes a registry.
@Command(
    name = "init",
    mixinStandardHelpOptions = true,
    header = "Make a new registry, encrypted, with its ledger and its first administrator.",
    description = {
      "",
      "Examples:",
      "  gambeson registry init",
      "  gambeson registry init --registry /srv/registry --keys /etc/gambeson --user ada",
      "  gambeson registry init --metadata jdbc:postgresql://db/gambeson --objects 's3://models?region=eu-west-1'"
    })
final class RegistryInit implements Callable<Integer> {
  @Mixin private Session session = new Session();
  @Mixin private Show show = new Show();
  @Spec private CommandSpec spec;

  @Option(
      names = "--user",
      paramLabel = "NAME",
      description = "the first administrator (default admin)")
  private String user = "admin";

  @Option(
      names = "--keys",
      paramLabel = "DIR",
      description =
          "folder for key files and the administrator's token, outside the registry (default: $XDG_CONFIG_HOME/gambeson or ~/.config/gambeson)")
  private Optional<Path> keys = Optional.empty();

  @Option(
      names = "--key",
      paramLabel = "ADDRESS",
      description = "key-encryption key: file:/path, or a KMS (default: a new file in --keys)")
  private Optional<String> key = Optional.empty();

  @Option(
      names = "--metadata",
      paramLabel = "ADDRESS",
      description = "h2, or jdbc:postgresql://host/database (default h2)")
  private String metadata = RegistrySettings.H2;

  @Option(
      names = "--objects",
      paramLabel = "ADDRESS",
      description = "folder, or s3://bucket/prefix?region=…&endpoint=… (default folder)")
  private String objects = RegistrySettings.FOLDER;

  @Option(
      names = "--tenant",
      paramLabel = "NAME",
      description = "whose registry it is (default default)")
  private String tenant = "default";

  @Option(names = "--unencrypted", description = "keep objects in clear")
  private boolean unencrypted;

  @Override
  public Integer call() {
    Path keyFolder = keys.orElseGet(RegistryInit::configFolder);
    Founding.Founded founded =
        Founding.found(
            new Founding.Plan(
                session.folder(), user, tenant, metadata, objects, !unencrypted, key, keyFolder),
            Surroundings.ofMachine());
    Path tokenFile =
        keyFolder.resolve(
            "registry-" + founded.settings().id().substring(0, 12) + "-" + user + ".token");
    write(tokenFile, founded.token().reveal());
    show.print(
        spec.commandLine(),
        Show.object(
            "registry", session.folder().toString(),
            "id", founded.settings().id(),
            "key", founded.settings().key().orElse(""),
            "ledgerKeys", founded.settings().ledgerKeys(),
            "tokenFile", tokenFile.toString()),
        List.of(
            "Registry %s made in %s."
                .formatted(founded.settings().id().substring(0, 12), session.folder()),
            "  key          " + founded.settings().key().orElse("none: objects are kept in clear"),
            "  ledger keys  " + founded.settings().ledgerKeys(),
            "  token        " + tokenFile + "  (of " + user + ", administrator)",
            "Keep copies of the keys elsewhere: without them the content is lost.",
            "Next: gambeson registry user add NAME --role ml-engineer --token-file " + tokenFile));
    return ExitCode.CLEAN.code();
  }

  static void write(Path file, String token) {
    try {
      if (Files.exists(file)) {
        throw GambesonException.usage(file + " exists already. Name a new file.");
      }
      PrivateFiles.write(file, (token + "\n").getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw GambesonException.badInput(
          "The token cannot be written to %s: %s. `gambeson registry user token` makes another one."
              .formatted(file, Reasons.of(e)),
          e);
    }
  }

  private static Path configFolder() {
    String xdg = System.getenv("XDG_CONFIG_HOME");
    Path base =
        xdg == null || xdg.isBlank()
            ? Path.of(System.getProperty("user.home"), ".config")
            : Path.of(xdg);
    return base.resolve("gambeson");
  }
}
