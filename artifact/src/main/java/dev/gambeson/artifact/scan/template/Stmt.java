package dev.gambeson.artifact.scan.template;

import java.util.List;
import java.util.Optional;

/// A statement of a template. `at` is a character in it.
sealed interface Stmt {
  /// Text that is printed as it stands.
  record Data(int at, String text) implements Stmt {}

  /// `{{ value }}`.
  record Print(int at, Expr value) implements Stmt {}

  /// `{% set target = value %}`.
  record Assign(int at, Expr target, Expr value) implements Stmt {}

  /// `{% set target %}body{% endset %}`, also `{% filter %}`.
  record Capture(int at, Expr target, List<Stmt> body) implements Stmt {}

  /// `{% for target in values if condition %}`.
  record Loop(
      int at, Expr target, Expr values, Optional<Expr> condition, List<Stmt> body, List<Stmt> none)
      implements Stmt {}

  /// `{% if condition %}then{% else %}otherwise{% endif %}`; `elif` is an `if` in `otherwise`.
  record When(int at, Expr condition, List<Stmt> then, List<Stmt> otherwise) implements Stmt {}

  /// `{% macro name(parameters) %}`.
  record Macro(int at, String name, List<String> parameters, List<Expr> defaults, List<Stmt> body)
      implements Stmt {}

  /// A block that changes nothing for us: generation, filter, call, with, block, autoescape.
  record Group(int at, Optional<Expr> head, List<String> parameters, List<Stmt> body)
      implements Stmt {}

  /// A tag that loads another template or shows the interpreter's state.
  record Reach(int at, String tag) implements Stmt {}
}
