package dev.gambeson.server.identity;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// Whom client certificates stand for. The TLS layer checks chain, dates and use; this says which
/// of the certificates that it lets through is whose.
///
/// @param clients in order; the first that fits decides
/// @param revoked SHA-256 fingerprints of certificates that are taken no more
/// @param lists files with revocation lists (CRL) of the issuing authorities
/// @param authorities files with the authorities' certificates, which sign those lists
public record CertificatePolicy(
    List<Holder> clients, Set<String> revoked, List<String> lists, List<String> authorities) {
  private static final Pattern FINGERPRINT = Pattern.compile("[0-9a-f]{64}");

  public CertificatePolicy {
    clients = clients == null ? List.of() : List.copyOf(clients);
    revoked = revoked == null ? Set.of() : Set.copyOf(revoked);
    revoked.forEach(print -> requireFingerprint(print, "identity.certificates.revoked"));
    lists = lists == null ? List.of() : List.copyOf(lists);
    authorities = authorities == null ? List.of() : List.copyOf(authorities);
    if (!lists.isEmpty() && authorities.isEmpty()) {
      throw new IllegalArgumentException(
          "identity.certificates.lists needs authorities: a revocation list is worth nothing until its signature is checked.");
    }
  }

  static void requireFingerprint(String text, String where) {
    if (!FINGERPRINT.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "A fingerprint in %s is no SHA-256 in 64 lower-case hexadecimal digits; correct it."
              .formatted(where));
    }
  }

  /// What of a certificate is looked at.
  public enum Part {
    /// A URI of the subject alternative names, for example a SPIFFE id.
    SAN_URI,
    /// A DNS name of them.
    SAN_DNS,
    /// An e-mail address of them.
    SAN_EMAIL,
    /// The whole subject in RFC 2253 form, exactly.
    SUBJECT,
    /// SHA-256 of the certificate in hexadecimal.
    FINGERPRINT
  }

  /// A client and its certificates.
  ///
  /// @param part what of the certificate is compared
  /// @param value what it must be, to the letter
  /// @param tenant whose client
  /// @param client its id
  /// @param clientClass names output policy, limits and budget
  /// @param roles what it may do
  /// @param attributes what rules may ask for
  public record Holder(
      Part part,
      String value,
      String tenant,
      String client,
      String clientClass,
      Set<String> roles,
      Map<String, String> attributes) {
    public Holder {
      if (value.isEmpty()) {
        throw new IllegalArgumentException(
            "An entry of identity.certificates.clients has an empty value; say what the certificate holds.");
      }
      if (part == Part.FINGERPRINT) {
        requireFingerprint(value, "identity.certificates.clients");
      }
      if (part == Part.SAN_DNS) {
        value = value.toLowerCase(Locale.ROOT);
      }
      Names.requireTenant(tenant, "tenant in identity.certificates");
      Names.requireClient(client, "client in identity.certificates");
      Names.requireWord(clientClass, "client-class in identity.certificates");
      roles = roles == null ? Set.of() : Set.copyOf(roles);
      roles.forEach(role -> Names.requireWord(role, "role in identity.certificates"));
      attributes = attributes == null ? Map.of() : Map.copyOf(attributes);
      attributes.forEach(Names::requireAttribute);
    }
  }
}
