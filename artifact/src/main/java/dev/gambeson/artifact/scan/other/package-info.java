/// Files that are no models, but lie beside or inside them: programs, pictures, data files, R
/// objects, and raw numbers.
@org.jspecify.annotations.NullMarked
package dev.gambeson.artifact.scan.other;
