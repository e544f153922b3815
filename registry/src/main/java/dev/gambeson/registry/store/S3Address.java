package dev.gambeson.registry.store;

import dev.gambeson.core.GambesonException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// `s3://bucket/prefix?region=eu-west-1&endpoint=https://minio:9000&path-style=true`. Credentials
/// are never part of it: they come from where the AWS SDK looks for them (environment, profile,
/// role).
///
/// @param prefix empty, or ending in `/`
/// @param endpoint of another S3-compatible store
/// @param pathStyle whether the bucket is part of the path; most stores that are not AWS need it
record S3Address(
    String bucket, String prefix, String region, Optional<URI> endpoint, boolean pathStyle) {
  private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");
  private static final Set<String> KEYS = Set.of("region", "endpoint", "path-style");

  static S3Address parse(String text) {
    try {
      URI uri = new URI(text);
      String bucket = Optional.ofNullable(uri.getHost()).orElse("");
      if (!"s3".equals(uri.getScheme())
          || !BUCKET.matcher(bucket).matches()
          || uri.getUserInfo() != null) {
        throw bad(text);
      }
      Map<String, String> query = query(uri.getQuery(), text);
      Optional<URI> endpoint = Optional.ofNullable(query.get("endpoint")).map(URI::create);
      String path = Optional.ofNullable(uri.getPath()).orElse("").replaceAll("^/+|/+$", "");
      return new S3Address(
          bucket,
          path.isEmpty() ? "" : path + "/",
          query.getOrDefault("region", "us-east-1"),
          endpoint,
          Boolean.parseBoolean(
              query.getOrDefault("path-style", String.valueOf(endpoint.isPresent()))));
    } catch (URISyntaxException | IllegalArgumentException e) {
      throw bad(text);
    }
  }

  private static Map<String, String> query(String query, String text) {
    Map<String, String> found = new TreeMap<>();
    if (query != null) {
      for (String pair : query.split("&", -1)) {
        int equals = pair.indexOf('=');
        if (equals < 1 || !KEYS.contains(pair.substring(0, equals))) {
          throw bad(text);
        }
        found.put(pair.substring(0, equals), pair.substring(equals + 1));
      }
    }
    return found;
  }

  private static GambesonException bad(String text) {
    return GambesonException.usage(
        "'%s' is no address of an S3 store. One looks like 's3://bucket/prefix?region=eu-west-1&endpoint=https://host'; credentials do not belong into it."
            .formatted(text.length() > 200 ? text.substring(0, 200) + "…" : text));
  }

  String key(Digest name) {
    return prefix + "objects/" + name.hex().substring(0, 2) + "/" + name.hex();
  }

  @Override
  public String toString() {
    return "s3://" + bucket + "/" + prefix;
  }
}
