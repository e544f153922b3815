package dev.gambeson.server.identity;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.io.Sha256;
import dev.gambeson.guard.Client;
import dev.gambeson.server.identity.CertificatePolicy.Holder;
import dev.gambeson.server.identity.CertificatePolicy.Part;
import io.vertx.core.Future;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Date;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Finds the client that a verified certificate stands for.
///
/// A certificate is refused when it is outside its dates, revoked by fingerprint or by a list, or
/// when the list of its issuer is past its next update: an old list would not name what was revoked
/// since.
public final class CertificateIdentity implements CertificateAuthenticator {
  private static final int MAX_FILE = 64 << 20;

  private final CertificatePolicy policy;
  private final InstantSource clock;
  private final List<X509CRL> lists;

  private CertificateIdentity(CertificatePolicy policy, InstantSource clock, List<X509CRL> lists) {
    this.policy = policy;
    this.clock = clock;
    this.lists = List.copyOf(lists);
  }

  /// Reads the files that the policy names. Blocks.
  ///
  /// @param folder relative file names begin here
  /// @throws GambesonException when a file cannot be read, or a list is not signed by an authority
  public static CertificateIdentity open(
      CertificatePolicy policy, Path folder, InstantSource clock) {
    List<X509Certificate> authorities = new ArrayList<>();
    for (String file : policy.authorities()) {
      read(
          folder.resolve(file),
          (factory, bytes) ->
              factory.generateCertificates(new ByteArrayInputStream(bytes)).stream()
                  .map(X509Certificate.class::cast)
                  .forEach(authorities::add));
    }
    List<X509CRL> lists = new ArrayList<>();
    for (String file : policy.lists()) {
      read(
          folder.resolve(file),
          (factory, bytes) -> {
            X509CRL list = (X509CRL) factory.generateCRL(new ByteArrayInputStream(bytes));
            requireSigned(list, authorities);
            lists.add(list);
          });
    }
    return new CertificateIdentity(policy, clock, lists);
  }

  @FunctionalInterface
  private interface Reading {
    void take(CertificateFactory factory, byte[] bytes) throws GeneralSecurityException;
  }

  private static void read(Path file, Reading reading) {
    try {
      if (Files.size(file) > MAX_FILE) {
        throw new IOException("it has more than 64 MB");
      }
      reading.take(CertificateFactory.getInstance("X.509"), Files.readAllBytes(file));
    } catch (IOException | GeneralSecurityException e) {
      throw GambesonException.badInput(
          "%s, named in identity.certificates, cannot be used: %s. Correct the file or the name."
              .formatted(file, e.getMessage()),
          e);
    }
  }

  private static void requireSigned(X509CRL list, List<X509Certificate> authorities)
      throws GeneralSecurityException {
    for (X509Certificate authority : authorities) {
      if (authority.getSubjectX500Principal().equals(list.getIssuerX500Principal())) {
        list.verify(authority.getPublicKey());
        return;
      }
    }
    throw new GeneralSecurityException("none of identity.certificates.authorities issued it");
  }

  @Override
  public Future<Client> authenticate(X509Certificate certificate, String address) {
    try {
      certificate.checkValidity(Date.from(clock.instant()));
      String print = Sha256.of(certificate.getEncoded());
      if (policy.revoked().contains(print) || revoked(certificate)) {
        return refused("revoked-certificate");
      }
      return holder(certificate, print)
          .map(holder -> Future.succeededFuture(client(holder, print, address)))
          .orElseGet(() -> refused("unknown-certificate"));
    } catch (CertificateEncodingException | CertificateParsingException _) {
      return refused("malformed-certificate");
    } catch (GeneralSecurityException _) {
      return refused("expired-certificate");
    }
  }

  private static Future<Client> refused(String reason) {
    return Future.failedFuture(new Unauthenticated(reason));
  }

  private boolean revoked(X509Certificate certificate) {
    for (X509CRL list : lists) {
      if (list.getIssuerX500Principal().equals(certificate.getIssuerX500Principal())) {
        Date next = list.getNextUpdate();
        if (list.isRevoked(certificate)
            || (next != null && next.toInstant().isBefore(clock.instant()))) {
          return true;
        }
      }
    }
    return false;
  }

  private Optional<Holder> holder(X509Certificate certificate, String print)
      throws CertificateParsingException {
    Map<Part, Set<String>> parts = new EnumMap<>(Part.class);
    parts.put(Part.FINGERPRINT, Set.of(print));
    parts.put(Part.SUBJECT, Set.of(certificate.getSubjectX500Principal().getName()));
    var names = certificate.getSubjectAlternativeNames();
    if (names != null) {
      for (List<?> name : names) {
        if (name.get(1) instanceof String value) {
          part((Integer) name.get(0))
              .ifPresent(part ->
                  parts.computeIfAbsent(part, _ -> new HashSet<>()).add(value(part, value)));
        }
      }
    }
    return policy.clients().stream()
        .filter(holder -> parts.getOrDefault(holder.part(), Set.of()).contains(holder.value()))
        .findFirst();
  }

  private static String value(Part part, String value) {
    return part == Part.SAN_DNS ? value.toLowerCase(Locale.ROOT) : value;
  }

  /// Kinds of names, RFC 5280, section 4.2.1.6.
  private static Optional<Part> part(int kind) {
    return switch (kind) {
      case 1 -> Optional.of(Part.SAN_EMAIL);
      case 2 -> Optional.of(Part.SAN_DNS);
      case 6 -> Optional.of(Part.SAN_URI);
      default -> Optional.empty();
    };
  }

  private static Client client(Holder holder, String print, String address) {
    Map<String, String> attributes = new HashMap<>(holder.attributes());
    attributes.put(Scope.VIA, "certificate");
    attributes.put(Scope.KEY, print.substring(0, 16));
    return new Client(
        holder.client(),
        holder.tenant(),
        holder.clientClass(),
        holder.roles(),
        attributes,
        address);
  }
}
