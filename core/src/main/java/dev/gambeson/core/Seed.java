package dev.gambeson.core;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/// A reproducible source of randomness for simulations and attacks. Never for keys, tokens or
/// privacy noise: those come from a secure generator.
///
/// Seeds form a tree: give each check, row or chunk its own child, and the stream does not depend
/// on how work is spread over threads.
///
/// @param value the seed as recorded in results
public record Seed(long value) {

  /// The seed of a named part.
  public Seed child(String name) {
    long hash = 0xcbf29ce484222325L; // FNV-1a, 64 bit
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
    }
    return child(hash);
  }

  /// The seed of a numbered part.
  public Seed child(long index) {
    return new Seed(mix(value + 0x9e3779b97f4a7c15L * (mix(index) | 1)));
  }

  /// A fresh generator that starts at this seed. Not thread-safe: one per thread of work.
  public RandomGenerator random() {
    return new SplittableRandom(value);
  }

  private static long mix(long z) { // SplitMix64 finaliser, Steele et al. 2014
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
