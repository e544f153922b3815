package dev.gambeson.artifact.scan.text;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a Python text imports and calls, read without running it: comments and texts are blanked
/// first, so that a word in a sentence is not taken for a call.
///
/// Not guaranteed: a determined author hides a call from any such reading. Code is therefore never
/// called harmless because nothing was found, unless it imports nothing but known libraries.
final class PythonCode {
  private static final Pattern CALL =
      Pattern.compile(
          "(?<![\\w.])(exec|eval|execfile|__import__|compile|breakpoint)\\s*\\(|\\b(os\\s*\\.\\s*(?:system|popen\\w*|exec\\w+|spawn\\w+|startfile|fork\\w*|remove|unlink|rmdir|removedirs|kill|putenv))\\b"
              + "|\\b((?:subprocess|pty|ctypes|marshal|runpy|webbrowser|paramiko|socket|telnetlib|ftplib|smtplib)\\s*\\.\\s*\\w+)\\s*\\("
              + "|\\b((?:c?[pP]ickle|dill|cloudpickle|joblib|shelve)\\s*\\.\\s*(?:loads?|Unpickler|open))\\s*\\("
              + "|\\b(shutil\\s*\\.\\s*(?:rmtree|move))\\s*\\(|\\b(importlib\\s*\\.\\s*\\w+)\\s*\\("
              + "|\\b((?:urllib\\w*(?:\\s*\\.\\s*request)?|requests|httpx|aiohttp)\\s*\\.\\s*(?:urlopen|urlretrieve|get|post|put|request|Session|ClientSession))\\s*\\("
              + "|(__builtins__|__subclasses__|__globals__|\\bcodecs\\s*\\.\\s*decode\\s*\\()");
  private static final Pattern IMPORT =
      Pattern.compile(
          "^[ \\t]*(?:from[ \\t]+([\\w.]+)[ \\t]+import\\b|import[ \\t]+([\\w., \\t]+))",
          Pattern.MULTILINE);
  private static final Pattern ALIASED =
      Pattern.compile(
          "^[ \\t]*(?:from[ \\t]+(?:os|posix|nt|subprocess|pty|marshal|ctypes|runpy)[ \\t]+import|import[ \\t]+(?:os|subprocess|pty|marshal|ctypes|runpy)[ \\t]+as)\\b",
          Pattern.MULTILINE);
  private static final Pattern HIDDEN_RUN =
      Pattern.compile(
          "(?<![\\w.])(?:exec|eval)\\s*\\([^\\n]{0,200}?(?:b64decode|b32decode|b85decode|a85decode|decompress|unhexlify|fromhex|marshal|rot13|decode\\s*\\(|chr\\s*\\(|urlopen|requests|\\[::-1\\])"
              + "|marshal\\s*\\.\\s*loads\\s*\\([^\\n]{0,120}?(?:b64decode|decompress|unhexlify|fromhex)"
              + "|__import__\\s*\\([^\\n]{0,80}?(?:b64decode|\\[::-1\\]|chr\\s*\\(|\\+)");
  private static final Pattern REVERSE_SHELL =
      Pattern.compile(
          "os\\s*\\.\\s*dup2\\s*\\([^\\n]{0,60}fileno|socket[^\\n]{0,200}connect[^\\n]{0,400}(?:subprocess|pty)\\s*\\.");

  private final String blanked;

  PythonCode(String source) {
    this.blanked = blank(source);
  }

  /// Modules that are imported at any level, in order.
  Set<String> imports() {
    Set<String> names = new LinkedHashSet<>();
    Matcher matcher = IMPORT.matcher(blanked);
    while (matcher.find()) {
      if (matcher.group(1) != null) {
        names.add(matcher.group(1));
      } else {
        for (String part : matcher.group(2).split(",", -1)) {
          String name = part.strip().split("[ \\t]", 2)[0];
          if (!name.isEmpty()) {
            names.add(name);
          }
        }
      }
    }
    return names;
  }

  /// Calls that start programs, run text, load objects or reach files and the network, each once.
  Set<String> calls() {
    Set<String> calls = new LinkedHashSet<>();
    Matcher matcher = CALL.matcher(blanked);
    while (matcher.find()) {
      for (int i = 1; i <= matcher.groupCount(); i++) {
        if (matcher.group(i) != null) {
          calls.add(matcher.group(i).replaceAll("[\\s(]", ""));
        }
      }
    }
    if (ALIASED.matcher(blanked).find()) {
      calls.add("functions of os or subprocess under another name");
    }
    return calls;
  }

  /// Code that hides what it runs, or hands a shell to the network; what it is, in words.
  Optional<String> malice() {
    if (HIDDEN_RUN.matcher(blanked).find()) {
      return Optional.of("runs text that it first decodes");
    }
    return REVERSE_SHELL.matcher(blanked).find()
        ? Optional.of("connects a shell to the network")
        : Optional.empty();
  }

  /// Why importing this cannot be called harmless; empty when it imports only known libraries and
  /// its own neighbours, and calls nothing dangerous.
  List<String> doubts() {
    List<String> doubts = new ArrayList<>();
    for (String name : imports()) {
      boolean neighbour = name.startsWith(".");
      if (!neighbour && PythonNames.of(name).standing() != PythonNames.Standing.KNOWN) {
        doubts.add("imports " + name);
      }
    }
    calls().forEach(call -> doubts.add("calls " + call));
    return doubts;
  }

  /// The same text with comments and the insides of texts replaced by blanks, line for line.
  static String blank(String source) {
    StringBuilder out = new StringBuilder(source);
    int at = 0;
    while (at < source.length()) {
      char c = source.charAt(at);
      if (c == '#') {
        at = clear(out, at, end(source, at, "\n"));
      } else if (c == '"' || c == '\'') {
        at = text(source, out, at, c);
      } else {
        at++;
      }
    }
    return out.toString();
  }

  private static int text(String source, StringBuilder out, int at, char quote) {
    String triple = String.valueOf(quote).repeat(3);
    boolean isLong = source.startsWith(triple, at);
    int from = at + (isLong ? 3 : 1);
    int i = from;
    while (i < source.length()) {
      if (source.charAt(i) == '\\') {
        i += 2;
      } else if (isLong ? source.startsWith(triple, i) : source.charAt(i) == quote) {
        clear(out, from, i);
        return i + (isLong ? 3 : 1);
      } else if (!isLong && source.charAt(i) == '\n') {
        return i; // an apostrophe, not a text
      } else {
        i++;
      }
    }
    return clear(out, from, source.length());
  }

  private static int end(String source, int from, String mark) {
    int end = source.indexOf(mark, from);
    return end < 0 ? source.length() : end;
  }

  private static int clear(StringBuilder out, int from, int to) {
    for (int i = from; i < Math.min(to, out.length()); i++) {
      if (out.charAt(i) != '\n') {
        out.setCharAt(i, ' ');
      }
    }
    return to;
  }
}
