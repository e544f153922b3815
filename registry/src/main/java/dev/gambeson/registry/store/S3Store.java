package dev.gambeson.registry.store;

import dev.gambeson.core.GambesonException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.MetadataDirective;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// Objects in an S3-compatible store.
///
/// Guarantees what [ObjectStore] asks for on a store that honours conditional writes
/// (`If-None-Match: *`: AWS since 2024, MinIO, Ceph, S3Mock): an upload shows when it is complete,
/// and never replaces an object. Large objects go up in parts, of which nothing shows before the
/// last.
///
/// The AWS SDK is loaded only when a registry's settings name an S3 address.
public final class S3Store implements ObjectStore {
  private static final int PRECONDITION_FAILED = 412;
  private static final int CONFLICT = 409;
  private static final int NOT_FOUND = 404;

  private final S3Address address;
  private final S3Client client;
  private final Path staging;
  private final S3Upload upload;

  private S3Store(S3Address address, S3Client client, Path staging, long partBytes) {
    this.address = address;
    this.client = client;
    this.staging = staging;
    this.upload = new S3Upload(client, address.bucket(), partBytes);
  }

  /// Opens a store.
  ///
  /// @param address `s3://bucket/prefix?region=…&endpoint=…`
  /// @param staging local folder for files on their way
  /// @throws GambesonException when the address is malformed
  public static S3Store open(String address, Path staging) {
    return open(address, staging, S3Upload.PART_BYTES);
  }

  static S3Store open(String address, Path staging, long partBytes) {
    S3Address parsed = S3Address.parse(address);
    try {
      PrivateFiles.createFolders(staging);
    } catch (IOException e) {
      throw GambesonException.badInput(
          "The folder %s cannot be made: %s.".formatted(staging, Reasons.of(e)), e);
    }
    S3ClientBuilder builder =
        S3Client.builder()
            .httpClientBuilder(UrlConnectionHttpClient.builder())
            .region(Region.of(parsed.region()))
            .forcePathStyle(parsed.pathStyle());
    parsed.endpoint().ifPresent(builder::endpointOverride);
    return new S3Store(parsed, builder.build(), staging, partBytes);
  }

  @Override
  public boolean put(Digest name, Path staged) throws IOException {
    String key = address.key(name);
    if (contains(name)) {
      return usedAgain(key);
    }
    try {
      upload.put(key, staged);
    } catch (S3Exception e) {
      if (e.statusCode() == PRECONDITION_FAILED || e.statusCode() == CONFLICT) {
        return usedAgain(key);
      }
      throw failed(e);
    } catch (SdkException e) {
      throw failed(e);
    }
    Files.deleteIfExists(staged);
    return true;
  }

  /// A copy onto itself sets the time, so that garbage collection leaves it alone. It must change
  /// something, or S3 refuses it.
  private boolean usedAgain(String key) throws IOException {
    Map<String, String> used = Map.of("used", UUID.randomUUID().toString());
    try {
      client.copyObject(r ->
          r.sourceBucket(address.bucket())
              .sourceKey(key)
              .destinationBucket(address.bucket())
              .destinationKey(key)
              .metadata(used)
              .metadataDirective(MetadataDirective.REPLACE));
      return false;
    } catch (SdkException e) {
      throw failed(e);
    }
  }

  @Override
  public InputStream open(Digest name) throws IOException {
    try {
      return client.getObject(r -> r.bucket(address.bucket()).key(address.key(name)));
    } catch (NoSuchKeyException e) {
      throw new NoSuchFileException(address + "…" + name.brief());
    } catch (SdkException e) {
      throw failed(e);
    }
  }

  @Override
  public boolean contains(Digest name) throws IOException {
    try {
      client.headObject(r -> r.bucket(address.bucket()).key(address.key(name)));
      return true;
    } catch (S3Exception e) {
      if (e.statusCode() == NOT_FOUND) {
        return false;
      }
      throw failed(e);
    } catch (SdkException e) {
      throw failed(e);
    }
  }

  @Override
  public List<Stored> list() throws IOException {
    List<Stored> found = new ArrayList<>();
    try {
      client
          .listObjectsV2Paginator(
              r -> r.bucket(address.bucket()).prefix(address.prefix() + "objects/"))
          .contents()
          .forEach(o -> {
            String name = o.key().substring(o.key().lastIndexOf('/') + 1);
            if (Digest.isDigest(name)) {
              found.add(new Stored(new Digest(name), o.size(), o.lastModified()));
            }
          });
    } catch (SdkException e) {
      throw failed(e);
    }
    found.sort((a, b) -> a.digest().compareTo(b.digest()));
    return List.copyOf(found);
  }

  @Override
  public boolean delete(Digest name) throws IOException {
    if (!contains(name)) {
      return false;
    }
    try {
      client.deleteObject(r -> r.bucket(address.bucket()).key(address.key(name)));
      return true;
    } catch (SdkException e) {
      throw failed(e);
    }
  }

  private IOException failed(SdkException e) {
    String why = e instanceof S3Exception s ? "status " + s.statusCode() : e.getMessage();
    return new IOException(address + " answered: " + why, e);
  }

  @Override
  public Path staging() {
    return staging;
  }

  @Override
  public String address() {
    return "store " + address;
  }

  @Override
  public void close() {
    client.close();
  }
}
