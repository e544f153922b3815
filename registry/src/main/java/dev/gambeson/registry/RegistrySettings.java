package dev.gambeson.registry;

import static java.util.Objects.requireNonNull;

import dev.gambeson.core.GambesonException;
import dev.gambeson.registry.store.PrivateFiles;
import dev.gambeson.registry.store.Reasons;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Where a registry keeps its parts: the file `registry.json` in its folder. Holds no secret, only
/// where secrets are.
///
/// @param id 32 hexadecimal digits
/// @param tenant whose registry it is; bound into every sealed object
/// @param metadata `h2`, or `jdbc:postgresql://…`
/// @param objects `folder`, or `s3://bucket/prefix?region=…&endpoint=…`
/// @param key address of the key-encryption key, `file:/…` or a KMS; empty for no encryption
/// @param ledger folder of the ledger, relative to the registry's
/// @param ledgerKeys folder of the ledger's private keys
public record RegistrySettings(
    String id,
    String tenant,
    String metadata,
    String objects,
    Optional<String> key,
    String ledger,
    String ledgerKeys) {
  /// Metadata in an embedded database.
  public static final String H2 = "h2";

  /// Objects in a local folder.
  public static final String FOLDER = "folder";

  static final String FILE = "registry.json";
  private static final String SCHEMA = "gambeson/registry/1";
  private static final Pattern TENANT = Pattern.compile("[a-z0-9][a-z0-9-]{0,39}");
  private static final Set<String> KEYS =
      Set.of("schema", "id", "tenant", "metadata", "objects", "key", "ledger", "ledger-keys");
  private static final JsonMapper JSON = JsonMapper.builder().build();

  public RegistrySettings {
    requireNonNull(id);
    if (!TENANT.matcher(tenant).matches()) {
      throw GambesonException.usage(
          "'%s' is no tenant: lower-case letters, digits and hyphens, at most 40."
              .formatted(tenant));
    }
    if (!metadata.equals(H2) && !metadata.startsWith("jdbc:postgresql:")) {
      throw GambesonException.usage(
          "Metadata can be in 'h2' or 'jdbc:postgresql://…', not in '%s'.".formatted(metadata));
    }
    if (metadata.contains("password=")) {
      throw GambesonException.usage(
          "The address of the metadata holds a password. Take it out: it comes from GAMBESON_REGISTRY_DB_PASSWORD or ~/.pgpass.");
    }
    if (!objects.equals(FOLDER) && !objects.startsWith("s3://")) {
      throw GambesonException.usage(
          "Objects can be in 'folder' or 's3://bucket/prefix', not in '%s'.".formatted(objects));
    }
  }

  /// Reads them from a registry's folder.
  static RegistrySettings read(Path folder) {
    Path file = folder.resolve(FILE);
    try {
      if (Files.size(file) > 1 << 16) {
        throw damaged(file, "it is too large");
      }
      return of(JSON.readTree(Files.readAllBytes(file)), file);
    } catch (NoSuchFileException e) {
      throw GambesonException.usage(
          "There is no registry in %s. `gambeson registry init` makes one; --registry names another folder."
              .formatted(folder));
    } catch (IOException e) {
      throw GambesonException.badInput(
          "The registry in %s cannot be read: %s.".formatted(folder, Reasons.of(e)), e);
    } catch (JacksonException e) {
      throw damaged(file, e.getOriginalMessage());
    }
  }

  private static RegistrySettings of(JsonNode node, Path file) {
    for (Map.Entry<String, JsonNode> e : node.properties()) {
      if (!KEYS.contains(e.getKey())) {
        throw damaged(file, "it has the unknown key '" + e.getKey() + "'");
      }
    }
    if (!node.path("schema").asString("").equals(SCHEMA)) {
      throw damaged(file, "its schema is not " + SCHEMA);
    }
    return new RegistrySettings(
        node.path("id").asString(""),
        node.path("tenant").asString(""),
        node.path("metadata").asString(""),
        node.path("objects").asString(""),
        Optional.of(node.path("key").asString("")).filter(k -> !k.isEmpty()),
        node.path("ledger").asString("ledger"),
        node.path("ledger-keys").asString(""));
  }

  private static GambesonException damaged(Path file, String why) {
    return GambesonException.badInput(
        "%s is damaged: %s. Restore it from a backup.".formatted(file, why));
  }

  void write(Path folder) throws IOException {
    ObjectNode node = JSON.createObjectNode();
    node.put("schema", SCHEMA).put("id", id).put("tenant", tenant);
    node.put("metadata", metadata).put("objects", objects);
    key.ifPresent(k -> node.put("key", k));
    node.put("ledger", ledger).put("ledger-keys", ledgerKeys);
    PrivateFiles.write(
        folder.resolve(FILE),
        (JSON.writerWithDefaultPrettyPrinter().writeValueAsString(node) + "\n")
            .getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  RegistrySettings withKey(String address) {
    return new RegistrySettings(
        id, tenant, metadata, objects, Optional.of(address), ledger, ledgerKeys);
  }

  boolean embedded() {
    return metadata.equals(H2);
  }
}
