package dev.gambeson.cli.data;

import java.util.Optional;

/// Where a reference is looked for.
final class ReferenceOptions {
  /// The reference that the options name, opened and proven.
  Optional<Reference> reference(DataOptions options) {
    return options.reference.map(r -> Reference.open(r, options.referenceKey));
  }
}
