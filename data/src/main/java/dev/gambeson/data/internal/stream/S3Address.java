package dev.gambeson.data.internal.stream;

import dev.gambeson.core.GambesonException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// `s3://bucket/key?region=eu-west-1&endpoint=https://minio:9000&path-style=true`. Credentials are
/// never part of it: they come from where the AWS SDK looks for them (environment, profile, role).
///
/// @param key of an object; a prefix when it is empty or ends in `/`
/// @param endpoint of another S3-compatible store
/// @param pathStyle whether the bucket is part of the path; most stores that are not AWS need it
record S3Address(
    String bucket, String key, String region, Optional<URI> endpoint, boolean pathStyle) {
  private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");
  private static final Set<String> KEYS = Set.of("region", "endpoint", "path-style");

  static S3Address parse(String text) {
    try {
      URI uri = new URI(text);
      String bucket = Optional.ofNullable(uri.getHost()).orElse("");
      if (!"s3".equals(uri.getScheme())
          || !BUCKET.matcher(bucket).matches()
          || uri.getUserInfo() != null
          || uri.getFragment() != null) {
        throw bad();
      }
      Map<String, String> query = query(uri.getQuery());
      Optional<URI> endpoint = Optional.ofNullable(query.get("endpoint")).map(URI::create);
      if (endpoint.filter(e -> e.getUserInfo() != null || e.getHost() == null).isPresent()) {
        throw bad();
      }
      String path = Optional.ofNullable(uri.getPath()).orElse("");
      return new S3Address(
          bucket,
          path.startsWith("/") ? path.substring(1) : path,
          query.getOrDefault("region", "us-east-1"),
          endpoint,
          Boolean.parseBoolean(
              query.getOrDefault("path-style", String.valueOf(endpoint.isPresent()))));
    } catch (URISyntaxException | IllegalArgumentException e) {
      throw bad();
    }
  }

  private static Map<String, String> query(@org.jspecify.annotations.Nullable String query) {
    Map<String, String> found = new TreeMap<>();
    if (query != null) {
      for (String pair : query.split("&", -1)) {
        int equals = pair.indexOf('=');
        if (equals < 1 || !KEYS.contains(pair.substring(0, equals))) {
          throw bad();
        }
        found.put(pair.substring(0, equals), pair.substring(equals + 1));
      }
    }
    return found;
  }

  /// Does not repeat the text: somebody may have put a secret into it.
  private static GambesonException bad() {
    return GambesonException.usage(
        "That is no address of an S3 object. One looks like 's3://bucket/key?region=eu-west-1&endpoint=https://host', a prefix ends in '/'; credentials do not belong into it.");
  }

  boolean isPrefix() {
    return key.isEmpty() || key.endsWith("/");
  }

  /// The address of an object without the query.
  String of(String objectKey) {
    return "s3://" + bucket + "/" + objectKey;
  }

  @Override
  public String toString() {
    return of(key);
  }
}
