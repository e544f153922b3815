package dev.gambeson.registry.catalog;

import dev.gambeson.registry.store.Digest;
import java.time.Instant;

/// Evidence that was attached to a version. Whether it counts is decided anew at every promotion.
///
/// @param predicateType what it claims
/// @param digest SHA-256 of the envelope
/// @param envelope the DSSE envelope, JSON
public record EvidenceItem(
    String predicateType, Digest digest, String envelope, Instant addedAt, String addedBy) {}
