package dev.gambeson.artifact.scan.template;

import java.util.List;
import java.util.Optional;

/// An expression of a template. `at` is a character in it.
sealed interface Expr {
  /// Where it stands.
  int at();

  /// A variable.
  record Name(int at, String name) implements Expr {}

  /// A string.
  record Text(int at, String value) implements Expr {}

  /// A number, as written.
  record Numeral(int at, double value) implements Expr {}

  /// `target.name`.
  record Attribute(int at, Expr target, String name) implements Expr {}

  /// `target[keys]`; a slice is a [Many].
  record Item(int at, Expr target, Expr key) implements Expr {}

  /// `from:to:step`, whatever of it stands there.
  record Slice(int at, List<Expr> parts) implements Expr {}

  /// `callee(arguments)`.
  record Call(int at, Expr callee, Arguments arguments) implements Expr {}

  /// `target | name(arguments)`; no target in a filter block.
  record Filter(int at, Optional<Expr> target, String name, Arguments arguments) implements Expr {}

  /// `target is name(arguments)`.
  record Test(int at, Expr target, String name, Arguments arguments) implements Expr {}

  /// An operator between two.
  record Binary(int at, String operator, Expr left, Expr right) implements Expr {}

  /// `not`, `-` or `+` before one.
  record Unary(int at, String operator, Expr operand) implements Expr {}

  /// `then if condition else otherwise`.
  record Choice(int at, Expr condition, Expr then, Optional<Expr> otherwise) implements Expr {}

  /// A list or tuple.
  record Many(int at, List<Expr> items) implements Expr {}

  /// A dictionary, keys and values in turn.
  record Mapping(int at, List<Expr> keys, List<Expr> values) implements Expr {}

  /// What is passed to a call, filter or test.
  ///
  /// @param plain by position, with what `*` unpacks
  /// @param names of the named ones
  /// @param named their values
  /// @param unpacked what `**` unpacks
  record Arguments(List<Expr> plain, List<String> names, List<Expr> named, List<Expr> unpacked) {
    static final Arguments NONE = new Arguments(List.of(), List.of(), List.of(), List.of());

    /// The argument of that name, else at that position.
    Optional<Expr> get(String name, int position) {
      int i = names.indexOf(name);
      if (i >= 0) {
        return Optional.of(named.get(i));
      }
      return position >= 0 && position < plain.size()
          ? Optional.of(plain.get(position))
          : Optional.empty();
    }

    boolean isUnpacking() {
      return !unpacked.isEmpty();
    }
  }
}
