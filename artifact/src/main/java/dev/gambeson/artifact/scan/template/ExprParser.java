package dev.gambeson.artifact.scan.template;

import dev.gambeson.artifact.scan.template.Expr.Arguments;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Expressions of Jinja 3, with its precedence.
final class ExprParser {
  private static final Set<String> COMPARE = Set.of("==", "!=", "<", ">", "<=", ">=");
  private static final Set<String> NOT_AN_ARGUMENT =
      Set.of("else", "or", "and", "is", "if", "in", "not", "recursive", "ignore");

  private final Cursor in;

  ExprParser(Cursor in) {
    this.in = in;
  }

  /// A tuple without parentheses, or one expression.
  Expr many() {
    Expr first = one();
    if (!in.peek().isOperator(",")) {
      return first;
    }
    List<Expr> items = new ArrayList<>(List.of(first));
    while (in.skipOperator(",") && startsExpression()) {
      items.add(one());
    }
    return new Expr.Many(first.at(), items);
  }

  /// A tuple without parentheses and without `if`, as `for` takes it.
  Expr manyWithoutChoice() {
    Expr first = or();
    if (!in.peek().isOperator(",")) {
      return first;
    }
    List<Expr> items = new ArrayList<>(List.of(first));
    while (in.skipOperator(",") && startsExpression()) {
      items.add(or());
    }
    return new Expr.Many(first.at(), items);
  }

  /// One expression.
  Expr one() {
    in.enter();
    Expr value = or();
    while (in.peek().isName("if")) {
      int at = in.take().at();
      Expr condition = or();
      Optional<Expr> otherwise = in.skipName("else") ? Optional.of(one()) : Optional.empty();
      value = new Expr.Choice(at, condition, value, otherwise);
    }
    in.leave();
    return value;
  }

  private boolean startsExpression() {
    Token t = in.peek();
    return switch (t.type()) {
      case STRING, NUMBER -> true;
      case NAME -> !t.text().equals("in") && !t.text().equals("if");
      case OPERATOR -> "([{-+".contains(t.text());
      default -> false;
    };
  }

  private Expr or() {
    Expr left = and();
    while (in.peek().isName("or")) {
      left = new Expr.Binary(in.take().at(), "or", left, and());
    }
    return left;
  }

  private Expr and() {
    Expr left = not();
    while (in.peek().isName("and")) {
      left = new Expr.Binary(in.take().at(), "and", left, not());
    }
    return left;
  }

  private Expr not() {
    if (!in.peek().isName("not")) {
      return compare();
    }
    int at = in.take().at();
    in.enter();
    Expr operand = not();
    in.leave();
    return new Expr.Unary(at, "not", operand);
  }

  private Expr compare() {
    Expr left = sum();
    while (true) {
      Token t = in.peek();
      if (t.type() == Token.Type.OPERATOR && COMPARE.contains(t.text())) {
        left = new Expr.Binary(in.take().at(), t.text(), left, sum());
      } else if (t.isName("in")) {
        left = new Expr.Binary(in.take().at(), "in", left, sum());
      } else if (t.isName("not") && in.peek(1).isName("in")) {
        in.take();
        left = new Expr.Binary(in.take().at(), "in", left, sum());
      } else {
        return left;
      }
    }
  }

  private Expr sum() {
    Expr left = concat();
    while (in.peek().isOperator("+") || in.peek().isOperator("-")) {
      Token t = in.take();
      left = new Expr.Binary(t.at(), t.text(), left, concat());
    }
    return left;
  }

  private Expr concat() {
    Expr left = product();
    while (in.peek().isOperator("~")) {
      left = new Expr.Binary(in.take().at(), "~", left, product());
    }
    return left;
  }

  private Expr product() {
    Expr left = power();
    while (in.peek().type() == Token.Type.OPERATOR
        && Set.of("*", "/", "//", "%").contains(in.peek().text())) {
      Token t = in.take();
      left = new Expr.Binary(t.at(), t.text(), left, power());
    }
    return left;
  }

  private Expr power() {
    Expr left = unary(true);
    while (in.peek().isOperator("**")) {
      left = new Expr.Binary(in.take().at(), "**", left, unary(true));
    }
    return left;
  }

  private Expr unary(boolean withFilters) {
    Token t = in.peek();
    if (!t.isOperator("-") && !t.isOperator("+")) {
      return filters(postfix(primary()), withFilters);
    }
    in.take();
    in.enter();
    Expr operand = unary(false);
    in.leave();
    return filters(new Expr.Unary(t.at(), t.text(), operand), withFilters);
  }

  private Expr primary() {
    Token t = in.peek();
    return switch (t.type()) {
      case NAME -> new Expr.Name(in.take().at(), t.text());
      case STRING -> string();
      case NUMBER -> number(in.take());
      case OPERATOR -> bracket(t);
      default -> throw in.unexpected("a value");
    };
  }

  private Expr string() {
    int at = in.peek().at();
    StringBuilder text = new StringBuilder();
    while (in.peek().type() == Token.Type.STRING) {
      text.append(in.take().text()); // neighbours are one string, as in Python
    }
    return new Expr.Text(at, text.toString());
  }

  private static Expr number(Token token) {
    String digits = token.text().replace("_", "");
    try {
      boolean isHex = digits.startsWith("0x") || digits.startsWith("0X");
      return new Expr.Numeral(
          token.at(), isHex ? Long.parseLong(digits.substring(2), 16) : Double.parseDouble(digits));
    } catch (NumberFormatException e) {
      return new Expr.Numeral(token.at(), Double.POSITIVE_INFINITY);
    }
  }

  private Expr bracket(Token t) {
    in.enter();
    Expr value =
        switch (t.text()) {
          case "(" -> items(")");
          case "[" -> items("]");
          case "{" -> mapping();
          default -> throw in.unexpected("a value");
        };
    in.leave();
    return value;
  }

  private Expr items(String close) {
    int at = in.take().at();
    List<Expr> items = new ArrayList<>();
    boolean isTuple = close.equals("]");
    while (!in.skipOperator(close)) {
      items.add(one());
      if (!in.peek().isOperator(close)) {
        in.operator(",");
        isTuple = true;
      }
    }
    return items.size() == 1 && !isTuple ? items.getFirst() : new Expr.Many(at, items);
  }

  private Expr mapping() {
    int at = in.take().at();
    List<Expr> keys = new ArrayList<>();
    List<Expr> values = new ArrayList<>();
    while (!in.skipOperator("}")) {
      keys.add(one());
      in.operator(":");
      values.add(one());
      if (!in.peek().isOperator("}")) {
        in.operator(",");
      }
    }
    return new Expr.Mapping(at, keys, values);
  }

  private Expr postfix(Expr start) {
    Expr value = start;
    while (true) {
      Token t = in.peek();
      if (t.isOperator(".")) {
        in.take();
        value = member(value, t.at());
      } else if (t.isOperator("[")) {
        value = item(value);
      } else if (t.isOperator("(")) {
        value = new Expr.Call(t.at(), value, arguments());
      } else {
        return value;
      }
    }
  }

  private Expr member(Expr target, int at) {
    Token t = in.take();
    return switch (t.type()) {
      case NAME -> new Expr.Attribute(at, target, t.text());
      case NUMBER -> new Expr.Item(at, target, number(t));
      default -> throw new TemplateSyntax(t.at(), "a name is missing after a dot");
    };
  }

  private Expr item(Expr target) {
    int at = in.take().at();
    in.enter();
    List<Expr> keys = new ArrayList<>();
    do {
      keys.add(subscript());
    } while (in.skipOperator(",") && !in.peek().isOperator("]"));
    in.operator("]");
    in.leave();
    return new Expr.Item(at, target, keys.size() == 1 ? keys.getFirst() : new Expr.Many(at, keys));
  }

  private Expr subscript() {
    int at = in.peek().at();
    List<Expr> parts = new ArrayList<>();
    boolean isSlice = false;
    while (!in.peek().isOperator("]") && !in.peek().isOperator(",")) {
      if (in.skipOperator(":")) {
        isSlice = true;
      } else {
        parts.add(one());
      }
    }
    if (!isSlice && parts.size() != 1) {
      throw in.unexpected("a key");
    }
    return isSlice ? new Expr.Slice(at, parts) : parts.getFirst();
  }

  private Expr filters(Expr start, boolean withFilters) {
    Expr value = start;
    while (true) {
      Token t = in.peek();
      if (t.isOperator("|") && withFilters) {
        value = filter(Optional.of(value));
      } else if (t.isName("is") && withFilters) {
        value = test(value);
      } else if (t.isOperator("(")) {
        value = new Expr.Call(t.at(), value, arguments());
      } else {
        return value;
      }
    }
  }

  /// `| name(arguments)`, the bar included.
  Expr filter(Optional<Expr> target) {
    int at = in.take().at();
    String name = dotted();
    Arguments arguments = in.peek().isOperator("(") ? arguments() : Arguments.NONE;
    return new Expr.Filter(at, target, name, arguments);
  }

  /// The filters of a filter block, which begin without a bar.
  Expr blockFilter() {
    int at = in.peek().at();
    String name = dotted();
    Arguments arguments = in.peek().isOperator("(") ? arguments() : Arguments.NONE;
    return filters(new Expr.Filter(at, Optional.empty(), name, arguments), true);
  }

  private String dotted() {
    StringBuilder name = new StringBuilder(in.name());
    while (in.skipOperator(".")) {
      name.append('.').append(in.name());
    }
    return name.toString();
  }

  private Expr test(Expr target) {
    int at = in.take().at();
    in.skipName("not");
    String name = dotted();
    Arguments arguments = Arguments.NONE;
    Token t = in.peek();
    if (t.isOperator("(")) {
      arguments = arguments();
    } else if (t.type() == Token.Type.STRING
        || t.type() == Token.Type.NUMBER
        || t.isOperator("[")
        || t.isOperator("{")
        || (t.type() == Token.Type.NAME && !NOT_AN_ARGUMENT.contains(t.text()))) {
      arguments = new Arguments(List.of(postfix(primary())), List.of(), List.of(), List.of());
    }
    return new Expr.Test(at, target, name, arguments);
  }

  private Arguments arguments() {
    in.operator("(");
    in.enter();
    List<Expr> plain = new ArrayList<>();
    List<String> names = new ArrayList<>();
    List<Expr> named = new ArrayList<>();
    List<Expr> unpacked = new ArrayList<>();
    while (!in.skipOperator(")")) {
      if (in.skipOperator("**")) {
        unpacked.add(one());
      } else if (in.skipOperator("*")) {
        plain.add(one());
      } else if (in.peek().type() == Token.Type.NAME && in.peek(1).isOperator("=")) {
        names.add(in.name());
        in.take();
        named.add(one());
      } else {
        plain.add(one());
      }
      if (!in.peek().isOperator(")")) {
        in.operator(",");
      }
    }
    in.leave();
    return new Arguments(
        List.copyOf(plain), List.copyOf(names), List.copyOf(named), List.copyOf(unpacked));
  }
}
