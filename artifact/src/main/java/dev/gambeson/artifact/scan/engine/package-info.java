/// What every bounded parser of the scanner builds on: bytes with a place, limits, who owns which
/// byte, and the flaws found. The parsers themselves live in the sibling packages, one family each.
@org.jspecify.annotations.NullMarked
package dev.gambeson.artifact.scan.engine;
