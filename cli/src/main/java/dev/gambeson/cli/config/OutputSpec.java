package dev.gambeson.cli.config;

import java.nio.file.Path;
import java.util.Optional;

/// One report to write.
///
/// @param format as `--format` names it
/// @param file where to; empty means standard output
public record OutputSpec(String format, Optional<Path> file) {}
