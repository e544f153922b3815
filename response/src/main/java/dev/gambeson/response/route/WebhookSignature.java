package dev.gambeson.response.route;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Signatures of webhooks by the Standard Webhooks scheme, version 1 symmetric:
/// `v1,base64(HMAC-SHA256(secret, id "." timestamp "." body))`.
///
/// Guaranteed: whoever does not know a secret cannot make a message that [#verify] accepts, nor
/// send an old one again after the tolerance. Not guaranteed: that a message comes once; receivers
/// drop ids that they have seen.
///
/// Source: standard-webhooks/standard-webhooks, spec/standard-webhooks.md, "Signature scheme".
public final class WebhookSignature {
  private static final String PREFIX = "whsec_";
  private static final int MIN_KEY = 24;
  private static final int MAX_KEY = 64;

  private WebhookSignature() {}

  /// The value of the header `webhook-signature`: one signature for each secret, so that secrets
  /// can be changed without a gap.
  ///
  /// @param secrets 24 to 64 bytes in Base64, with or without `whsec_` before
  public static String sign(List<Secret> secrets, String id, Instant time, byte[] body) {
    return secrets.stream()
        .map(s -> "v1," + Base64.getEncoder().encodeToString(mac(s, id, time, body)))
        .collect(Collectors.joining(" "));
  }

  /// Whether one of the signatures is made with this secret, and the time is near enough.
  public static boolean verify(
      Secret secret,
      String id,
      String timestamp,
      byte[] body,
      String signatures,
      Instant now,
      Duration tolerance) {
    if (!timestamp.matches("\\d{1,12}")) {
      return false;
    }
    Instant time = Instant.ofEpochSecond(Long.parseLong(timestamp));
    if (Duration.between(time, now).abs().compareTo(tolerance) > 0) {
      return false;
    }
    byte[] expected = mac(secret, id, time, body);
    boolean found = false;
    for (String one : signatures.split(" ", 17)) {
      found |= one.startsWith("v1,") && MessageDigest.isEqual(expected, decoded(one.substring(3)));
    }
    return found;
  }

  private static byte[] decoded(String text) {
    try {
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      return new byte[0];
    }
  }

  private static byte[] mac(Secret secret, String id, Instant time, byte[] body) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key(secret), "HmacSHA256"));
      String head = id + "." + time.getEpochSecond() + ".";
      mac.update(head.getBytes(StandardCharsets.UTF_8));
      return mac.doFinal(body);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has HmacSHA256", e);
    }
  }

  /// The key that a secret stands for.
  ///
  /// @throws IllegalArgumentException when it stands for none
  static byte[] key(Secret secret) {
    String text = secret.revealText();
    byte[] key = decoded(text.startsWith(PREFIX) ? text.substring(PREFIX.length()) : text);
    if (key.length < MIN_KEY || key.length > MAX_KEY) {
      throw new IllegalArgumentException(
          "routes: a webhook's secret must be 24 to 64 random bytes in Base64; make one with `openssl rand -base64 32`");
    }
    return key;
  }
}
