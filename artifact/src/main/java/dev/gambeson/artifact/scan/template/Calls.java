package dev.gambeson.artifact.scan.template;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// Judges what a template calls: functions, methods, filters, tests.
final class Calls {
  private static final Set<String> BY_ATTRIBUTE =
      Set.of("map", "sum", "sort", "unique", "min", "max", "groupby", "join");
  private static final Set<String> BY_FIRST = Set.of("selectattr", "rejectattr", "groupby");
  private static final Pattern PLAIN_FORMAT =
      Pattern.compile("(?:[^{}]|\\{\\{|\\}\\}|\\{\\w*(?::[\\w<>^.,+-]{0,4})?\\})*+");

  private final Flow flow;
  private final Findings findings;

  Calls(Flow flow, Findings findings) {
    this.flow = flow;
    this.findings = findings;
  }

  void call(Expr.Call e) {
    switch (e.callee()) {
      case Expr.Name n -> function(n, e);
      case Expr.Attribute a -> method(a.at(), a.target(), a.name(), e.arguments());
      case Expr.Item i when i.key() instanceof Expr.Text t ->
          method(i.at(), i.target(), t.value(), e.arguments());
      case Expr.Item i
          when i.target() instanceof Expr.Name n
              && flow.holdsMacros(n.name())
              && !flow.of(i.key()).isText() -> {
        // one of the template's own macros, chosen by a number
      }
      default ->
          findings.high(
              e.at(),
              "template calls a computed value",
              "What is called here is not named, so it can be anything.");
    }
  }

  private void function(Expr.Name n, Expr.Call e) {
    String name = n.name();
    if (Names.PYTHON.contains(name) || Names.HOST.contains(name)) {
      findings.high(
          e.at(),
          "template calls a function of the host program",
          "'%s' is no function of templates.".formatted(name));
    } else if (flow.isSet(name)
        && !flow.isMacro(name)
        && !flow.holdsMacros(name)
        && !name.equals("caller")) {
      findings.high(
          e.at(),
          "template calls a computed value",
          "'%s' is a variable, so what is called here can be anything."
              .formatted(Findings.shown(name)));
    } else if (!flow.isMacro(name) && !flow.isSet(name) && !Names.FUNCTIONS.contains(name)) {
      findings.medium(
          e.at(),
          "template calls an unknown function",
          "'%s' is neither defined in the template nor a function that hosts provide."
              .formatted(Findings.shown(name)));
    }
  }

  private void method(int at, Expr target, String name, Expr.Arguments arguments) {
    if (!Names.METHODS.contains(name)) {
      findings.high(
          at,
          "template calls an unknown method",
          "'%s' is no method of texts, lists, dictionaries or dates."
              .formatted(Findings.shown(name)));
    } else if (name.equals("format")) {
      format(at, target);
    } else if (Set.of("get", "pop", "setdefault").contains(name)) {
      arguments.plain().stream().limit(1).forEach(key -> keyed(at, key));
    }
  }

  private void keyed(int at, Expr key) {
    flow.of(key).texts().stream()
        .filter(Names::isInternal)
        .findFirst()
        .ifPresent(name -> findings.internal(at, name));
  }

  /// `str.format` reads attributes that its text names.
  private void format(int at, Expr target) {
    Value text = flow.of(target);
    if (text.texts().isEmpty()
        || text.isBuilt()
        || !text.texts().stream().allMatch(t -> PLAIN_FORMAT.matcher(t).matches())) {
      findings.high(
          at,
          "template formats by a computed text",
          "A format text can read any attribute of its arguments; this one is not a plain literal.");
    }
  }

  void filter(Expr.Filter e) {
    String name = e.name();
    if (name.equals("attr")) {
      findings.critical(
          e.at(),
          "template reads attributes by name",
          "The filter 'attr' reads any attribute of any object (CVE-2024-34359, CVE-2025-27516).");
    } else if (!Names.FILTERS.contains(name)) {
      findings.medium(
          e.at(),
          "template uses an unknown filter",
          "'%s' is no filter of chat templates.".formatted(Findings.shown(name)));
    }
    attributes(e.at(), name, e.arguments());
    applied(e.at(), name, e.arguments());
  }

  private void attributes(int at, String name, Expr.Arguments arguments) {
    int position = BY_FIRST.contains(name) ? 0 : name.equals("join") ? 1 : -1;
    if (BY_FIRST.contains(name) || BY_ATTRIBUTE.contains(name)) {
      arguments.get("attribute", position).ifPresent(path -> path(at, path));
      arguments.unpacked().forEach(_ -> computed(at));
    }
  }

  private void path(int at, Expr path) {
    Value value = flow.of(path);
    if (path instanceof Expr.Numeral) {
      return;
    }
    if (value.texts().isEmpty() || value.isBuilt()) {
      computed(at);
    }
    for (String text : value.texts()) {
      for (String part : text.split("[.,]", -1)) {
        if (Names.isInternal(part) || Names.isPrivate(part)) {
          findings.internal(at, text);
        }
      }
    }
  }

  private void computed(int at) {
    findings.high(
        at,
        "template computes the name of what it reads",
        "An attribute's name is put together at run time, so it can be any attribute of any object.");
  }

  /// Filters and tests that are named by a text: `map('attr', …)`, `select('…')`.
  private void applied(int at, String name, Expr.Arguments arguments) {
    int position =
        switch (name) {
          case "map", "select", "reject" -> 0;
          case "selectattr", "rejectattr" -> 1;
          default -> -1;
        };
    if (position < 0 || position >= arguments.plain().size()) {
      return;
    }
    Set<String> known = name.equals("map") ? Names.FILTERS : Names.TESTS;
    Value value = flow.of(arguments.plain().get(position));
    boolean isKnown =
        !value.texts().isEmpty()
            && !value.isBuilt()
            && value.texts().stream().allMatch(t -> known.contains(t) || isSign(t));
    if (!isKnown) {
      findings.critical(
          at,
          "template applies a filter by name",
          "'%s' applies '%s', which no chat template needs."
              .formatted(
                  name,
                  value.texts().stream()
                      .findFirst()
                      .map(Findings::shown)
                      .orElse("a computed name")));
    }
    if (value.texts().contains("map") || value.texts().contains("groupby")) {
      List<Expr> rest = arguments.plain().subList(position + 1, arguments.plain().size());
      rest.stream().limit(1).forEach(path -> path(at, path));
    }
  }

  private static boolean isSign(String test) {
    return Set.of("==", "!=", "<", ">", "<=", ">=").contains(test);
  }

  void test(Expr.Test e) {
    if (!Names.TESTS.contains(e.name())) {
      findings.medium(
          e.at(),
          "template uses an unknown test",
          "'%s' is no test of chat templates.".formatted(Findings.shown(e.name())));
    }
  }
}
