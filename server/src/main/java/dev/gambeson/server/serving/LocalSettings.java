package dev.gambeson.server.serving;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// A model file that this process runs.
///
/// @param file the model file: ONNX, XGBoost JSON or UBJSON, LightGBM text
/// @param sha256 what it must be, 64 hexadecimal digits
/// @param preprocessing the steps from columns to its matrix, as in `docs/preprocessing.md`
/// @param preprocessingSha256 what the preprocessing file must be; needed with it, since wrong
///   steps are as bad as a wrong model
/// @param trust trust policy file; the model file then needs a signature beside it that the policy
///   accepts
/// @param acceptReview whether a file that the scanner wants a person to look at may be loaded,
///   because one has
/// @param batching how requests are put together; empty: each alone
public record LocalSettings(
    Path file,
    String sha256,
    Optional<Path> preprocessing,
    Optional<String> preprocessingSha256,
    Optional<Path> trust,
    boolean acceptReview,
    Optional<Batching> batching) {
  private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");

  public LocalSettings {
    requireNonNull(file, "file");
    requireNonNull(sha256, "sha256");
    requireDigest("sha256", sha256, file);
    preprocessingSha256.ifPresent(d -> requireDigest("preprocessing-sha256", d, file));
    if (preprocessing.isPresent() != preprocessingSha256.isPresent()) {
      throw new IllegalArgumentException(
          "model file %s: give preprocessing and preprocessing-sha256 together, or neither."
              .formatted(file));
    }
  }

  /// A file without more ado.
  public static LocalSettings of(Path file, String sha256) {
    return new LocalSettings(
        file,
        sha256,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        false,
        Optional.empty());
  }

  private static void requireDigest(String key, String digest, Path file) {
    if (!DIGEST.matcher(digest).matches()) {
      throw new IllegalArgumentException(
          "model file %s: %s must be 64 lower-case hexadecimal digits. 'sha256sum FILE' prints them."
              .formatted(file, key.toLowerCase(Locale.ROOT)));
    }
  }

  /// How requests to a slow model are put together. Costs every request up to the delay; pays where
  /// one call with many rows is much cheaper than many calls.
  ///
  /// @param maxDelay how long the first request waits for others, at most 1 s
  /// @param maxRows rows of one call, 2 to 65536
  public record Batching(Duration maxDelay, int maxRows) {
    public Batching {
      boolean delay = !maxDelay.isNegative() && maxDelay.compareTo(Duration.ofSeconds(1)) <= 0;
      if (!delay || maxRows < 2 || maxRows > 65_536) {
        throw new IllegalArgumentException(
            "batching: max-delay %s (0 to 1 s), max-rows %d (2 to 65536). Correct the one that is outside."
                .formatted(maxDelay, maxRows));
      }
    }
  }
}
