package dev.gambeson.artifact.scan.template;

import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/// What a part of a template says: its literal texts, and all parts of an expression.
final class Speech {
  private static final Pattern MARKUP = Pattern.compile("[<\\[{][^<>\\[\\]{}\\s]{1,60}[>\\]}]");

  private Speech() {}

  /// Ordinary words in all literals that a body prints or keeps.
  static int words(List<Stmt> body, Pattern word) {
    int words = 0;
    for (Stmt stmt : body) {
      words +=
          switch (stmt) {
            case Stmt.Data s -> count(s.text(), word);
            case Stmt.Print s -> words(s.value(), word);
            case Stmt.Assign s -> words(s.value(), word);
            case Stmt.Capture s -> words(s.body(), word);
            case Stmt.Loop s -> words(s.body(), word) + words(s.none(), word);
            case Stmt.When s -> words(s.then(), word) + words(s.otherwise(), word);
            case Stmt.Macro s -> words(s.body(), word);
            case Stmt.Group s -> words(s.body(), word);
            case Stmt.Reach _ -> 0;
          };
    }
    return words;
  }

  /// Ordinary words in the literals of an expression; not those of an error message.
  static int words(Expr e, Pattern word) {
    if (e instanceof Expr.Call c
        && c.callee() instanceof Expr.Name n
        && n.name().equals("raise_exception")) {
      return 0;
    }
    int[] words = new int[1];
    texts(e, t -> words[0] += count(t.value(), word));
    return words[0];
  }

  private static int count(String text, Pattern word) {
    String said = MARKUP.matcher(text).replaceAll(" ");
    return (int) word.matcher(said).results().limit(100).count();
  }

  static void texts(Expr e, Consumer<Expr.Text> what) {
    each(
        e,
        part -> {
          if (part instanceof Expr.Text t) {
            what.accept(t);
          }
        });
  }

  /// The expression and everything in it.
  static void each(Expr e, Consumer<Expr> what) {
    what.accept(e);
    switch (e) {
      case Expr.Name _, Expr.Text _, Expr.Numeral _ -> {}
      case Expr.Attribute a -> each(a.target(), what);
      case Expr.Item i -> {
        each(i.target(), what);
        each(i.key(), what);
      }
      case Expr.Slice s -> s.parts().forEach(p -> each(p, what));
      case Expr.Call c -> {
        each(c.callee(), what);
        arguments(c.arguments(), what);
      }
      case Expr.Filter f -> {
        f.target().ifPresent(t -> each(t, what));
        arguments(f.arguments(), what);
      }
      case Expr.Test t -> {
        each(t.target(), what);
        arguments(t.arguments(), what);
      }
      case Expr.Binary b -> {
        each(b.left(), what);
        each(b.right(), what);
      }
      case Expr.Unary u -> each(u.operand(), what);
      case Expr.Choice c -> {
        each(c.condition(), what);
        each(c.then(), what);
        c.otherwise().ifPresent(o -> each(o, what));
      }
      case Expr.Many m -> m.items().forEach(i -> each(i, what));
      case Expr.Mapping m -> {
        m.keys().forEach(k -> each(k, what));
        m.values().forEach(v -> each(v, what));
      }
    }
  }

  private static void arguments(Expr.Arguments arguments, Consumer<Expr> what) {
    arguments.plain().forEach(a -> each(a, what));
    arguments.named().forEach(a -> each(a, what));
    arguments.unpacked().forEach(a -> each(a, what));
  }
}
