package dev.gambeson.report;

import dev.gambeson.core.Result;

/// Turns a result into bytes (UTF-8). Pure: the same result gives the same bytes, on any machine
/// and at any time. Whatever stands in the result's texts, names and paths is shown, never
/// interpreted: no markup, script, escape sequence or formula from examined content takes effect.
@FunctionalInterface
public interface Renderer {
  /// The whole document.
  byte[] render(Result result);
}
