package dev.gambeson.artifact.scan.engine;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Credentials by their form. Patterns are bounded; nothing found is ever repeated.
final class Secrets {
  /// A credential in a text.
  record Hit(String title, int at, int length) {}

  private record Kind(String title, Pattern pattern) {}

  private static final String START = "(?<![A-Za-z0-9])";
  private static final List<Kind> KINDS =
      List.of(
          kind("private key", "-----BEGIN (?:[A-Z]{2,10} ){0,2}PRIVATE KEY-----"),
          kind("AWS access key", START + "(?:AKIA|ASIA)[0-9A-Z]{16}"),
          kind("GitHub token", START + "(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{50})"),
          kind("GitLab token", START + "glpat-[A-Za-z0-9_-]{20}"),
          kind("Slack token", START + "xox[baprs]-[A-Za-z0-9-]{10,72}"),
          kind("Google API key", START + "AIza[0-9A-Za-z_-]{35}"),
          kind("Hugging Face token", START + "hf_[A-Za-z0-9]{30,40}"),
          kind("API key", START + "sk-(?:proj-|ant-)?[A-Za-z0-9]{20,100}"),
          kind(
              "JSON web token",
              START + "eyJ[A-Za-z0-9_-]{10,500}\\.eyJ[A-Za-z0-9_-]{10,2000}\\.[A-Za-z0-9_-]{10}"),
          kind(
              "password in an address",
              "[a-z][a-z0-9+]{1,15}://[^\\s/:@\"']{1,64}:[^\\s/@\"']{3,64}@"));

  private Secrets() {}

  private static Kind kind(String title, String pattern) {
    return new Kind(title, Pattern.compile(pattern));
  }

  /// The first of each kind.
  static List<Hit> search(CharSequence text) {
    List<Hit> hits = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (Kind kind : KINDS) {
      Matcher matcher = kind.pattern().matcher(text);
      if (matcher.find() && seen.add(kind.title())) {
        hits.add(new Hit(kind.title(), matcher.start(), matcher.end() - matcher.start()));
      }
    }
    return hits;
  }
}
