package dev.gambeson.artifact.scan.other;

import dev.gambeson.artifact.scan.engine.Rules;
import dev.gambeson.artifact.scan.engine.Scan;
import dev.gambeson.core.Severity;
import java.util.LinkedHashSet;
import java.util.Set;

/// What code an R object carries. A promise runs as soon as the object is touched (CVE-2024-27322);
/// functions run when they are called; formulas and model terms are calls that ordinary models
/// hold.
final class RCode {
  private static final Set<String> STRONG =
      Set.of(
          "system",
          "system2",
          "shell",
          "shell.exec",
          "pipe",
          "fifo",
          "source",
          "sys.source",
          "dyn.load",
          "library.dynam",
          "download.file",
          "url",
          "socketConnection",
          "unlink",
          "file.remove",
          "install.packages",
          "delayedAssign",
          "makeActiveBinding",
          "reg.finalizer",
          "Sys.setenv",
          ".Internal",
          "unserialize",
          "readRDS",
          "file.copy",
          "mcparallel",
          "remote_install");
  private static final Set<String> WEAK =
      Set.of(
          "eval", "evalq", "parse", "do.call", "file", "load", "writeLines", "readLines", "sink");

  private final Scan scan;
  private final Set<String> strong = new LinkedHashSet<>();
  private final Set<String> weak = new LinkedHashSet<>();
  private final StringBuilder texts = new StringBuilder();
  private boolean promise;
  private boolean closure;
  private boolean language;
  private boolean builtin;
  private long at;

  RCode(Scan scan) {
    this.scan = scan;
  }

  /// A chained object of a type begins.
  void met(int type, long offset) {
    switch (type) {
      case 5 -> {
        promise = true;
        at = offset;
        scan.flag(
            Rules.CODE,
            offset,
            "promise",
            "The object holds a promise: its code runs as soon as somebody looks at the value (CVE-2024-27322).");
      }
      case 3 -> {
        closure = true;
        at = offset;
      }
      case 6, 240, 21 -> {
        language = true;
        at = at == 0 ? offset : at;
      }
      default -> {}
    }
  }

  /// A function is called by this name.
  void call(String name, long offset) {
    if (STRONG.contains(name)) {
      strong.add(name);
      at = offset;
    } else if (WEAK.contains(name)) {
      weak.add(name);
    }
  }

  /// A name stands somewhere.
  void symbol(String name, long offset) {
    if (name.startsWith("mmap_")) {
      scan.flag(
          Rules.FILES,
          offset,
          "vector that lies in a file",
          "A vector of the object is kept in a file, which reading it opens.");
    }
  }

  void builtin(String name, long offset) {
    builtin = true;
    call(name, offset);
  }

  void text(String text, long offset) {
    if (text.length() > 5) {
      texts.append(text).append('\n');
      if (texts.length() > 1 << 18) {
        scan.text(offset, texts);
        texts.setLength(0);
      }
    }
  }

  /// All was read.
  void finish() {
    scan.text(0, texts);
    boolean runs = closure || language || promise || builtin;
    if (runs && !strong.isEmpty()) {
      scan.flag(
          Rules.CODE,
          Severity.HIGH,
          at,
          "code in an R object",
          "The object holds code that calls %s.".formatted(String.join(", ", strong)));
    } else if (closure) {
      scan.flag(
          Rules.BUNDLED,
          Severity.LOW,
          at,
          "function in an R object",
          "The object holds functions%s; they run when the model is used."
              .formatted(weak.isEmpty() ? "" : ", which call " + String.join(", ", weak)));
    }
  }
}
