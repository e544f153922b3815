package dev.gambeson.artifact.scan.template;

import java.text.Normalizer;
import java.util.Set;
import java.util.regex.Pattern;

/// What chat templates may touch by name, and what no template may.
final class Names {
  /// Filters of Jinja and of the hosts of chat templates that only transform values.
  static final Set<String> FILTERS =
      Set.of(
          "abs",
          "batch",
          "capitalize",
          "center",
          "count",
          "d",
          "default",
          "dictsort",
          "e",
          "escape",
          "first",
          "float",
          "forceescape",
          "format",
          "fromjson",
          "from_json",
          "groupby",
          "indent",
          "int",
          "items",
          "join",
          "last",
          "length",
          "list",
          "lower",
          "map",
          "max",
          "min",
          "pprint",
          "reject",
          "rejectattr",
          "replace",
          "reverse",
          "round",
          "safe",
          "select",
          "selectattr",
          "slice",
          "sort",
          "string",
          "striptags",
          "sum",
          "title",
          "tojson",
          "trim",
          "truncate",
          "unique",
          "upper",
          "urlencode",
          "wordcount",
          "wordwrap");

  /// Tests of Jinja.
  static final Set<String> TESTS =
      Set.of(
          "boolean",
          "callable",
          "defined",
          "divisibleby",
          "eq",
          "equalto",
          "escaped",
          "even",
          "false",
          "filter",
          "float",
          "ge",
          "greaterthan",
          "gt",
          "in",
          "integer",
          "iterable",
          "le",
          "lessthan",
          "lower",
          "lt",
          "mapping",
          "ne",
          "none",
          "number",
          "odd",
          "sameas",
          "sequence",
          "string",
          "test",
          "true",
          "undefined",
          "upper",
          "contains",
          "startswith",
          "endswith");

  /// Methods of Python's texts, lists, dictionaries and dates, and of Jinja's loop.
  static final Set<String> METHODS =
      Set.of(
          "strip",
          "lstrip",
          "rstrip",
          "split",
          "rsplit",
          "splitlines",
          "partition",
          "rpartition",
          "startswith",
          "endswith",
          "removeprefix",
          "removesuffix",
          "replace",
          "upper",
          "lower",
          "title",
          "capitalize",
          "casefold",
          "swapcase",
          "count",
          "find",
          "rfind",
          "index",
          "rindex",
          "join",
          "isdigit",
          "isnumeric",
          "isdecimal",
          "isalpha",
          "isalnum",
          "isspace",
          "isupper",
          "islower",
          "center",
          "ljust",
          "rjust",
          "zfill",
          "format",
          "append",
          "extend",
          "insert",
          "pop",
          "remove",
          "reverse",
          "sort",
          "copy",
          "clear",
          "update",
          "setdefault",
          "get",
          "items",
          "keys",
          "values",
          "strftime",
          "isoformat",
          "cycle",
          "changed",
          "encode",
          "trim",
          "length",
          "union",
          "difference",
          "intersection",
          "add");

  /// Functions that every host of chat templates provides.
  static final Set<String> FUNCTIONS =
      Set.of("namespace", "range", "dict", "raise_exception", "strftime_now", "loop", "caller");

  /// Names that lead from a template into the host program.
  static final Set<String> HOST =
      Set.of(
          "self",
          "request",
          "config",
          "cycler",
          "joiner",
          "lipsum",
          "url_for",
          "get_flashed_messages",
          "current_app",
          "application",
          "environment",
          "session",
          "g",
          "app",
          "sys",
          "os",
          "subprocess",
          "builtins",
          "importlib",
          "settings",
          "handler",
          "reverse_url",
          "super",
          "context");

  /// Of those, the ones that are reason enough by their mere mention.
  static final Set<String> ALWAYS =
      Set.of("cycler", "joiner", "lipsum", "url_for", "get_flashed_messages");

  /// Functions of Python that no template needs.
  static final Set<String> PYTHON =
      Set.of(
          "open",
          "eval",
          "exec",
          "compile",
          "getattr",
          "setattr",
          "delattr",
          "hasattr",
          "globals",
          "locals",
          "vars",
          "dir",
          "type",
          "object",
          "input",
          "print",
          "breakpoint",
          "memoryview",
          "classmethod",
          "import_module",
          "popen",
          "system",
          "run",
          "Popen",
          "execfile",
          "help",
          "reload",
          "super",
          "iter",
          "callable");

  private static final Set<String> INTERNAL =
      Set.of(
          "mro",
          "gi_frame",
          "gi_code",
          "gi_yieldfrom",
          "cr_frame",
          "cr_code",
          "cr_await",
          "ag_frame",
          "ag_code",
          "f_globals",
          "f_locals",
          "f_builtins",
          "f_back",
          "f_code",
          "tb_frame",
          "tb_next",
          "func_globals",
          "func_code",
          "func_closure",
          "func_defaults",
          "im_func",
          "im_self",
          "im_class",
          "co_consts",
          "co_code",
          "format_map",
          "from_object",
          "from_pyfile",
          "popen",
          "check_output",
          "getoutput",
          "import_module",
          "load_module",
          "builtins");
  private static final Pattern DUNDER = Pattern.compile("_{2,}[A-Za-z0-9_]+_{2,}");
  private static final Pattern WORDS = Pattern.compile("[A-Za-z_0-9.\\[\\]'\"{}:!]{1,200}");

  private Names() {}

  /// Whether an attribute or key leads into Python's object model.
  static boolean isInternal(String name) {
    String plain = Normalizer.normalize(name, Normalizer.Form.NFKC);
    return INTERNAL.contains(plain) || DUNDER.matcher(plain).matches();
  }

  /// Whether an attribute is private by Python's convention.
  static boolean isPrivate(String name) {
    return name.startsWith("_") && name.length() > 1;
  }

  /// Whether a text is, or contains as its only content, a path through Python's object model.
  static boolean isInternalPath(String text) {
    String plain = Normalizer.normalize(text, Normalizer.Form.NFKC);
    return (WORDS.matcher(plain).matches() && DUNDER.matcher(plain).find())
        || (INTERNAL.contains(plain) && plain.indexOf('_') > 0);
  }
}
