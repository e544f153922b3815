package dev.gambeson.response.route;

import dev.gambeson.core.GambesonException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/// Whose certificates a route believes: the platform's authorities, or those of a PEM file and no
/// others. The name in the certificate is always checked.
final class Trust {
  private static final int MAX_BYTES = 1 << 20;

  private Trust() {}

  static SSLSocketFactory sockets(Optional<Path> authorities) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      TrustManagerFactory managers =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      managers.init(authorities.map(Trust::store).orElse(null));
      context.init(null, managers.getTrustManagers(), new SecureRandom());
      return context.getSocketFactory();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has TLS", e);
    }
  }

  private static KeyStore store(Path file) {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw GambesonException.usage(
            "The certificates in %s are too large to be some.".formatted(file));
      }
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      int number = 0;
      for (Certificate one :
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(file)))) {
        store.setCertificateEntry("authority-" + number++, one);
      }
      if (number == 0) {
        throw GambesonException.usage("The file %s holds no certificate in PEM.".formatted(file));
      }
      return store;
    } catch (IOException | GeneralSecurityException e) {
      throw GambesonException.usage(
          "The certificates in %s cannot be read as PEM.".formatted(file));
    }
  }

  /// TLS 1.2 or 1.3 only, and the certificate must be for the name that was connected to.
  static void harden(SSLSocket socket) {
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    socket.setSSLParameters(parameters);
  }
}
