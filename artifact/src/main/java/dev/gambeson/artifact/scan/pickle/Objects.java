package dev.gambeson.artifact.scan.pickle;

import dev.gambeson.artifact.scan.engine.Rules;
import dev.gambeson.artifact.scan.engine.Scan;
import dev.gambeson.core.Severity;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// What is known of the dictionaries of one pickle: the contents of the last few small ones, and
/// which of them carry keys that act when they become attributes.
final class Objects {
  private static final int RECENT = 8;
  private static final int SMALL = 64;
  private static final int MAX_MARKED = 100_000;
  private static final String TEMPLATE = "_parse_arg_template";
  private static final Pattern TEMPLATE_HEAD =
      Pattern.compile("def _parse_args(_rvs|_stats)?\\(self, [\\w ,='.]*+\\):");
  private static final Pattern TEMPLATE_BODY = Pattern.compile("\\s+return [\\w ,()=.]*+");
  private static final Pattern CALL = Pattern.compile("[\\w.)]\\s*\\(");

  /// Attributes that decide what code runs. Data classes store others of this form.
  private static final Set<String> ACTING =
      Set.of(
          "__class__",
          "__reduce__",
          "__reduce_ex__",
          "__setstate__",
          "__getattr__",
          "__getattribute__",
          "__setattr__",
          "__globals__",
          "__builtins__",
          "__code__",
          "__call__",
          "__del__",
          "__bases__",
          "__base__",
          "__mro__",
          "__subclasses__",
          "__import__",
          "__loader__",
          "__init__",
          "__new__",
          "__enter__",
          "__exit__",
          "__iter__",
          "__next__",
          "__defaults__",
          "__kwdefaults__",
          "__closure__",
          "__func__",
          "__self__",
          "__wrapped__",
          "__spec__",
          "__path__",
          "__file__",
          "__init_subclass__",
          "__getitem__",
          "__setitem__",
          "__eq__",
          "__hash__",
          "__len__",
          "__bool__",
          "__str__",
          "__repr__");

  private record Recent(long id, Map<String, Long> items) {}

  private final Scan scan;
  private final Deque<Recent> recent = new ArrayDeque<>();
  private final Set<Long> marked = new HashSet<>();

  Objects(Scan scan) {
    this.scan = scan;
  }

  /// The items of a dictionary that was filled a moment ago; empty when it was not.
  Map<String, Long> items(long dictionary) {
    long id = id(dictionary);
    return recent.stream()
        .filter(r -> r.id() == id)
        .map(Recent::items)
        .findFirst()
        .orElse(Map.of());
  }

  void itemsSet(Machine machine, long target, int from, int to, long at) {
    long id = id(target);
    for (int i = from; i < to; i += 2) {
      long key = machine.onStack(i);
      if (Value.is(key, Value.STRING) && machine.firstByte(key) == '_') {
        underscored(machine, id, machine.text(key), machine.onStack(i + 1), at);
      }
    }
    if (to - from <= 2 * SMALL && Value.is(target, Value.DICT)) {
      remember(machine, id, from, to);
    }
  }

  private void underscored(Machine machine, long id, String key, long value, long at) {
    if (ACTING.contains(key) && marked.size() < MAX_MARKED) {
      marked.add(id);
    }
    if (key.equals(TEMPLATE) && Value.is(value, Value.STRING) && !isTemplate(machine.text(value))) {
      scan.flag(
          Rules.CODE,
          at,
          "code in a state",
          "The state of a SciPy distribution carries other code than SciPy writes; it is executed when the"
              + " object is restored.");
    }
  }

  /// SciPy executes this text when it restores a distribution (`_attach_argparser_methods`).
  private static boolean isTemplate(String text) {
    return text.lines()
        .filter(l -> !l.isBlank())
        .allMatch(l ->
            TEMPLATE_HEAD.matcher(l).matches()
                || (TEMPLATE_BODY.matcher(l).matches()
                    && !CALL.matcher(l.replace("self._argcheck_rvs(", "").replace("return (", ""))
                        .find()));
  }

  private void remember(Machine machine, long id, int from, int to) {
    Recent found =
        recent.stream().filter(r -> r.id() == id).findFirst().orElseGet(() -> newest(id));
    for (int i = from; i < to && found.items().size() < SMALL; i += 2) {
      long key = machine.onStack(i);
      if (Value.is(key, Value.STRING)) {
        Text.Extent extent = machine.extent(key);
        if (extent.length() <= 64) {
          found.items().put(machine.text(key), machine.onStack(i + 1));
        }
      }
    }
  }

  private Recent newest(long id) {
    Recent one = new Recent(id, new LinkedHashMap<>());
    if (recent.size() == RECENT) {
      recent.removeLast();
    }
    recent.addFirst(one);
    return one;
  }

  /// Looks at the state that an object is given: a dictionary, or a pair of them.
  void built(Machine machine, long state, long at) {
    if (Value.is(state, Value.TUPLE)) {
      int n = Math.min(2, machine.length(state));
      for (int i = 0; i < n; i++) {
        one(machine.element(state, i), at);
      }
    } else {
      one(state, at);
    }
  }

  private void one(long state, long at) {
    if (marked.contains(id(state))) {
      scan.flag(
          Rules.CODE,
          Severity.HIGH,
          at,
          "special attribute set",
          "The state of an object sets a special attribute such as __class__ or __call__, which decides what"
              + " code runs.");
    } else if (Value.is(state, Value.COMPUTED) || Value.is(state, Value.GLOBAL)) {
      scan.flag(
          Rules.CALLABLE,
          Severity.HIGH,
          at,
          "computed state",
          "An object is given a state that is computed, so that its attributes are not known.");
    }
  }

  private static long id(long value) {
    return Value.is(value, Value.INSTANCE) ? Value.origin(value) : Value.payload(value);
  }
}
