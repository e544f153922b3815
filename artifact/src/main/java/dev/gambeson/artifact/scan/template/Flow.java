package dev.gambeson.artifact.scan.template;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/// Which strings a template's variables can hold: a name that is put together piece by piece is
/// seen as what it becomes, or as unknown, never as harmless.
///
/// Names are taken to be the same everywhere in the template, which is more than they can hold.
final class Flow {
  private static final int ROUNDS = 5;
  private static final Set<String> CONTENT = Set.of("content", "text", "query", "prompt");
  private static final Set<String> SAME =
      Set.of(
          "string",
          "safe",
          "e",
          "escape",
          "forceescape",
          "list",
          "first",
          "last",
          "unique",
          "sort",
          "random",
          "min",
          "max",
          "copy",
          "default",
          "d",
          "items",
          "keys",
          "values",
          "dictsort");
  private static final Map<String, UnaryOperator<String>> KNOWN =
      Map.of(
          "lower",
          s -> s.toLowerCase(Locale.ROOT),
          "upper",
          s -> s.toUpperCase(Locale.ROOT),
          "casefold",
          s -> s.toLowerCase(Locale.ROOT),
          "trim",
          String::strip,
          "strip",
          String::strip,
          "lstrip",
          String::stripLeading,
          "rstrip",
          String::stripTrailing,
          "reverse",
          s -> new StringBuilder(s).reverse().toString());
  private static final Set<String> BUILDERS =
      Set.of(
          "join",
          "format",
          "format_map",
          "replace",
          "translate",
          "center",
          "ljust",
          "rjust",
          "zfill",
          "wordwrap",
          "indent",
          "truncate",
          "capitalize",
          "title",
          "swapcase",
          "removeprefix",
          "removesuffix",
          "encode",
          "decode",
          "expandtabs",
          "tojson",
          "pprint",
          "urlencode",
          "urlize",
          "xmlattr",
          "striptags",
          "filesizeformat",
          "slice",
          "batch",
          "map",
          "sum");

  private final Map<String, Value> variables = new HashMap<>();
  private final Map<String, Set<Expr>> assigned = new HashMap<>();
  private final Set<String> macros = new HashSet<>();
  private boolean isLastRound;

  Flow(List<Stmt> template) {
    for (int round = 1; round <= ROUNDS; round++) {
      isLastRound = round == ROUNDS;
      template.forEach(this::follow);
    }
  }

  /// Whether the template defines a macro of this name.
  boolean isMacro(String name) {
    return macros.contains(name);
  }

  /// Whether the template itself gives this name a value.
  boolean isSet(String name) {
    return variables.containsKey(name);
  }

  /// Whether a variable holds nothing but macros of the template, or lists of them.
  boolean holdsMacros(String variable) {
    Set<Expr> values = assigned.getOrDefault(variable, Set.of());
    return !values.isEmpty() && values.stream().allMatch(v -> isMacros(variable, v));
  }

  private boolean isMacros(String variable, Expr value) {
    return switch (value) {
      case Expr.Name n -> isMacro(n.name()) || n.name().equals(variable);
      case Expr.Many m -> m.items().stream().allMatch(i -> isMacros(variable, i));
      case Expr.Binary b ->
          b.operator().equals("+") && isMacros(variable, b.left()) && isMacros(variable, b.right());
      default -> false;
    };
  }

  private void follow(Stmt stmt) {
    switch (stmt) {
      case Stmt.Data _, Stmt.Print _, Stmt.Reach _ -> {}
      case Stmt.Assign s -> {
        if (s.target() instanceof Expr.Name name) {
          assigned.computeIfAbsent(name.name(), _ -> new LinkedHashSet<>()).add(s.value());
        }
        assign(s.target(), of(s.value()));
      }
      case Stmt.Capture s -> {
        s.body().forEach(this::follow);
        assign(s.target(), Value.BUILT);
      }
      case Stmt.Loop s -> {
        assign(s.target(), elements(s.values()));
        s.body().forEach(this::follow);
        s.none().forEach(this::follow);
      }
      case Stmt.When s -> {
        s.then().forEach(this::follow);
        s.otherwise().forEach(this::follow);
      }
      case Stmt.Macro s -> {
        macros.add(s.name());
        Value defaults = s.defaults().stream().map(this::of).reduce(Value.NONE, Value::or);
        s.parameters().forEach(p -> set(p, defaults));
        s.body().forEach(this::follow);
      }
      case Stmt.Group s -> {
        s.parameters().forEach(p -> set(p, Value.NONE));
        s.body().forEach(this::follow);
      }
    }
  }

  private void assign(Expr target, Value value) {
    switch (target) {
      case Expr.Name name -> set(name.name(), value);
      case Expr.Attribute a -> set(place(a.target(), a.name()), value);
      case Expr.Many many -> many.items().forEach(t -> assign(t, value));
      default -> {}
    }
  }

  private static String place(Expr target, String name) {
    return (target instanceof Expr.Name n ? n.name() : "?") + "." + name;
  }

  private void set(String name, Value value) {
    Value before = variables.getOrDefault(name, Value.NONE);
    Value now = before.or(value);
    if (isLastRound && !now.equals(before) && now.isText()) {
      now = now.built(); // it grows with every round of a loop
    }
    variables.put(name, now);
  }

  private Value elements(Expr values) {
    return values instanceof Expr.Text ? Value.BUILT : of(values);
  }

  /// What is known of an expression.
  Value of(Expr expr) {
    return switch (expr) {
      case Expr.Name e -> name(e);
      case Expr.Text e -> Value.of(e.value());
      case Expr.Numeral _, Expr.Test _, Expr.Slice _ -> Value.NONE;
      case Expr.Attribute e -> attribute(e);
      case Expr.Item e -> item(e);
      case Expr.Call e -> call(e);
      case Expr.Filter e ->
          through(e.name(), e.target().map(this::of).orElse(Value.BUILT), e.arguments());
      case Expr.Binary e -> binary(e);
      case Expr.Unary _ -> Value.NONE;
      case Expr.Choice e -> of(e.then()).or(e.otherwise().map(this::of).orElse(Value.NONE));
      case Expr.Many e -> all(e.items());
      case Expr.Mapping e -> all(e.keys()).or(all(e.values()));
    };
  }

  private Value all(List<Expr> items) {
    return items.stream().map(this::of).reduce(Value.NONE, Value::or);
  }

  private Value name(Expr.Name e) {
    Value value = variables.getOrDefault(e.name(), Value.NONE);
    return CONTENT.contains(e.name()) ? value.or(Value.CONTENT) : value;
  }

  private Value attribute(Expr.Attribute e) {
    Value own = variables.getOrDefault(place(e.target(), e.name()), Value.NONE);
    Value inherited = of(e.target()).isContent() ? Value.CONTENT : Value.NONE;
    return CONTENT.contains(e.name()) ? own.or(Value.CONTENT) : own.or(inherited);
  }

  private Value item(Expr.Item e) {
    Value target = of(e.target());
    if (e.key() instanceof Expr.Text key && CONTENT.contains(key.value())) {
      return Value.CONTENT;
    }
    // one of a list of strings, or one of a string's characters
    boolean isPart = e.key() instanceof Expr.Slice || !(e.target() instanceof Expr.Many);
    return target.isText() && isPart ? target.built().or(target) : target;
  }

  private Value call(Expr.Call e) {
    return switch (e.callee()) {
      case Expr.Attribute a -> through(a.name(), of(a.target()), e.arguments());
      case Expr.Name n -> named(n.name(), e.arguments());
      default -> Value.BUILT;
    };
  }

  private Value named(String name, Expr.Arguments arguments) {
    return switch (name) {
      case "namespace", "range", "raise_exception", "strftime_now" -> Value.NONE;
      case "dict" -> Value.of(new TreeSet<>(arguments.names()), false, false);
      default -> Value.BUILT;
    };
  }

  /// What a filter or method of that name makes of a value.
  private Value through(String name, Value target, Expr.Arguments arguments) {
    Value given = all(arguments.plain());
    if (KNOWN.containsKey(name) && arguments.plain().isEmpty()) {
      Set<String> texts = new TreeSet<>();
      target.texts().forEach(t -> texts.add(KNOWN.get(name).apply(t)));
      return Value.of(texts, target.isBuilt(), target.isContent());
    }
    if (name.equals("split") || name.equals("rsplit") || name.equals("partition")) {
      return pieces(target, arguments);
    }
    if (SAME.contains(name)) {
      return target.or(given);
    }
    if (name.equals("get") || name.equals("pop")) {
      return CONTENT.stream().anyMatch(given.texts()::contains) ? Value.CONTENT : target;
    }
    if (BUILDERS.contains(name)) {
      return target.built();
    }
    return target.isText() ? target.built() : target;
  }

  private static Value pieces(Value target, Expr.Arguments arguments) {
    Set<String> pieces = new TreeSet<>();
    String by =
        arguments.get("sep", 0).orElse(null) instanceof Expr.Text t && !t.value().isEmpty()
            ? t.value()
            : " ";
    for (String text : target.texts()) {
      pieces.addAll(List.of(text.split(java.util.regex.Pattern.quote(by), -1)));
    }
    return Value.of(pieces, target.isBuilt(), target.isContent());
  }

  private Value binary(Expr.Binary e) {
    Value left = of(e.left());
    Value right = of(e.right());
    return switch (e.operator()) {
      case "~" -> Value.joined(left, right);
      case "+" -> left.isText() || right.isText() ? Value.joined(left, right) : left.or(right);
      case "%", "*" -> left.isText() || right.isText() ? left.or(right).built() : Value.NONE;
      case "or", "and" -> left.or(right);
      default -> Value.NONE;
    };
  }
}
