package dev.gambeson.cli.ledger;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.io.AtomicFiles;
import dev.gambeson.registry.ledger.VerifierKey;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/// What the ledger's commands share: verifier keys as text or file, and files of results.
final class Keys {
  private static final int MAX_KEY = 4096;

  private Keys() {}

  /// A verifier key, given as text or as the name of a file that holds one.
  static VerifierKey read(String given) {
    try {
      Path file = Path.of(given);
      if (!Files.isRegularFile(file)) {
        return VerifierKey.parse(given);
      }
      if (Files.size(file) > MAX_KEY) {
        throw GambesonException.badInput(file + " is too long for a verifier key.");
      }
      return VerifierKey.parse(Files.readString(file, StandardCharsets.ISO_8859_1).strip());
    } catch (InvalidPathException e) {
      return VerifierKey.parse(given);
    } catch (IOException e) {
      throw GambesonException.badInput(
          "The verifier key %s cannot be read: %s.".formatted(given, e.getMessage()), e);
    }
  }

  /// Writes to the file, whole or not at all; or else to standard output.
  static void write(String text, Optional<Path> file, PrintWriter out) {
    if (file.isEmpty()) {
      out.print(text);
      out.flush();
      return;
    }
    try {
      AtomicFiles.write(file.get(), text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw GambesonException.badInput(
          "Cannot write %s: %s.".formatted(file.get(), e.getMessage()), e);
    }
  }
}
