package dev.gambeson.registry;

import static java.util.Objects.requireNonNull;

import dev.gambeson.core.GambesonException;
import dev.gambeson.registry.crypt.KeyWrapper;
import dev.gambeson.registry.crypt.StoreKeys;
import dev.gambeson.registry.crypt.Vault;
import dev.gambeson.registry.ledger.Target;
import dev.gambeson.registry.metadata.Database;
import dev.gambeson.registry.metadata.Records;
import dev.gambeson.registry.metadata.Settings;
import dev.gambeson.registry.store.FolderStore;
import dev.gambeson.registry.store.ObjectStore;
import dev.gambeson.registry.store.S3Store;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;

/// Versions of data sets and models, with their history.
///
/// Guarantees: content is given out exactly as it was put in, or not at all; a version reaches a
/// stage only on the evidence and approvals that today's policy asks for; every privileged action,
/// and every refused one, is in the ledger before it is acknowledged, and a crash at any moment
/// leaves database and ledger telling the same story. Every method asks what its [Principal] may
/// do, and refuses what no role allows.
///
/// Not protected: an embedded registry cannot guard itself against whoever owns its files and keys.
/// He can read content, change the database and bypass roles; that the ledger then disagrees shows
/// in [Upkeep#verify], unless he has the ledger's keys too. Keep its checkpoints elsewhere.
///
/// Thread-safe.
public final class Registry implements AutoCloseable {
  private final Path folder;
  private final Surroundings around;
  private final Database database;
  private final Settings settings;
  private final Settings.Identity identity;
  private final LedgerAccess ledger;
  private final Actions actions;
  private final Access access;
  private final Records records;
  private RegistrySettings where;
  private Optional<ObjectStore> store = Optional.empty();
  private Optional<Vault> vault = Optional.empty();

  private Registry(
      Path folder,
      RegistrySettings where,
      Surroundings around,
      Database database,
      Settings.Identity identity) {
    this.folder = folder;
    this.where = where;
    this.around = around;
    this.database = database;
    this.settings = new Settings(database);
    this.identity = identity;
    this.ledger =
        new LedgerAccess(
            folder.resolve(where.ledger()),
            folder.resolve(where.ledgerKeys()),
            around.clock(),
            where.embedded());
    this.actions =
        new Actions(database, ledger, around.clock(), around.random(), around.patience());
    this.access = new Access(settings, actions, Target.of("registry", identity.id()));
    this.records = new Records(database);
  }

  /// Opens a registry. What a crash left unfinished is finished or dropped.
  ///
  /// @throws GambesonException when there is none, it is in use for too long, or it is damaged
  public static Registry open(Path folder, Surroundings around) {
    requireNonNull(around);
    RegistrySettings where = RegistrySettings.read(folder);
    Database database = database(folder, where, around, false);
    try {
      Settings.Identity identity =
          new Settings(database)
              .identity()
              .filter(i -> i.id().equals(where.id()) && i.tenant().equals(where.tenant()))
              .orElseThrow(() ->
                  GambesonException.badInput(
                      "The database of the registry in %s belongs to another registry, or to none. Correct registry.json."
                          .formatted(folder)));
      Registry registry = new Registry(folder, where, around, database, identity);
      if (registry.actions.journal().pending().isPresent()) {
        registry.actions.exclusively(() -> true);
      }
      return registry;
    } catch (RuntimeException e) {
      database.close();
      throw e;
    }
  }

  static Database database(
      Path folder, RegistrySettings where, Surroundings around, boolean create) {
    return where.embedded()
        ? Database.embedded(folder, create, around.patience())
        : Database.postgresql(where.metadata(), around.patience());
  }

  /// Who holds this token.
  ///
  /// @throws Refused when nobody does; the attempt is in the ledger
  public Principal authenticate(String token) {
    return access.authenticate(token);
  }

  /// Adding, showing and fetching versions.
  public Versions versions() {
    return new Versions(this);
  }

  /// Evidence, approvals, stages, aliases.
  public Promotions promotions() {
    return new Promotions(this);
  }

  /// Users and the policy.
  public Administration administration() {
    return new Administration(this);
  }

  /// Keys, clearing up, proving.
  public Upkeep upkeep() {
    return new Upkeep(this);
  }

  String id() {
    return identity.id();
  }

  RegistrySettings where() {
    return where;
  }

  void moveKey(String address) throws java.io.IOException {
    where = where.withKey(address);
    where.write(folder);
  }

  Surroundings around() {
    return around;
  }

  Actions actions() {
    return actions;
  }

  Access access() {
    return access;
  }

  Records records() {
    return records;
  }

  Settings settings() {
    return settings;
  }

  synchronized ObjectStore store() {
    ObjectStore found = store.orElseGet(this::openStore);
    store = Optional.of(found);
    return found;
  }

  private ObjectStore openStore() {
    if (where.objects().equals(RegistrySettings.FOLDER)) {
      if (!Files.isDirectory(folder.resolve("objects"))) {
        throw GambesonException.badInput(
            "The folder of objects is missing from %s. Restore it from a backup."
                .formatted(folder));
      }
      return FolderStore.open(folder, around.clock());
    }
    return S3Store.open(where.objects(), folder.resolve("staging"));
  }

  synchronized Vault vault() {
    Vault found =
        vault.orElseGet(() ->
            new Vault(
                store(), where.key().map(this::storeKeys), identity.tenant(), around.random()));
    vault = Optional.of(found);
    return found;
  }

  synchronized void forgetKeys() {
    vault = Optional.empty();
  }

  StoreKeys storeKeys(String address) {
    Settings.Keyring ring =
        settings
            .keyring()
            .orElseThrow(() ->
                GambesonException.badInput(
                    "The metadata holds no wrapped keys, though the registry is encrypted. Restore it from a backup."));
    return StoreKeys.unwrap(
        Base64.getDecoder().decode(ring.wrapped()), KeyWrapper.open(address), identity.id());
  }

  @Override
  public void close() {
    try {
      ledger.close();
    } finally {
      store.ifPresent(ObjectStore::close);
      database.close();
    }
  }
}
