package dev.gambeson.registry;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.io.Sha256;
import dev.gambeson.registry.catalog.Names;
import dev.gambeson.registry.crypt.KeyFile;
import dev.gambeson.registry.crypt.KeyWrapper;
import dev.gambeson.registry.crypt.StoreKeys;
import dev.gambeson.registry.ledger.LedgerKey;
import dev.gambeson.registry.metadata.Change;
import dev.gambeson.registry.metadata.Database;
import dev.gambeson.registry.metadata.Settings;
import dev.gambeson.registry.policy.PolicyReader;
import dev.gambeson.registry.store.PrivateFiles;
import dev.gambeson.registry.store.Reasons;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Makes a new registry.
public final class Founding {
  private Founding() {}

  /// What a new registry shall be.
  ///
  /// @param folder absent or empty
  /// @param administrator name of the first user
  /// @param tenant whose registry it is
  /// @param metadata `h2` or `jdbc:postgresql://…`
  /// @param objects `folder` or `s3://…`
  /// @param encrypted whether objects are sealed
  /// @param key address of the key-encryption key; empty for a new key file in `keys`
  /// @param keys folder for private keys, outside `folder`
  public record Plan(
      Path folder,
      String administrator,
      String tenant,
      String metadata,
      String objects,
      boolean encrypted,
      Optional<String> key,
      Path keys) {}

  /// What was made.
  ///
  /// @param token of the administrator
  public record Founded(RegistrySettings settings, Token token) {}

  /// Makes it. `registry.json` is written last: a folder without it is no registry.
  public static Founded found(Plan plan, Surroundings around) {
    Names.ofUser(plan.administrator());
    Path folder = plan.folder().toAbsolutePath().normalize();
    requireFresh(folder, plan);
    byte[] id = new byte[16];
    around.random().nextBytes(id);
    String name = HexFormat.of().formatHex(id);
    Path ledgerKeys = plan.keys().resolve("ledger-" + name.substring(0, 12));
    Optional<String> key =
        plan.encrypted()
            ? Optional.of(
                plan.key()
                    .orElse(
                        "file:"
                            + plan.keys()
                                .toAbsolutePath()
                                .resolve("registry-" + name.substring(0, 12) + ".key")))
            : Optional.empty();
    RegistrySettings settings =
        new RegistrySettings(
            name,
            plan.tenant(),
            plan.metadata(),
            plan.objects(),
            key,
            "ledger",
            ledgerKeys.toAbsolutePath().toString());
    try {
      PrivateFiles.createFolders(folder);
      PrivateFiles.createFolders(folder.resolve("objects"));
      PrivateFiles.createFolders(plan.keys());
      return build(folder, settings, ledgerKeys, plan, around);
    } catch (IOException e) {
      throw GambesonException.badInput(
          "The registry cannot be made in %s: %s.".formatted(plan.folder(), Reasons.of(e)), e);
    }
  }

  private static void requireFresh(Path folder, Plan plan) {
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.list(folder)) {
        if (files.findAny().isPresent()) {
          throw GambesonException.usage(
              "%s is not empty. A new registry needs a folder of its own."
                  .formatted(plan.folder()));
        }
      } catch (IOException e) {
        throw GambesonException.usage(
            "%s cannot be used: %s.".formatted(plan.folder(), Reasons.of(e)));
      }
    }
    Path keys = plan.keys().toAbsolutePath().normalize();
    boolean inside =
        keys.startsWith(folder)
            || plan.key()
                .filter(k -> k.startsWith("file:"))
                .map(k -> Path.of(k.substring(5)).toAbsolutePath().normalize().startsWith(folder))
                .orElse(false);
    if (inside) {
      throw GambesonException.usage(
          "The keys would lie in the registry's folder: who copies the one has the other. Choose a folder outside %s."
              .formatted(plan.folder()));
    }
  }

  private static Founded build(
      Path folder, RegistrySettings settings, Path ledgerKeys, Plan plan, Surroundings around)
      throws IOException {
    LedgerKey.create(ledgerKeys, "gambeson.dev/registry/" + settings.id(), around.random());
    String token = Access.newToken(plan.administrator(), around.random());
    Instant now = around.clock().instant().truncatedTo(ChronoUnit.MICROS);
    List<Change> changes = new ArrayList<>();
    changes.add(
        new Change.PersonPut(
            plan.administrator(), Role.ADMINISTRATOR.id(), Access.hash(token), true, now));
    String policy = defaultPolicy();
    changes.add(new Change.PolicyPut(1, policy));
    settings.key().ifPresent(address -> changes.add(firstKeys(address, plan, settings.id())));
    try (Database database = Registry.database(folder, settings, around, true);
        LedgerAccess ledger =
            new LedgerAccess(folder.resolve("ledger"), ledgerKeys, around.clock(), true)) {
      new Settings(database).found(new Settings.Identity(settings.id(), settings.tenant()), now);
      Actions actions =
          new Actions(database, ledger, around.clock(), around.random(), around.patience());
      Principal founder = new Principal(plan.administrator(), new Object());
      actions.exclusively(() ->
          actions.perform(
              founder,
              dev.gambeson.registry.Plan.onRegistry(settings.id(), "init", changes)
                  .adding(Sha256.of(policy))));
    }
    settings.write(folder);
    return new Founded(settings, new Token(token));
  }

  private static Change firstKeys(String address, Plan plan, String id) {
    KeyWrapper key =
        plan.key().isPresent() && !isMissingFile(address)
            ? KeyWrapper.open(address)
            : KeyFile.create(Path.of(address.substring("file:".length())));
    byte[] wrapped = StoreKeys.create().wrap(key, id);
    return new Change.KeyringPut(1, address, Base64.getEncoder().encodeToString(wrapped));
  }

  private static boolean isMissingFile(String address) {
    return address.startsWith("file:") && !Files.exists(Path.of(address.substring(5)));
  }

  /// The policy that a new registry begins with: it asks for evidence and a second person, and
  /// trusts nobody yet.
  public static String defaultPolicyText() {
    try (InputStream in = Founding.class.getResourceAsStream("policy.yaml")) {
      if (in == null) {
        throw new IllegalStateException("policy.yaml is missing from the jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String defaultPolicy() {
    return PolicyReader.parse(defaultPolicyText()).text();
  }
}
