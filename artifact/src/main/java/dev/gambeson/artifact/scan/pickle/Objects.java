package dev.gambeson.artifact.scan.pickle;

import dev.gambeson.artifact.scan.engine.Rules;
import dev.gambeson.artifact.scan.engine.Scan;
import dev.gambeson.core.Severity;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

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

  /// The items of one dictionary as they stood on the stack.
  private static final class Recent {
    private long id = -1;
    private int length;
    private final long[] items = new long[2 * SMALL];
  }

  private final Scan scan;
  private final @Nullable Recent[] recent = new Recent[RECENT];
  private int newest;
  private final Set<Long> marked = new HashSet<>();

  Objects(Scan scan) {
    this.scan = scan;
  }

  /// The items of a dictionary that was filled a moment ago; empty when it was not.
  Map<String, Long> items(Machine machine, long dictionary) {
    long id = id(dictionary);
    Map<String, Long> items = new LinkedHashMap<>();
    for (@Nullable Recent one : recent) {
      for (int i = 0; one != null && one.id == id && i < one.length; i += 2) {
        long key = one.items[i];
        if (Value.is(key, Value.STRING) && machine.extent(key).length() <= 64) {
          items.put(machine.text(key), one.items[i + 1]);
        }
      }
    }
    return items;
  }

  void itemsSet(Machine machine, long target, int from, int to, long at) {
    long id = id(target);
    for (int i = from; i < to; i += 2) {
      long key = machine.onStack(i);
      if (Value.is(key, Value.STRING) && Value.isSpecial(key)) {
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
    Recent one = recent(id);
    for (int i = from; i < to && one.length < one.items.length; i++) {
      one.items[one.length++] = machine.onStack(i);
    }
  }

  private Recent recent(long id) {
    for (@Nullable Recent one : recent) {
      if (one != null && one.id == id) {
        return one;
      }
    }
    newest = (newest + 1) % RECENT;
    Recent one = recent[newest];
    if (one == null) {
      one = new Recent();
      recent[newest] = one;
    }
    one.id = id;
    one.length = 0;
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
