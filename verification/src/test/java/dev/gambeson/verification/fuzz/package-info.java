/// Fuzz targets, run by `verification/fuzz.sh`; the tests beside them run the same targets on
/// seeded damage in every build.
@org.jspecify.annotations.NullMarked
package dev.gambeson.verification.fuzz;
