package dev.gambeson.data.admit;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.Text;
import java.util.Map;
import java.util.TreeMap;

/// What a blend of sources may be made of, beside the pass marks of GB-DATA-031 to 033: caps of
/// single sources.
///
/// @param caps largest share of the admitted rows that a source may bring, by source, above 0 and
///   at most 1; sources that are not named have the policy's `max-share`
public record BlendPolicy(Map<String, Double> caps) {
  /// No source has a cap of its own.
  public static final BlendPolicy NONE = new BlendPolicy(Map.of());

  public BlendPolicy {
    caps = Map.copyOf(caps);
    new TreeMap<>(caps)
        .forEach((source, cap) -> {
          if (!(cap > 0 && cap <= 1)) {
            throw GambesonException.usage(
                "blend: the cap of source '%s' is %s; it must be above 0 and at most 1 (a share of the admitted rows)."
                    .formatted(source, Text.number(cap)));
          }
        });
  }

  /// The cap of a source.
  ///
  /// @param byDefault of sources that have none of their own
  public double cap(String source, double byDefault) {
    return caps.getOrDefault(source, byDefault);
  }
}
