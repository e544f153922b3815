package dev.gambeson.artifact.scan.pickle;

import dev.gambeson.artifact.scan.engine.Rules;
import dev.gambeson.artifact.scan.engine.Scan;
import dev.gambeson.core.Severity;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The storages that PyTorch pickles refer to by persistent ids: `('storage', class, key, location,
/// elements)`.
final class Storages {
  private static final int MAX = 1_000_000;
  private static final int MAX_DIMENSIONS = 64;

  /// @param elements that the id states
  /// @param width bytes of one, 0 when the class is not known
  record Storage(long elements, int width) {
    long bytes() {
      return Math.multiplyHigh(elements, width) == 0 ? elements * width : Long.MAX_VALUE;
    }
  }

  private final Scan scan;
  private final Map<String, Storage> byKey = new LinkedHashMap<>();

  Storages(Scan scan) {
    this.scan = scan;
  }

  Map<String, Storage> byKey() {
    return byKey;
  }

  long persistent(Machine machine, long id, List<Imported> imports, long at) {
    long unknown = Value.of(Value.PERSISTENT, -1);
    if (Value.is(id, Value.TUPLE)
        && machine.length(id) > 1
        && "module".equals(machine.text(machine.element(id, 0)))) {
      return machine.element(id, 1); // the class itself; its source only travels along
    }
    if (!Value.is(id, Value.TUPLE) || machine.length(id) < 5) {
      return unknown;
    }
    long type = machine.element(id, 1);
    long key = machine.element(id, 2);
    long count = machine.element(id, 4);
    if (!"storage".equals(machine.text(machine.element(id, 0)))
        || !Value.is(key, Value.STRING)
        || !Value.is(count, Value.INT)) {
      return unknown;
    }
    int width = Value.is(type, Value.GLOBAL) ? width(imports.get((int) Value.payload(type))) : 0;
    long elements = Value.payload(count);
    if (byKey.size() < MAX) {
      Storage storage = new Storage(elements, width);
      Storage before = byKey.putIfAbsent(machine.text(key), storage);
      if (elements < 0 || (before != null && !before.equals(storage))) {
        scan.flag(
            Rules.AMBIGUITY,
            Severity.HIGH,
            at,
            "storage of two sizes",
            "The same storage is referred to with different sizes or types, or a negative one.");
      }
    }
    return Value.of(Value.PERSISTENT, Math.max(-1, elements));
  }

  private static int width(Imported type) {
    String title = type.title();
    return ElementTypes.storage(title.substring(title.lastIndexOf('.') + 1));
  }

  /// Checks that a tensor stays inside its storage (CVE-2026-24747).
  ///
  /// @return the result of the call, unchanged
  long called(Machine machine, Imported callee, long args, long result, long at) {
    if (!callee.isNamed("_rebuild_tensor_v2") && !callee.isNamed("_rebuild_tensor")) {
      return result;
    }
    if (machine.length(args) < 4 || !Value.is(machine.element(args, 0), Value.PERSISTENT)) {
      return result;
    }
    long elements = Value.payload(machine.element(args, 0));
    long reach = reach(machine, args);
    if (elements >= 0 && reach > elements) {
      scan.flag(
          Rules.MALFORMED,
          Severity.HIGH,
          at,
          "tensor beyond its storage",
          "A tensor reaches to element %d of a storage of %d (CVE-2026-24747)."
              .formatted(reach, elements));
    }
    return result;
  }

  /// One more than the last element that the view touches; 0 when it has none or is not literal.
  private static long reach(Machine machine, long args) {
    long size = machine.element(args, 2);
    long stride = machine.element(args, 3);
    long offset = machine.element(args, 1);
    if (!Value.is(size, Value.TUPLE)
        || !Value.is(stride, Value.TUPLE)
        || !Value.is(offset, Value.INT)
        || machine.length(size) != machine.length(stride)
        || machine.length(size) > MAX_DIMENSIONS) {
      return 0;
    }
    try {
      long last = Value.payload(offset);
      for (int i = 0; i < machine.length(size); i++) {
        long n = number(machine.element(size, i));
        long step = number(machine.element(stride, i));
        if (n == 0) {
          return 0;
        }
        if (n < 0 || step < 0 || last < 0) {
          return Long.MAX_VALUE;
        }
        last = Math.addExact(last, Math.multiplyExact(n - 1, step));
      }
      return Math.addExact(last, 1);
    } catch (ArithmeticException e) {
      return Long.MAX_VALUE;
    }
  }

  private static long number(long value) {
    return Value.is(value, Value.INT) ? Value.payload(value) : 0;
  }
}
