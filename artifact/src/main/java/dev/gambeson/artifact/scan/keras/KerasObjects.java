package dev.gambeson.artifact.scan.keras;

import dev.gambeson.artifact.scan.engine.Rules;
import dev.gambeson.artifact.scan.engine.Scan;
import dev.gambeson.core.Severity;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// Judges one serialised object of a Keras configuration by its class, module and registered name.
final class KerasObjects {
  private static final int SHOWN = 80;
  private static final Set<String> PLAIN =
      Set.of(
          "__keras_tensor__",
          "__tensor__",
          "__numpy__",
          "__tuple__",
          "__ellipsis__",
          "__slice__",
          "__none__",
          "__bytes__",
          "TensorShape",
          "CompositeTensor");
  private static final Set<String> EXECUTING = Set.of("Lambda", "__lambda__");
  private static final Set<String> PICKLING = Set.of("TorchModuleWrapper");
  private static final Set<String> LOADING = Set.of("TFSMLayer");
  private static final Set<String> CALLING = Set.of("JaxLayer", "FlaxLayer");
  private static final Set<String> FUNCTION =
      Set.of("function", "builtin_function_or_method", "method");
  private static final Set<String> HARMLESS_SYMBOLS =
      Set.of(
          "math",
          "nn",
          "linalg",
          "image",
          "signal",
          "strings",
          "sparse",
          "ragged",
          "bitwise",
          "__operators__",
          "random",
          "keras",
          "dtypes",
          "quantization",
          "compat");

  private final long offset;
  private final Scan scan;

  KerasObjects(long offset, Scan scan) {
    this.offset = offset;
    this.scan = scan;
  }

  void judge(JsonNode object) {
    String registered = KerasConfigs.text(object, "registered_name").orElse("");
    String name = KerasConfigs.text(object, "class_name").orElse(registered);
    String module = KerasConfigs.text(object, "module").orElse("");
    String last = last(name);
    if (isOne(EXECUTING, name, registered)) {
      KerasConfigs.code(
          scan,
          offset,
          "Keras Lambda layer",
          "A Lambda layer runs Python code that stands in the file (CVE-2024-3660, CVE-2025-9905, CVE-2025-9906).");
    } else if (isOne(PICKLING, name, registered)) {
      KerasConfigs.code(
          scan,
          offset,
          "pickle in a Keras layer",
          "TorchModuleWrapper unpickles what stands in the file (CVE-2025-49655).");
    } else if (isOne(LOADING, name, registered)) {
      scan.flag(
          Rules.FILES,
          Severity.HIGH,
          offset,
          "Keras layer that loads another model",
          "TFSMLayer loads a TensorFlow model from a path, and runs it.");
    } else if (isOne(CALLING, name, registered)) {
      scan.flag(
          Rules.CALLABLE,
          Severity.HIGH,
          offset,
          "Keras layer that calls a function",
          "'%s' calls functions that the file names.".formatted(last));
    } else if (FUNCTION.contains(name)) {
      function(object, module);
    } else if (last.equals("TFOpLambda") || last.equals("SlicingOpLambda")) {
      symbol(object.path("config"));
    } else if (!(PLAIN.contains(name) && module.isEmpty())) {
      named(name, module, registered);
    }
  }

  private static boolean isOne(Set<String> names, String name, String registered) {
    return names.contains(name)
        || names.contains(last(name))
        || names.contains(registered)
        || names.contains(last(registered));
  }

  private static String last(String name) {
    int at =
        Math.max(name.lastIndexOf('>'), Math.max(name.lastIndexOf('.'), name.lastIndexOf(':')));
    return name.substring(at + 1);
  }

  private void named(String name, String module, String registered) {
    if (!module.isEmpty()) {
      inModule(name, module, registered);
    } else if (name.indexOf('.') >= 0) {
      foreign(name, name.substring(0, name.lastIndexOf('.')));
    } else if (!KerasNames.isKnownClass(name) && !isLegacy(name)) {
      custom(name);
    }
  }

  private static boolean isLegacy(String name) {
    return name.equals("TensorFlowOpLayer") || name.equals("AddMetric") || name.equals("AddLoss");
  }

  private void inModule(String name, String module, String registered) {
    String root = module.split("\\.", 2)[0];
    if (KerasNames.isModelModule(module)) {
      if (!KerasNames.isKnownClass(name)) {
        inKeras(name, module);
      }
    } else if (KerasNames.COMPANIONS.contains(root)) {
      custom(name);
    } else if (registered.indexOf('>') > 0
        && !KerasNames.SYSTEM.contains(root)
        && !KerasNames.isKeras(module)) {
      foreign(name, module);
    } else if (module.equals("builtins")
        && Set.of("int", "float", "str", "bool", "list", "tuple", "dict").contains(name)) {
      return;
    } else if (name.equals("__typespec__") && root.equals("tensorflow")) {
      return;
    } else {
      foreign(name, module);
    }
  }

  /// A name of Keras that is on no list: a new class is likely harmless, a function is not.
  private void inKeras(String name, String module) {
    boolean isClass = !name.isEmpty() && Character.isUpperCase(name.charAt(0));
    if (isClass) {
      custom(name);
    } else {
      foreign(name, module);
    }
  }

  private void foreign(String name, String module) {
    boolean isSystem = KerasNames.SYSTEM.contains(module.split("\\.", 2)[0]);
    scan.flag(
        isSystem ? Rules.CODE : Rules.CALLABLE,
        isSystem ? Severity.CRITICAL : Severity.HIGH,
        offset,
        "Keras object of a foreign module",
        "Loading imports '%s' and calls '%s', which are no part of a Keras model (CVE-2025-1550, CVE-2025-8747)."
            .formatted(shown(module), shown(name)));
  }

  private void custom(String name) {
    scan.flag(
        Rules.CALLABLE,
        Severity.MEDIUM,
        offset,
        "custom Keras class",
        "'%s' is no class of Keras itself: the model needs code that the file does not hold."
            .formatted(shown(name)));
  }

  private void function(JsonNode object, String module) {
    JsonNode config = object.path("config");
    String name =
        config.isString() ? config.stringValue() : KerasConfigs.text(config, "name").orElse("");
    boolean isPlain = module.isEmpty() || module.equals("builtins");
    if (KerasNames.FUNCTIONS.contains(name) && (isPlain || KerasNames.isModelModule(module))) {
      return;
    }
    if ((isPlain && name.indexOf('>') > 0) || module.equals("__main__")) {
      custom(name);
    } else if (isPlain) {
      scan.flag(
          Rules.CALLABLE,
          Severity.HIGH,
          offset,
          "Keras names a function of Python",
          "The function '%s' is no activation, loss or metric of Keras (CVE-2025-1550)."
              .formatted(shown(name)));
    } else {
      foreign(name.isEmpty() ? "function" : name, module);
    }
  }

  /// `TFOpLambda` calls any public function of TensorFlow by its name.
  private void symbol(JsonNode config) {
    String symbol = KerasConfigs.text(config, "function").orElse("");
    String root = symbol.contains(".") ? symbol.split("\\.", 2)[0] : "";
    boolean isHarmless =
        root.isEmpty()
            ? symbol.matches("[a-z_0-9]{1,40}") && !isEffect(symbol)
            : HARMLESS_SYMBOLS.contains(root);
    if (!symbol.isEmpty() && !isHarmless) {
      scan.flag(
          Rules.CALLABLE,
          Severity.HIGH,
          offset,
          "Keras layer that calls a function",
          "The layer calls TensorFlow's '%s', which is no arithmetic.".formatted(shown(symbol)));
    }
  }

  private static boolean isEffect(String symbol) {
    return Set.of(
            "py_function", "numpy_function", "load_library", "load_op_library", "print", "eval")
        .contains(symbol);
  }

  private static String shown(String name) {
    return name.length() > SHOWN ? name.substring(0, SHOWN) + "…" : name;
  }
}
