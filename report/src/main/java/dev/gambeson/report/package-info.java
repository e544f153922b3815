/// Renderers: a `Result` in, bytes out. Terminal text, JSON, SARIF, JUnit XML, Markdown and a
/// single-file HTML report all come from the same object, so they cannot disagree.
@NullMarked
package dev.gambeson.report;

import org.jspecify.annotations.NullMarked;
