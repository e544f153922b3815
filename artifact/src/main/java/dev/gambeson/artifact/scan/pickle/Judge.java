package dev.gambeson.artifact.scan.pickle;

import dev.gambeson.artifact.scan.engine.Malformed;
import dev.gambeson.artifact.scan.engine.Rules;
import dev.gambeson.artifact.scan.engine.Scan;
import dev.gambeson.artifact.scan.pickle.Policy.Denied;
import dev.gambeson.artifact.scan.pickle.Policy.Unknown;
import dev.gambeson.artifact.scan.pickle.Policy.Use;
import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.Severity;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// Judges what one pickle imports and does by the [Policy].
final class Judge implements Observer {
  private static final int MAX_IMPORTS = 1 << 14;

  /// A tuple may be passed again and again; looking at all of it each time would be quadratic.
  private static final int MAX_ARGUMENTS = 1000;

  /// Flaws of one severity in one pickle; the verdict does not change after the first.
  private static final int MAX_TOLD = 1000;

  private static final long MAX_ALLOCATION = 1L << 30;
  private static final Pattern IDENTIFIERS =
      Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_]*+(?:\\.[\\p{L}_][\\p{L}\\p{N}_]*+)*+");
  private static final Pattern DUNDER = Pattern.compile("(?:^|.*\\.)__\\w+__(?:\\..*|$)");

  private final Scan scan;
  private final Nested nested;
  private final Arrays arrays;
  private final Objects objects;
  private final Storages storages;
  private final Policy policy = Policy.standard();
  private final Map<Severity, Integer> told = new EnumMap<>(Severity.class);
  private final List<Imported> imports = new ArrayList<>();
  private final Map<String, Integer> indexes = new HashMap<>();

  /// @param storages what persistent ids mean
  Judge(Scan scan, Nested nested, Arrays arrays, Storages storages) {
    this.scan = scan;
    this.nested = nested;
    this.arrays = arrays;
    this.storages = storages;
    this.objects = new Objects(scan);
  }

  @Override
  public int imported(String module, String name, long at) {
    String key = module + '\0' + name;
    Integer known = indexes.get(key);
    if (known != null) {
      return known;
    }
    if (imports.size() >= MAX_IMPORTS) {
      throw new Malformed(at, "it imports more than %d names".formatted(MAX_IMPORTS));
    }
    Imported one = new Imported(module, name, policy.of(module, name), at);
    imports.add(one);
    indexes.put(key, imports.size() - 1);
    mention(module, name, one);
    return imports.size() - 1;
  }

  /// What an import earns by itself: importing runs the module's code, and a reference that is
  /// stored may be called later.
  private void mention(String module, String name, Imported one) {
    if (one.entry() instanceof Denied denied) {
      deny(one, denied, "imports", one.at());
    } else if (one.entry() instanceof Unknown) {
      oddNames(module, name, one);
    } else if (one.may(Use.CODE)) {
      one.report();
      flag(
          Rules.CODE,
          Severity.MEDIUM,
          one.at(),
          "code in a pickle",
          "%s builds functions or classes from code that is stored in the file."
              .formatted(one.title()));
    }
  }

  private void oddNames(String module, String name, Imported one) {
    if (DUNDER.matcher(name).matches()
        || (DUNDER.matcher(module).matches() && !module.equals("__main__"))) {
      one.report();
      flag(
          Rules.CODE,
          Severity.HIGH,
          one.at(),
          "special attribute imported",
          "%s reaches into the workings of Python, where allow lists end.".formatted(one.title()));
    } else if (name.indexOf('.') >= 0) {
      one.report();
      flag(
          Rules.CODE,
          Severity.HIGH,
          one.at(),
          "attribute path imported",
          "%s is a path through attributes: it reaches any module that the first one has imported"
                  .formatted(one.title())
              + " (GHSA-5j3x).");
    } else if (!IDENTIFIERS.matcher(module).matches() || !IDENTIFIERS.matcher(name).matches()) {
      one.report();
      flag(
          Rules.CALLABLE,
          Severity.HIGH,
          one.at(),
          "import of no proper name",
          "'%s' is no name that Python source could import.".formatted(one.title()));
    }
  }

  @Override
  public void computedImport(String what, long at) {
    if (isTold(Severity.HIGH)) {
      return;
    }
    flag(
        Rules.CALLABLE,
        Severity.HIGH,
        at,
        "import that is computed",
        "The pickle imports something by %s: what it is depends on where it is loaded."
            .formatted(what));
  }

  @Override
  public long called(Machine machine, long callee, How how, long args, long at) {
    if (!Value.is(callee, Value.GLOBAL)) {
      if (isTold(Severity.HIGH)) {
        return Value.of(Value.COMPUTED, at);
      }
      flag(
          Rules.CODE,
          Severity.HIGH,
          at,
          "call of a computed value",
          "The pickle calls a value that it has made itself at offset %d, not a named function."
              .formatted(at));
      return Value.of(Value.COMPUTED, at);
    }
    int index = (int) Value.payload(callee);
    Imported one = imports.get(index);
    call(one, how, at);
    if (one.may(Use.APPLIES)) {
      applied(machine, one, args, at);
    }
    if (one.may(Use.LOADS)) {
      nested.loads(machine, one, args, at);
    }
    allocation(machine, one, args, at);
    arrays.called(machine, one, args, at);
    return storages.called(machine, one, args, Value.instance(index, at), at);
  }

  private void call(Imported one, How how, long at) {
    if (one.entry() instanceof Denied denied) {
      if (one.call()) {
        deny(one, denied, "calls", at);
      }
      return;
    }
    boolean named = one.isReported() && one.entry() instanceof Unknown;
    if (allows(one, how) || one.may(Use.CODE) || one.may(Use.LOADS) || named) {
      return;
    }
    boolean known = one.may(Use.NEW);
    if (one.report()) {
      flag(
          Rules.CALLABLE,
          known ? Severity.MEDIUM : Severity.HIGH,
          at,
          known ? "known class made in an unusual way" : "unknown callable",
          known
              ? "%s is made with arguments, which its library does not write."
                  .formatted(one.title())
              : "The pickle calls %s, which is on no list of what known libraries write; it may do anything."
                  .formatted(one.title()));
    }
  }

  private static boolean allows(Imported one, How how) {
    return switch (how) {
      case CALL, NEW_WITH -> one.may(Use.CALL);
      case NEW, INSTANTIATE, APPLIED -> one.may(Use.NEW) || one.may(Use.CALL);
    };
  }

  /// Everything that is handed to something which calls what it is given is called.
  private void applied(Machine machine, Imported by, long args, long at) {
    if (isTold(Severity.HIGH)) {
      return;
    }
    int n = machine.length(args);
    if (n < 0 || n > MAX_ARGUMENTS) {
      flag(
          Rules.CALLABLE,
          Severity.HIGH,
          at,
          "call with computed arguments",
          "%s calls what it is given, and that is computed.".formatted(by.title()));
      return;
    }
    for (int i = 0; i < n; i++) {
      long argument = machine.element(args, i);
      if (Value.is(argument, Value.GLOBAL)) {
        call(imports.get((int) Value.payload(argument)), How.APPLIED, at);
      } else if (Value.is(argument, Value.COMPUTED)) {
        computedImport("a computed argument of " + by.title(), at);
      }
    }
  }

  @Override
  public void built(Machine machine, long target, long state, long at) {
    if (isImport(target) && isTold(Severity.CRITICAL)) {
      return;
    }
    if (isImport(target)) {
      flag(
          Rules.CODE,
          Severity.CRITICAL,
          at,
          "state given to an import",
          "The pickle changes attributes of %s itself, for the whole program."
              .formatted(name(target)));
      return;
    }
    objects.built(machine, state, at);
    if (Value.is(target, Value.INSTANCE)
        && imports.get(Value.maker(target)).isNamed("NumpyArrayWrapper")) {
      arrays.built(machine, objects.items(machine, state), at);
    }
  }

  @Override
  public void itemsSet(Machine machine, long target, int from, int to, long at) {
    if (put(target, at)) {
      objects.itemsSet(machine, target, from, to, at);
    }
  }

  @Override
  public void elementsAdded(Machine machine, long target, int from, int to, long at) {
    put(target, at);
  }

  /// Whether items may be put into this.
  private boolean put(long target, long at) {
    if (isTold(Severity.CRITICAL) || isTold(Severity.HIGH)) {
      return true;
    }
    if (isImport(target)) {
      flag(
          Rules.CODE,
          Severity.CRITICAL,
          at,
          "items put into an import",
          "The pickle changes the contents of %s itself, for the whole program."
              .formatted(name(target)));
      return false;
    }
    if (Value.is(target, Value.PERSISTENT)) {
      flag(
          Rules.CALLABLE,
          Severity.HIGH,
          at,
          "items put into an external object",
          "The pickle writes into an object that the application supplies (CVE-2026-24747).");
      return false;
    }
    if (Value.is(target, Value.INSTANCE)) {
      Imported one = imports.get(Value.maker(target));
      if (one.entry() instanceof Policy.Allowed && !one.may(Use.ITEMS)) {
        flag(
            Rules.CALLABLE,
            Severity.HIGH,
            at,
            "items put into an object that takes none",
            "The pickle puts items into what %s made; its library does not write that (CVE-2026-24747)."
                .formatted(one.title()));
      }
    }
    return true;
  }

  private boolean isImport(long value) {
    return Value.is(value, Value.GLOBAL) || Value.is(value, Value.COMPUTED);
  }

  private String name(long value) {
    return Value.is(value, Value.GLOBAL)
        ? imports.get((int) Value.payload(value)).title()
        : "a computed value";
  }

  @Override
  public void literal(long from, long length, boolean isText, long at) {
    nested.literal(from, length, isText, at);
  }

  @Override
  public long persistent(Machine machine, long id, long at) {
    return storages.persistent(machine, id, imports, at);
  }

  @Override
  public void ambiguous(String title, String message, long at) {
    if (isTold(Severity.HIGH)) {
      return;
    }
    flag(Rules.AMBIGUITY, Severity.HIGH, at, title, message);
  }

  @Override
  public void exhausting(String message, long at) {
    flag(Rules.EXHAUSTION, Severity.MEDIUM, at, "memory filled on loading", message);
  }

  /// `bytes(n)` and `bytearray(n)` allocate what they are told.
  private void allocation(Machine machine, Imported one, long args, long at) {
    boolean allocates = one.is("builtins", "bytes") || one.is("builtins", "bytearray");
    if (allocates && Value.is(args, Value.TUPLE) && machine.length(args) > 0) {
      long first = machine.element(args, 0);
      if (Value.is(first, Value.INT) && Value.payload(first) > MAX_ALLOCATION) {
        exhausting(
            "%s makes Python allocate %d bytes.".formatted(one.title(), Value.payload(first)), at);
      }
    }
  }

  /// After the pickle: names that were only mentioned.
  void finish() {
    for (Imported one : imports) {
      if (one.entry() instanceof Unknown && !one.isReported()) {
        flag(
            Rules.CALLABLE,
            Severity.MEDIUM,
            one.at(),
            "unknown name imported",
            "The pickle imports %s without calling it; importing runs the module's code, and the program may"
                    .formatted(one.title())
                + " call it later.");
      }
    }
  }

  private void deny(Imported one, Denied denied, String verb, long at) {
    CheckInfo rule =
        switch (denied.category()) {
          case "file" -> Rules.FILES;
          case "network" -> Rules.NETWORK;
          default -> Rules.CODE;
        };
    Severity severity = rule.severity();
    flag(
        rule,
        severity,
        at,
        "dangerous callable",
        "The pickle %s %s, which %s.".formatted(verb, one.title(), denied.what()));
    one.report();
  }

  private boolean isTold(Severity severity) {
    return told.getOrDefault(severity, 0) >= MAX_TOLD;
  }

  private void flag(CheckInfo rule, Severity severity, long at, String title, String message) {
    told.merge(severity, 1, Integer::sum);
    scan.flag(rule, severity, at, title, message);
  }
}
