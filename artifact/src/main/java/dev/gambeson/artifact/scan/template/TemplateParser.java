package dev.gambeson.artifact.scan.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Statements of Jinja 3, with the extensions that chat templates are rendered with: loop controls
/// and the `generation` block of Hugging Face transformers.
final class TemplateParser {
  private final Cursor in;
  private final ExprParser expressions;

  TemplateParser(List<Token> tokens) {
    in = new Cursor(tokens);
    expressions = new ExprParser(in);
  }

  List<Stmt> all() {
    List<Stmt> body = body(Set.of());
    if (in.peek().type() != Token.Type.END) {
      throw in.unexpected("the beginning of a block that ends");
    }
    return body;
  }

  /// Statements up to a tag of one of these names, which is left for the caller with its opening
  /// taken.
  private List<Stmt> body(Set<String> until) {
    in.enter();
    List<Stmt> body = new ArrayList<>();
    while (true) {
      Token t = in.peek();
      switch (t.type()) {
        case DATA -> body.add(new Stmt.Data(in.take().at(), t.text()));
        case PRINT -> body.add(print());
        case TAG -> {
          in.take();
          if (until.contains(in.peek().text())) {
            in.leave();
            return body;
          }
          tag(body);
        }
        case END -> {
          if (!until.isEmpty()) {
            throw in.unexpected(String.join(" or ", new java.util.TreeSet<>(until)));
          }
          in.leave();
          return body;
        }
        default -> throw in.unexpected("a tag");
      }
    }
  }

  private Stmt print() {
    int at = in.take().at();
    Expr value = expressions.many();
    in.take(Token.Type.END_PRINT, "'}}'");
    return new Stmt.Print(at, value);
  }

  private void tag(List<Stmt> body) {
    Token t = in.take(Token.Type.NAME, "the name of a tag");
    switch (t.text()) {
      case "for" -> body.add(loop(t.at()));
      case "if" -> body.add(when(t.at()));
      case "set" -> body.add(assign(t.at()));
      case "macro" -> body.add(macro(t.at()));
      case "call" -> body.add(call(t.at()));
      case "filter" -> body.add(filter(t.at()));
      case "with" -> body.add(with(t.at()));
      case "generation" -> body.add(group(t.at(), Optional.empty(), "endgeneration"));
      case "block" -> body.add(block(t.at()));
      case "autoescape" -> body.add(group(t.at(), Optional.of(expressions.one()), "endautoescape"));
      case "do" -> {
        body.add(new Stmt.Print(t.at(), expressions.many()));
        end();
      }
      case "break", "continue" -> end();
      case "include", "import", "from", "extends", "debug" -> body.add(reach(t));
      default -> throw new TemplateSyntax(t.at(), "a tag that chat templates do not have");
    }
  }

  private void end() {
    in.take(Token.Type.END_TAG, "'%}'");
  }

  private Stmt reach(Token t) {
    while (in.peek().type() != Token.Type.END_TAG && in.peek().type() != Token.Type.END) {
      in.take();
    }
    end();
    return new Stmt.Reach(t.at(), t.text());
  }

  private List<Stmt> bodyAndEnd(String closing) {
    end();
    List<Stmt> body = body(Set.of(closing));
    in.take();
    if (in.peek().type() == Token.Type.NAME) {
      in.take(); // endblock and endmacro may repeat the name
    }
    end();
    return body;
  }

  private Stmt group(int at, Optional<Expr> head, String closing) {
    return new Stmt.Group(at, head, List.of(), bodyAndEnd(closing));
  }

  private Stmt block(int at) {
    in.name();
    while (in.skipName("scoped") || in.skipName("required")) {
      // words that change nothing here
    }
    return group(at, Optional.empty(), "endblock");
  }

  private Stmt filter(int at) {
    Expr filter = expressions.blockFilter();
    return group(at, Optional.of(filter), "endfilter");
  }

  private Stmt with(int at) {
    List<Stmt> inside = new ArrayList<>();
    while (in.peek().type() != Token.Type.END_TAG) {
      Expr target = target();
      in.operator("=");
      inside.add(new Stmt.Assign(target.at(), target, expressions.one()));
      if (in.peek().type() != Token.Type.END_TAG) {
        in.operator(",");
      }
    }
    inside.addAll(bodyAndEnd("endwith"));
    return new Stmt.Group(at, Optional.empty(), List.of(), inside);
  }

  private Stmt call(int at) {
    List<String> parameters = new ArrayList<>();
    List<Expr> defaults = new ArrayList<>();
    if (in.peek().isOperator("(")) {
      parameters(parameters, defaults);
    }
    Expr callee = expressions.one();
    return new Stmt.Group(at, Optional.of(callee), parameters, bodyAndEnd("endcall"));
  }

  private Stmt macro(int at) {
    String name = in.name();
    List<String> parameters = new ArrayList<>();
    List<Expr> defaults = new ArrayList<>();
    parameters(parameters, defaults);
    return new Stmt.Macro(at, name, parameters, defaults, bodyAndEnd("endmacro"));
  }

  private void parameters(List<String> names, List<Expr> defaults) {
    in.operator("(");
    while (!in.skipOperator(")")) {
      names.add(in.name());
      if (in.skipOperator("=")) {
        defaults.add(expressions.one());
      }
      if (!in.peek().isOperator(")")) {
        in.operator(",");
      }
    }
  }

  private Stmt assign(int at) {
    Expr target = target();
    if (in.skipOperator("=")) {
      Expr value = expressions.many();
      end();
      return new Stmt.Assign(at, target, value);
    }
    Expr captured = target;
    boolean isFiltered = in.peek().isOperator("|");
    while (in.peek().isOperator("|")) {
      captured = expressions.filter(Optional.of(captured));
    }
    Stmt capture = new Stmt.Capture(at, target, bodyAndEnd("endset"));
    return !isFiltered
        ? capture
        : new Stmt.Group(
            at,
            Optional.empty(),
            List.of(),
            List.of(capture, new Stmt.Assign(at, target, captured)));
  }

  /// One or more names, or an attribute of a namespace.
  private Expr target() {
    boolean isEnclosed = in.skipOperator("(");
    List<Expr> names = new ArrayList<>();
    do {
      Token t = in.take(Token.Type.NAME, "a name");
      Expr name = new Expr.Name(t.at(), t.text());
      names.add(in.skipOperator(".") ? new Expr.Attribute(t.at(), name, in.name()) : name);
    } while (in.skipOperator(",") && in.peek().type() == Token.Type.NAME);
    if (isEnclosed) {
      in.operator(")");
    }
    return names.size() == 1 ? names.getFirst() : new Expr.Many(names.getFirst().at(), names);
  }

  private Stmt loop(int at) {
    Expr target = target();
    if (!in.skipName("in")) {
      throw in.unexpected("'in'");
    }
    Expr values = expressions.manyWithoutChoice();
    Optional<Expr> condition =
        in.skipName("if") ? Optional.of(expressions.one()) : Optional.empty();
    in.skipName("recursive");
    end();
    List<Stmt> body = body(Set.of("endfor", "else"));
    List<Stmt> none = List.of();
    if (in.take().isName("else")) {
      end();
      none = body(Set.of("endfor"));
      in.take();
    }
    end();
    return new Stmt.Loop(at, target, values, condition, body, none);
  }

  private Stmt when(int at) {
    Expr condition = expressions.many();
    end();
    List<Stmt> then = body(Set.of("elif", "else", "endif"));
    Token t = in.take();
    List<Stmt> otherwise = List.of();
    if (t.isName("elif")) {
      in.enter();
      Stmt next = when(t.at());
      in.leave();
      return new Stmt.When(at, condition, then, List.of(next));
    }
    if (t.isName("else")) {
      end();
      otherwise = body(Set.of("endif"));
      in.take();
    }
    end();
    return new Stmt.When(at, condition, then, otherwise);
  }
}
