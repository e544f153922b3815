package dev.gambeson.registry.catalog;

import java.time.Instant;
import java.util.Optional;

/// A time during which a version was live.
///
/// @param number version
/// @param from since when
/// @param until up to when; empty while it is live
/// @param by who made it live
/// @param how `promote` or `rollback`
public record LiveSpan(int number, Instant from, Optional<Instant> until, String by, String how) {}
