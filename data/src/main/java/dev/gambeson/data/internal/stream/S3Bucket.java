package dev.gambeson.data.internal.stream;

import dev.gambeson.core.GambesonException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// A bucket of an S3-compatible store. The AWS SDK is loaded only when an address begins with
/// `s3://`.
final class S3Bucket {
  private static final int MOST_PARTS = 100_000;

  private final S3Address address;
  private final S3Client client;

  S3Bucket(S3Address address, Duration timeout) {
    this.address = address;
    S3ClientBuilder builder =
        S3Client.builder()
            .httpClientBuilder(
                UrlConnectionHttpClient.builder().connectionTimeout(timeout).socketTimeout(timeout))
            .region(Region.of(address.region()))
            .forcePathStyle(address.pathStyle());
    address.endpoint().ifPresent(builder::endpointOverride);
    this.client = builder.build();
  }

  /// The object, or the objects directly under the prefix, in the order of their keys.
  List<Origin> objects() throws IOException {
    try {
      return address.isPrefix() ? list() : List.of(head());
    } catch (S3Exception e) {
      if (e.statusCode() == 404) {
        throw GambesonException.usage("There is no object %s.".formatted(address));
      }
      throw failed(e);
    } catch (SdkException e) {
      throw failed(e);
    }
  }

  private Origin head() {
    HeadObjectResponse head = client.headObject(r -> r.bucket(address.bucket()).key(address.key()));
    return new S3Origin(this, address.key(), head.contentLength(), head.eTag());
  }

  private List<Origin> list() {
    List<Origin> found = new ArrayList<>();
    for (ListObjectsV2Response page :
        client.listObjectsV2Paginator(
            r -> r.bucket(address.bucket()).prefix(address.key()).delimiter("/"))) {
      if (page.hasCommonPrefixes() && !page.commonPrefixes().isEmpty()) {
        throw GambesonException.usage(
            "%s holds the folder %s: name one folder whose objects are the parts of one table."
                .formatted(address, page.commonPrefixes().getFirst().prefix()));
      }
      page.contents().stream()
          .filter(o -> !Addresses.isHidden(o.key().substring(address.key().length())))
          .forEach(o -> found.add(new S3Origin(this, o.key(), o.size(), o.eTag())));
      if (found.size() > MOST_PARTS) {
        throw GambesonException.badInput(
            "%s holds more than %,d objects.".formatted(address, MOST_PARTS));
      }
    }
    if (found.isEmpty()) {
      throw GambesonException.nothingExamined(address + " holds no object.");
    }
    return found;
  }

  String name(String key) {
    return address.of(key);
  }

  /// Bytes `from` to `to` of the version with this entity tag, and of no other.
  InputStream get(String key, String tag, long from, long to) throws IOException {
    try {
      return new Failing(
          client.getObject(r ->
              r.bucket(address.bucket())
                  .key(key)
                  .ifMatch(tag)
                  .range("bytes=%d-%d".formatted(from, to - 1))));
    } catch (SdkException e) {
      throw failed(e);
    }
  }

  /// One message; holds neither credentials nor the signed address.
  private static IOException failed(SdkException e) {
    if (e instanceof S3Exception s3) {
      String code =
          Optional.ofNullable(s3.awsErrorDetails()).map(AwsErrorDetails::errorCode).orElse("");
      return switch (s3.statusCode()) {
        case 412 ->
            new IOException("it was changed while it was read; start again when nobody writes it");
        case 404 -> new IOException("it was deleted while it was read");
        case 400, 401, 403 ->
            new IOException(
                code.toLowerCase(Locale.ROOT).contains("expired")
                    ? "the credentials have expired; renew them and start again"
                    : "the store denies access (%s); are the credentials right?"
                        .formatted(code.isEmpty() ? "status " + s3.statusCode() : code));
        default ->
            new IOException(
                "the store answers with status %d %s".formatted(s3.statusCode(), code).strip());
      };
    }
    String message = String.valueOf(e.getMessage());
    return new IOException(
        message.contains("redentials")
            ? "no credentials were found: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, a profile or a role"
            : message.contains("imed out")
                ? "the store does not answer in time"
                : "the store cannot be reached");
  }

  /// Gives up the connection instead of draining it, and says of any failure what happened.
  private static final class Failing extends InputStream {
    private final ResponseInputStream<GetObjectResponse> in;
    private boolean ended;

    Failing(ResponseInputStream<GetObjectResponse> in) {
      this.in = in;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int from, int length) throws IOException {
      try {
        int n = in.read(buffer, from, length);
        ended |= n < 0;
        return n;
      } catch (SdkException e) {
        throw failed(e);
      } catch (java.net.SocketTimeoutException e) {
        throw new IOException("the store does not answer in time", e);
      } catch (IOException e) {
        throw new IOException("the connection to the store broke off", e);
      }
    }

    @Override
    public void close() throws IOException {
      if (ended) {
        in.close();
      } else {
        in.abort();
      }
    }
  }
}
