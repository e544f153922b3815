package dev.gambeson.server.passport;

import static java.util.Objects.requireNonNull;

import dev.gambeson.guard.detect.ModelBaseline;
import dev.gambeson.guard.input.InputProfile;
import dev.gambeson.monitor.reference.Reference;

/// What guards and monitors know of a model version.
///
/// @param input ranges and levels of its inputs
/// @param baseline how normal queries look
/// @param reference what its inputs and answers look like
public record Passport(InputProfile input, ModelBaseline baseline, Reference reference) {
  public Passport {
    requireNonNull(input, "input");
    requireNonNull(baseline, "baseline");
    requireNonNull(reference, "reference");
  }
}
