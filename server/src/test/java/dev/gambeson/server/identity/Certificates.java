package dev.gambeson.server.identity;

import dev.gambeson.core.io.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/// Certificates for tests, made by the JDK's keytool.
final class Certificates {
  private static final String PASSWORD = "changeit";
  private final Path store;

  /// @param folder gets a key store with an authority `ca`
  Certificates(Path folder) {
    this.store = folder.resolve("test.p12");
    generate("ca", "CN=ca", List.of("-ext", "bc:c", "-ext", "ku=keyCertSign,cRLSign"));
  }

  record Issued(X509Certificate certificate) {
    byte[] encoded() {
      try {
        return certificate.getEncoded();
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException(e);
      }
    }

    String fingerprint() {
      return Sha256.of(encoded());
    }

    String thumbprint() {
      MessageDigest digest = Sha256.digest();
      return Base64.getUrlEncoder().withoutPadding().encodeToString(digest.digest(encoded()));
    }
  }

  static Issued selfSigned(String name) {
    try {
      Path folder = Files.createTempDirectory("certificate");
      Certificates one = new Certificates(folder);
      one.generate("self", name, List.of());
      Issued issued = one.read("self");
      Files.delete(one.store);
      Files.delete(folder);
      return issued;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /// A certificate of the authority.
  Issued issue(String alias, String name, String... more) {
    List<String> arguments = new ArrayList<>(List.of("-signer", "ca"));
    arguments.addAll(List.of(more));
    generate(alias, name, arguments);
    return read(alias);
  }

  /// A revocation list of the authority.
  void revoke(X509Certificate certificate, Path file, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "-gencrl",
                "-alias",
                "ca",
                "-id",
                certificate.getSerialNumber().toString(),
                "-file",
                file.toString()));
    arguments.addAll(List.of(more));
    keytool(arguments);
  }

  void export(String alias, Path file) {
    keytool(List.of("-exportcert", "-rfc", "-alias", alias, "-file", file.toString()));
  }

  private void generate(String alias, String name, List<String> more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "-genkeypair",
                "-alias",
                alias,
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                name));
    if (!more.contains("-validity")) {
      arguments.addAll(List.of("-validity", "30"));
    }
    arguments.addAll(more);
    keytool(arguments);
  }

  private Issued read(String alias) {
    try (InputStream in = Files.newInputStream(store)) {
      KeyStore keys = KeyStore.getInstance("PKCS12");
      keys.load(in, PASSWORD.toCharArray());
      return new Issued((X509Certificate) keys.getCertificate(alias));
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private void keytool(List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.add("-J-XX:TieredStopAtLevel=1");
    command.addAll(arguments);
    command.addAll(
        List.of("-keystore", store.toString(), "-storetype", "PKCS12", "-storepass", PASSWORD));
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String output = new String(process.getInputStream().readAllBytes());
      if (process.waitFor() != 0) {
        throw new IllegalStateException(output);
      }
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
