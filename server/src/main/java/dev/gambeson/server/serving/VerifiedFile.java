package dev.gambeson.server.serving;

import dev.gambeson.artifact.scan.ArtifactScanner;
import dev.gambeson.artifact.scan.FileReport;
import dev.gambeson.artifact.scan.engine.Verdict;
import dev.gambeson.artifact.sign.TrustPolicy;
import dev.gambeson.artifact.sign.oms.ModelVerifier;
import dev.gambeson.artifact.sign.oms.SignatureFiles;
import dev.gambeson.artifact.sign.oms.Verification;
import dev.gambeson.core.GambesonException;
import dev.gambeson.core.Progress;
import dev.gambeson.core.Workers;
import dev.gambeson.core.io.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/// A model file that may be loaded: a private copy of the very bytes that were hashed, whose digest
/// is the expected one, that the scanner found clean, and that (where a trust policy is given) a
/// trusted signer signed.
///
/// Guaranteed: nothing of the file is parsed by a model runtime before all of that is true, and
/// what somebody does to the original afterwards changes nothing. Not guaranteed: that the model
/// answers well.
final class VerifiedFile implements AutoCloseable {
  private static final long MAX_BYTES = 1L << 30;

  private final Path path;
  private final String sha256;

  private VerifiedFile(Path path, String sha256) {
    this.path = path;
    this.sha256 = sha256;
  }

  /// What must be true of a file.
  ///
  /// @param sha256 hexadecimal
  /// @param trust whose signature it must have, beside it in the usual place; empty for none
  /// @param worst the worst verdict of the scanner that is let in: clean, or review where a person
  ///   has looked
  record Demand(String sha256, Optional<TrustPolicy> trust, Verdict worst) {}

  /// Copies a file and checks the copy.
  ///
  /// @param folder for the copy; only this process should be able to write there
  /// @throws GambesonException when something that is demanded is not so
  static VerifiedFile of(Path file, Demand demand, Path folder, Instant now) {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw GambesonException.usage("The model file %s is no regular file.".formatted(file));
    }
    demand.trust().ifPresent(policy -> requireSigned(file, policy, now));
    VerifiedFile copy = copied(file, folder);
    boolean good = false;
    try {
      copy.require(file, demand);
      good = true;
      return copy;
    } finally {
      if (!good) {
        copy.close();
      }
    }
  }

  private static VerifiedFile copied(Path file, Path folder) {
    try {
      Files.createDirectories(folder);
      Path copy =
          Files.createTempFile(
              folder,
              "model-",
              suffix(file),
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      MessageDigest digest = Sha256.digest();
      byte[] buffer = new byte[1 << 16];
      long size = 0;
      try (InputStream in = Files.newInputStream(file);
          OutputStream out = Files.newOutputStream(copy)) {
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
          size += n;
          if (size > MAX_BYTES) {
            throw GambesonException.badInput(
                "The model file %s is larger than %d bytes.".formatted(file, MAX_BYTES));
          }
          digest.update(buffer, 0, n);
          out.write(buffer, 0, n);
        }
      }
      return new VerifiedFile(copy, HexFormat.of().formatHex(digest.digest()));
    } catch (IOException e) {
      throw GambesonException.badInput(
          "The model file %s cannot be copied to %s: %s.".formatted(file, folder, e.getMessage()),
          e);
    }
  }

  private static String suffix(Path file) {
    String name = String.valueOf(file.getFileName());
    int dot = name.lastIndexOf('.');
    return dot < 0 || name.length() - dot > 10 ? "" : name.substring(dot);
  }

  private void require(Path file, Demand demand) {
    if (!sha256.equals(demand.sha256())) {
      throw GambesonException.badInput(
          "The model file %s has the SHA-256 %s, but %s is configured. It was not loaded. Find out who changed it."
              .formatted(file, sha256, demand.sha256()));
    }
    FileReport report = ArtifactScanner.standard().scan(String.valueOf(file.getFileName()), path);
    if (report.verdict().compareTo(demand.worst()) > 0) {
      throw GambesonException.badInput(
          "The scanner says '%s' of the model file %s%s. It was not loaded. See 'gambeson scan %s'."
              .formatted(
                  report.verdict().id(),
                  file,
                  report.flaws().isEmpty() ? "" : ": " + report.flaws().getFirst().title(),
                  file));
    }
    if (!report.sha256().equals(sha256)) {
      throw GambesonException.badInput(
          "The copy of the model file %s was changed while it was scanned. It was not loaded."
              .formatted(file));
    }
  }

  /// Asked of the original, since a signature covers names; that the copy is the same file is what
  /// the digest is for.
  private static void requireSigned(Path file, TrustPolicy policy, Instant now) {
    Path name = file.toAbsolutePath().getFileName();
    SignatureFiles signature = SignatureFiles.usual(file);
    if (name == null || !signature.exist()) {
      throw GambesonException.badInput(
          "The model file %s has no signature (%s). Sign it, or leave out its trust policy."
              .formatted(file, signature.main()));
    }
    try (Workers workers = new Workers(1)) {
      ModelVerifier.Request request =
          new ModelVerifier.Request(file, name.toString(), signature, List.of(), false);
      Verification seen =
          new ModelVerifier(policy, now, workers, Progress.silent()).verify(request);
      if (!seen.holds()) {
        throw GambesonException.badInput(
            "The signature of the model file %s does not hold: %s It was not loaded."
                .formatted(file, seen.trust().summary()));
      }
    }
  }

  Path path() {
    return path;
  }

  String sha256() {
    return sha256;
  }

  @Override
  public void close() {
    try {
      Files.deleteIfExists(path);
    } catch (IOException _) {
      // a private copy that stays behind does no harm
    }
  }
}
