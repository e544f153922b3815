package dev.gambeson.artifact.scan.template;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;

/// How much work a template asks for by numbers that stand in it: a template of forty characters
/// can keep a server busy for hours.
final class Work {
  private static final double MOST = 1_000_000;
  private static final Set<String> WIDTHS =
      Set.of("center", "ljust", "rjust", "zfill", "indent", "wordwrap", "batch", "slice");

  private final Findings findings;
  private final Deque<Double> outer = new ArrayDeque<>();

  Work(Findings findings) {
    this.findings = findings;
    outer.push(1.0);
  }

  void enter(Stmt.Loop loop) {
    double rounds = Math.max(1, rounds(loop.values()));
    double all = outer.element() * rounds;
    outer.push(all);
    if (rounds > 1 && all > MOST) {
      findings.exhaustion(
          loop.at(),
          "template loops too long",
          "Its loops run %.0f times by the numbers that stand in them.".formatted(all));
    }
  }

  void leave(@SuppressWarnings("unused") Stmt.Loop loop) {
    outer.pop();
  }

  private static double rounds(Expr values) {
    return switch (values) {
      case Expr.Call c when c.callee() instanceof Expr.Name n && n.name().equals("range") ->
          range(c.arguments());
      case Expr.Filter f when f.target().isPresent() -> rounds(f.target().get());
      case Expr.Text t -> t.value().length();
      case Expr.Many m -> m.items().size();
      default -> 1;
    };
  }

  private static double range(Expr.Arguments arguments) {
    double[] n = arguments.plain().stream().mapToDouble(Work::number).toArray();
    return switch (n.length) {
      case 1 -> n[0];
      case 2 -> n[1] - n[0];
      case 3 -> Math.abs((n[1] - n[0]) / (n[2] == 0 ? 1 : n[2]));
      default -> 1;
    };
  }

  /// What a number is by its literals; 1 for what is not known.
  private static double number(Expr e) {
    return switch (e) {
      case Expr.Numeral n -> n.value();
      case Expr.Unary u when u.operator().equals("-") -> -number(u.operand());
      case Expr.Binary b ->
          switch (b.operator()) {
            case "*" -> number(b.left()) * number(b.right());
            case "+" -> number(b.left()) + number(b.right());
            case "-" -> number(b.left()) - number(b.right());
            case "**" -> Math.pow(number(b.left()), number(b.right()));
            case "/", "//" -> number(b.left()) / Math.max(1, number(b.right()));
            default -> 1;
          };
      default -> 1;
    };
  }

  void check(Expr e) {
    switch (e) {
      case Expr.Binary b when b.operator().equals("*") || b.operator().equals("**") ->
          large(b.at(), Math.max(number(b), Math.max(number(b.left()), number(b.right()))));
      case Expr.Filter f when WIDTHS.contains(f.name()) -> widths(f.at(), f.arguments());
      case Expr.Call c when c.callee() instanceof Expr.Attribute a && WIDTHS.contains(a.name()) ->
          widths(c.at(), c.arguments());
      case Expr.Call c when c.callee() instanceof Expr.Name n && n.name().equals("range") ->
          large(c.at(), range(c.arguments()));
      default -> {}
    }
  }

  private void widths(int at, Expr.Arguments arguments) {
    arguments.plain().forEach(e -> large(at, number(e)));
    arguments.named().forEach(e -> large(at, number(e)));
  }

  private void large(int at, double number) {
    if (number > MOST) {
      findings.exhaustion(
          at,
          "template makes something huge",
          "It asks for %.0f repetitions or characters at once.".formatted(Math.min(number, 1e18)));
    }
  }
}
