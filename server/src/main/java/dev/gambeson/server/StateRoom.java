package dev.gambeson.server;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.subtle.AesGcmJce;
import dev.gambeson.core.GambesonException;
import dev.gambeson.guard.MacKey;
import dev.gambeson.registry.ledger.Ledger;
import dev.gambeson.registry.ledger.LedgerKey;
import dev.gambeson.registry.store.PrivateFiles;
import dev.gambeson.server.audit.InputKeys;
import dev.gambeson.server.audit.PayloadStore;
import dev.gambeson.server.config.GatewaySettings;
import dev.gambeson.server.config.SettingsReader;
import dev.gambeson.server.identity.Pepper;
import dev.gambeson.server.state.Database;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Supplier;

/// Everything that outlives the process: keys, database, ledger, in one folder for the gateway
/// alone.
///
/// @param folder where it stands
/// @param database keys, users, budgets, incidents
/// @param ledger decisions and privileged actions
/// @param ledgerKey its keys
/// @param inputs keys of hashed inputs
/// @param payloads encrypted inputs
/// @param pepper under which API keys are stored
/// @param secret from which other secrets are derived
record StateRoom(
    Path folder,
    Database database,
    Ledger ledger,
    LedgerKey ledgerKey,
    InputKeys inputs,
    PayloadStore payloads,
    Pepper pepper,
    MacKey secret)
    implements AutoCloseable {
  private static final int SECRET = 32;
  private static final System.Logger LOG = System.getLogger(GatewayServer.class.getName());

  static StateRoom open(
      GatewaySettings settings, Path base, Path folder, Clock clock, SecureRandom random) {
    Path keys = folder.resolve("keys");
    try {
      PrivateFiles.createFolders(folder);
      PrivateFiles.createFolders(keys);
    } catch (IOException e) {
      throw GambesonException.badInput(
          "The state folder %s cannot be made: %s.".formatted(folder, e.getMessage()), e);
    }
    LedgerKey ledgerKey = ledgerKey(settings, keys.resolve("ledger"), random);
    Database database = database(settings, base, folder);
    try {
      return new StateRoom(
          folder,
          database,
          Ledger.open(folder.resolve("ledger"), ledgerKey, clock),
          ledgerKey,
          new InputKeys(keys.resolve("inputs"), random),
          new PayloadStore(folder.resolve("payloads"), keys.resolve("payloads"), random),
          Pepper.file(keys.resolve("pepper.key"), random),
          MacKey.of(secret(keys.resolve("gateway.key"), random)));
    } catch (RuntimeException e) {
      database.close();
      throw e;
    }
  }

  /// @param base folder that paths of the settings are relative to
  static Database database(GatewaySettings settings, Path base, Path folder) {
    return settings
        .state()
        .flatMap(GatewaySettings.State::database)
        .map(url -> said(Database.postgresql(url, password(settings, base))))
        .orElseGet(() -> Database.embedded(folder));
  }

  private static Database said(Database database) {
    if (database.mayChangeTables()) {
      LOG.log(
          System.Logger.Level.WARNING,
          "The user of `state.database` may change its tables. Better: `gambeson serve migrate` as an owner of its own.");
    }
    return database;
  }

  private static Optional<Supplier<String>> password(GatewaySettings settings, Path base) {
    return settings
        .state()
        .flatMap(GatewaySettings.State::databasePassword)
        .map(file -> readAgain(base, file));
  }

  /// Reads a secret each time it is asked for, so that what puts it there may change it.
  static Supplier<String> readAgain(Path base, Path file) {
    return () -> secretText(SettingsReader.resolve(base, file));
  }

  /// Text of a file that its owner alone may read.
  static String secretText(Path file) {
    try {
      PrivateFiles.requirePrivate(file, "The password file");
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw GambesonException.badInput(
          "The password file %s cannot be read: %s.".formatted(file, e.getMessage()), e);
    }
  }

  private static LedgerKey ledgerKey(GatewaySettings settings, Path folder, SecureRandom random) {
    return Files.exists(folder.resolve("vkey"))
        ? LedgerKey.read(folder)
        : LedgerKey.create(folder, "gambeson/gateway/" + settings.node().orElse("node-1"), random);
  }

  private static byte[] secret(Path file, SecureRandom random) {
    try {
      return PrivateFiles.secret(file, SECRET, random);
    } catch (IOException e) {
      throw GambesonException.badInput(
          "The key file %s cannot be used: %s.".formatted(file, e.getMessage()), e);
    }
  }

  /// A secret of 32 bytes for one purpose.
  byte[] derived(String purpose) {
    return secret.derive(purpose).mac(new byte[0]);
  }

  /// Encrypts for one purpose, with AES-256-GCM. All nodes that share `gateway.key` can read it.
  Aead box(String purpose) {
    try {
      return new AesGcmJce(derived(purpose));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e); // every JDK has it
    }
  }

  @Override
  public void close() {
    try {
      payloads.close();
      ledger.close();
    } finally {
      database.close();
    }
  }
}
