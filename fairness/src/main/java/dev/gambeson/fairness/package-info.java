/// Fairness of decisions between groups of people: metrics with intervals and reasons where they
/// are undefined, intersections, and the checks that judge them. Start at [FairnessAudit].
@NullMarked
package dev.gambeson.fairness;

import org.jspecify.annotations.NullMarked;
