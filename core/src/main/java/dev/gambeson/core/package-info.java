/// The words that every room shares: checks, outcomes, findings, estimates, policy, result.
@NullMarked
package dev.gambeson.core;

import org.jspecify.annotations.NullMarked;
