package dev.gambeson.artifact.scan.text;

import dev.gambeson.artifact.scan.engine.Input;
import dev.gambeson.artifact.scan.engine.Rules;
import dev.gambeson.artifact.scan.engine.Scan;
import dev.gambeson.core.Severity;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// YAML tags by what their readers build: PyYAML, SnakeYAML (CVE-2022-1471), Ruby, Perl, PHP,
/// HyperPyYAML.
final class YamlTags {
  private static final String GLOBAL = "tag:yaml.org,2002:";
  private static final Set<String> CORE =
      Set.of(
          "str",
          "int",
          "float",
          "bool",
          "null",
          "map",
          "seq",
          "set",
          "omap",
          "pairs",
          "binary",
          "timestamp",
          "merge",
          "value",
          "yaml");
  private static final Set<String> PYTHON_VALUES =
      Set.of(
          "python/tuple",
          "python/list",
          "python/dict",
          "python/str",
          "python/unicode",
          "python/int",
          "python/long",
          "python/float",
          "python/complex",
          "python/bool",
          "python/none",
          "python/bytes");
  private static final Set<String> HYPER = Set.of("new", "apply", "name", "module");
  private static final Pattern FOREIGN =
      Pattern.compile("(?:ruby|perl|php|python|javax?|clr|dotnet|hs)[/:.].*");
  private static final Pattern COMMENT = Pattern.compile("(?m)^[ \\t]*#.*$");
  private static final Pattern RAW =
      Pattern.compile(
          "!!python/(?:object|module|name)\\S{0,200}|!<tag:yaml\\.org,2002:python/(?:object|module|name)[^>]{0,200}>"
              + "|!!javax?\\.\\S{0,200}|!ruby/object\\S{0,200}");

  private final Input input;
  private final Scan scan;

  YamlTags(Input input, Scan scan) {
    this.input = input;
    this.scan = scan;
  }

  /// Tags found in the bare text, for files that break off before their parser gets there.
  void raw(String text) {
    Matcher matcher = RAW.matcher(COMMENT.matcher(text).replaceAll(""));
    if (matcher.find()) {
      build(matcher.group(), matcher.start());
    }
  }

  /// Judges the tag of a node.
  void judge(String tag, long at) {
    if (tag.startsWith(GLOBAL)) {
      global(tag.substring(GLOBAL.length()), at);
    } else if (tag.startsWith("!")) {
      local(tag.substring(1), at);
    } else if (!tag.isEmpty()) {
      build(tag, at);
    }
  }

  private void global(String name, long at) {
    if (CORE.contains(name)) {
      return;
    }
    if (PYTHON_VALUES.contains(name)) {
      scan.flag(
          Rules.DOCUMENT,
          Severity.LOW,
          at,
          "Python value",
          "The tag '%s' is a plain value that only PyYAML reads.".formatted(Shown.text(name)));
      return;
    }
    build("!!" + name, at);
  }

  private void local(String name, long at) {
    int colon = name.indexOf(':');
    if (colon > 0 && HYPER.contains(name.substring(0, colon))) {
      Targets.judge(name.substring(colon + 1), "!" + name.substring(0, colon), input, scan, at);
    } else if (FOREIGN.matcher(name).matches()) {
      build("!" + name, at);
    }
  }

  private void build(String tag, long at) {
    scan.flag(
        Rules.DOCUMENT,
        Severity.CRITICAL,
        at,
        "tag that builds objects",
        "The tag '%s' lets a reader build or call anything (PyYAML's unsafe loaders, SnakeYAML before 2.0, CVE-2022-1471)."
            .formatted(Shown.text(tag)));
  }
}
