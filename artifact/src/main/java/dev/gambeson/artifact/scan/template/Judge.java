package dev.gambeson.artifact.scan.template;

import java.util.List;
import java.util.Optional;

/// Walks a template and judges every name, attribute, key, call, filter and test by what it can
/// reach. Everything is walked, also what a condition seems to rule out.
final class Judge {
  private final Flow flow;
  private final Findings findings;
  private final Calls calls;
  private final Work work;

  Judge(Flow flow, Findings findings) {
    this.flow = flow;
    this.findings = findings;
    this.calls = new Calls(flow, findings);
    this.work = new Work(findings);
  }

  void all(List<Stmt> body) {
    body.forEach(this::one);
  }

  private void one(Stmt stmt) {
    switch (stmt) {
      case Stmt.Data _ -> {}
      case Stmt.Print s -> expr(s.value());
      case Stmt.Assign s -> {
        expr(s.target());
        expr(s.value());
      }
      case Stmt.Capture s -> {
        expr(s.target());
        all(s.body());
      }
      case Stmt.Loop s -> loop(s);
      case Stmt.When s -> {
        expr(s.condition());
        all(s.then());
        all(s.otherwise());
      }
      case Stmt.Macro s -> {
        s.defaults().forEach(this::expr);
        all(s.body());
      }
      case Stmt.Group s -> {
        s.head().ifPresent(this::expr);
        all(s.body());
      }
      case Stmt.Reach s ->
          findings.high(
              s.at(),
              "template loads another file",
              "The tag '%s' makes the renderer read other files or show its state."
                  .formatted(s.tag()));
    }
  }

  private void loop(Stmt.Loop s) {
    expr(s.target());
    expr(s.values());
    s.condition().ifPresent(this::expr);
    work.enter(s);
    all(s.body());
    work.leave(s);
    all(s.none());
  }

  private void expr(Expr expr) {
    work.check(expr);
    switch (expr) {
      case Expr.Name e -> name(e);
      case Expr.Text e -> text(e);
      case Expr.Numeral _ -> {}
      case Expr.Attribute e -> {
        expr(e.target());
        attribute(e);
      }
      case Expr.Item e -> {
        expr(e.target());
        expr(e.key());
        key(e.at(), e.key());
      }
      case Expr.Slice e -> e.parts().forEach(this::expr);
      case Expr.Call e -> {
        expr(e.callee());
        arguments(e.arguments());
        calls.call(e);
      }
      case Expr.Filter e -> {
        e.target().ifPresent(this::expr);
        arguments(e.arguments());
        calls.filter(e);
      }
      case Expr.Test e -> {
        expr(e.target());
        arguments(e.arguments());
        calls.test(e);
      }
      case Expr.Binary e -> {
        expr(e.left());
        expr(e.right());
        assembled(e);
      }
      case Expr.Unary e -> expr(e.operand());
      case Expr.Choice e -> {
        expr(e.condition());
        expr(e.then());
        e.otherwise().ifPresent(this::expr);
      }
      case Expr.Many e -> e.items().forEach(this::expr);
      case Expr.Mapping e -> {
        e.keys().forEach(this::expr);
        e.values().forEach(this::expr);
      }
    }
  }

  private void arguments(Expr.Arguments arguments) {
    arguments.plain().forEach(this::expr);
    arguments.named().forEach(this::expr);
    arguments.unpacked().forEach(this::expr);
    for (int i = 0; i < arguments.names().size(); i++) {
      if (Names.isInternal(arguments.names().get(i))) {
        findings.internal(arguments.named().get(i).at(), arguments.names().get(i));
      }
    }
  }

  private void name(Expr.Name e) {
    if (Names.isInternal(e.name())) {
      findings.internal(e.at(), e.name());
    } else if (Names.ALWAYS.contains(e.name()) && !flow.isSet(e.name())) {
      findings.high(
          e.at(),
          "template names an object of the renderer",
          "'%s' is a function of the host program; chat templates have no use for it."
              .formatted(e.name()));
    }
  }

  private void text(Expr.Text e) {
    if (Names.isInternalPath(e.value())) {
      findings.internal(e.at(), e.value());
    }
  }

  private void assembled(Expr.Binary e) {
    flow.of(e).texts().stream()
        .filter(Names::isInternalPath)
        .findFirst()
        .ifPresent(name -> findings.internal(e.at(), name));
  }

  private void attribute(Expr.Attribute e) {
    if (Names.isInternal(e.name())) {
      findings.internal(e.at(), e.name());
    } else if (Names.isPrivate(e.name())) {
      findings.high(
          e.at(),
          "template reads a private attribute",
          "'%s' is private to the renderer's objects.".formatted(Findings.shown(e.name())));
    }
    host(e.target());
  }

  private void host(Expr target) {
    if (target instanceof Expr.Name n && Names.HOST.contains(n.name()) && !flow.isSet(n.name())) {
      findings.high(
          n.at(),
          "template reaches into the host program",
          "'%s' belongs to the program that renders the template.".formatted(n.name()));
    }
    if (target instanceof Expr.Name n
        && Names.FUNCTIONS.contains(n.name())
        && !n.name().equals("loop")) {
      findings.high(
          n.at(),
          "template takes a function apart",
          "'%s' is a function; its attributes lead into the interpreter.".formatted(n.name()));
    }
  }

  private void key(int at, Expr key) {
    Value value = flow.of(key);
    Optional<String> internal = value.texts().stream().filter(Names::isInternal).findFirst();
    if (internal.isPresent()) {
      findings.internal(at, internal.get());
    } else if (value.texts().stream().anyMatch(Names::isPrivate)) {
      findings.high(at, "template reads a private attribute", "The key begins with '_'.");
    } else if (value.isBuilt()) {
      findings.high(
          at,
          "template computes the name of what it reads",
          "A key is put together at run time, so it can be any attribute of any object.");
    }
  }
}
