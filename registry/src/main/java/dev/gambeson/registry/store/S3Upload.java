package dev.gambeson.registry.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/// Uploads that never replace anything: one request, or parts for what is too large for one.
final class S3Upload {
  /// Far below the 5 GiB that one request may carry; 10,000 parts then hold 5 TB.
  static final long PART_BYTES = 512L << 20;

  private static final String ONLY_NEW = "*";

  private final S3Client client;
  private final String bucket;
  private final long partBytes;

  S3Upload(S3Client client, String bucket, long partBytes) {
    this.client = client;
    this.bucket = bucket;
    this.partBytes = partBytes;
  }

  void put(String key, Path file) throws IOException {
    long bytes = Files.size(file);
    if (bytes > partBytes) {
      inParts(key, file, bytes);
    } else {
      client.putObject(
          r -> r.bucket(bucket).key(key).ifNoneMatch(ONLY_NEW), RequestBody.fromFile(file));
    }
  }

  private void inParts(String key, Path file, long bytes) {
    String id = client.createMultipartUpload(r -> r.bucket(bucket).key(key)).uploadId();
    boolean complete = false;
    try {
      List<CompletedPart> parts = new ArrayList<>();
      for (long from = 0; from < bytes; from += partBytes) {
        parts.add(part(key, id, file, from, Math.min(partBytes, bytes - from), parts.size() + 1));
      }
      client.completeMultipartUpload(r ->
          r.bucket(bucket)
              .key(key)
              .uploadId(id)
              .ifNoneMatch(ONLY_NEW)
              .multipartUpload(m -> m.parts(parts)));
      complete = true;
    } finally {
      if (!complete) {
        client.abortMultipartUpload(r -> r.bucket(bucket).key(key).uploadId(id));
      }
    }
  }

  private CompletedPart part(String key, String id, Path file, long from, long count, int number) {
    String tag =
        client
            .uploadPart(
                r -> r.bucket(bucket).key(key).uploadId(id).partNumber(number).contentLength(count),
                RequestBody.fromContentProvider(
                    () -> FileSlice.open(file, from, count), count, "application/octet-stream"))
            .eTag();
    return CompletedPart.builder().partNumber(number).eTag(tag).build();
  }
}
