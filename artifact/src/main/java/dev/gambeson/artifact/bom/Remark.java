package dev.gambeson.artifact.bom;

import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.Severity;

/// Something wrong that a reader saw while it read.
///
/// @param rule one of [DependencyRules]
/// @param subject package URL or file it is about
public record Remark(
    CheckInfo rule, Severity severity, String subject, String title, String message, Place place) {}
