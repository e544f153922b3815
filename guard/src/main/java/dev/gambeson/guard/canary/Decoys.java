package dev.gambeson.guard.canary;

import static java.util.Objects.requireNonNull;

import dev.gambeson.guard.MacKey;
import dev.gambeson.guard.canary.Bait.Label;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Keys and model names that nobody was given: whoever uses one has been where he should not have
/// been. Keys are kept as keyed hashes.
public final class Decoys {
  /// What it pretends to be.
  public enum Kind {
    /// An API key, for example in a configuration file that nobody should read.
    KEY,
    /// A model name, for example `credit-score-full`.
    MODEL
  }

  /// One decoy.
  ///
  /// @param kind what it pretends to be
  /// @param mark the model's name, or [Decoys#mark] of the key
  /// @param label where it is planted
  public record Decoy(Kind kind, String mark, Label label) {
    public Decoy {
      requireNonNull(kind, "kind");
      requireNonNull(mark, "mark");
      requireNonNull(label, "label");
    }
  }

  private final MacKey key;
  private final Map<String, Decoy> keys = new HashMap<>();
  private final Map<String, Decoy> models = new HashMap<>();

  /// @param decoys all that are planted
  /// @param key the secret that keys were marked with
  public Decoys(List<Decoy> decoys, MacKey key) {
    this.key = marks(key);
    decoys.forEach(d -> (d.kind() == Kind.KEY ? keys : models).put(d.mark(), d));
  }

  /// Nothing is planted.
  static Decoys none() {
    return new Decoys(List.of(), MacKey.of(new byte[32])); // a key for nothing
  }

  private static MacKey marks(MacKey key) {
    return key.derive("gambeson decoy key");
  }

  /// What is kept of a decoy key instead of the key.
  public static String mark(MacKey key, String decoyKey) {
    return hex(marks(key), decoyKey);
  }

  private static String hex(MacKey marks, String presented) {
    return HexFormat.of().formatHex(marks.mac(presented.getBytes(StandardCharsets.UTF_8)));
  }

  /// The decoy of this model name, expired or not: nobody was ever given it.
  public Optional<Decoy> model(String name) {
    return Optional.ofNullable(models.get(name));
  }

  /// The decoy of this key.
  public Optional<Decoy> key(String presented) {
    return keys.isEmpty() ? Optional.empty() : Optional.ofNullable(keys.get(hex(key, presented)));
  }
}
