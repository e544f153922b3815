package dev.gambeson.core.secret;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Credentials by their form, and values given to names like `password` that look like one.
/// Patterns are bounded; nothing found is ever repeated.
///
/// Not found: a password without a form that no telling name precedes. Placeholders, references to
/// the environment, and the examples that vendors publish, where a document shows them, are passed
/// over.
public final class Secrets {
  /// A credential in a text.
  ///
  /// @param title what kind it is
  /// @param at index of its first character
  /// @param length in characters
  public record Hit(String title, int at, int length) {}

  /// A form, and the texts of which one is in it: looked for first, because that is fast.
  private record Kind(String title, List<String> marks, Pattern pattern) {}

  private static final String START = "(?<![A-Za-z0-9_/+-])";
  private static final String END = "(?![A-Za-z0-9_/+-])";
  private static final List<Kind> KINDS =
      List.of(
          kind(
              "private key",
              List.of("PRIVATE KEY"),
              "-----BEGIN (?:[A-Z0-9]{2,10} ){0,2}PRIVATE KEY(?: BLOCK)?-----(?:\\\\n|\\\\r|\\s|[A-Za-z-]+: [^\\n]{1,80}){1,10}[A-Za-z0-9+/=]{4}"),
          kind(
              "AWS access key",
              List.of("AKIA", "ASIA"),
              "(?<![A-Za-z0-9])(?:AKIA|ASIA)[0-9A-Z]{16}(?![A-Z0-9])"),
          kind(
              "GitHub token",
              List.of("ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_"),
              START + "(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{50})"),
          kind("GitLab token", List.of("glpat-"), START + "glpat-[A-Za-z0-9_-]{20}"),
          kind(
              "Slack token",
              List.of("xox"),
              START + "xox[abeoprs]-[0-9]{8,14}-[A-Za-z0-9-]{10,72}"),
          kind(
              "Slack webhook",
              List.of("hooks.slack.com"),
              "hooks\\.slack\\.com/services/T[A-Z0-9]{6,12}/B[A-Z0-9]{6,12}/[A-Za-z0-9]{20}"),
          kind("Google API key", List.of("AIza"), START + "AIza[0-9A-Za-z_-]{35}" + END),
          kind("Google OAuth secret", List.of("GOCSPX-"), START + "GOCSPX-[A-Za-z0-9_-]{28}"),
          kind(
              "Hugging Face token",
              List.of("hf_", "api_org_"),
              START + "(?:hf_[A-Za-z0-9]{30,45}|api_org_[A-Za-z0-9]{30,45})" + END),
          kind(
              "API key",
              List.of("sk-"),
              START
                  + "sk-(?:(?:proj|svcacct|ant-api\\d\\d)-[A-Za-z0-9_-]{40,200}|[A-Za-z0-9]{48})"
                  + END),
          kind("Stripe key", List.of("k_live_"), START + "[sr]k_live_[A-Za-z0-9]{20,100}"),
          kind("npm token", List.of("npm_"), START + "npm_[A-Za-z0-9]{36}" + END),
          kind("PyPI token", List.of("pypi-AgE"), START + "pypi-AgE[A-Za-z0-9_-]{50,250}"),
          kind("Azure storage key", List.of("AccountKey="), "AccountKey=[A-Za-z0-9+/]{86}=="),
          kind(
              "SendGrid key", List.of("SG."), START + "SG\\.[A-Za-z0-9_-]{22}\\.[A-Za-z0-9_-]{43}"),
          kind("Databricks token", List.of("dapi"), START + "dapi[0-9a-f]{32}" + END),
          kind(
              "JSON web token",
              List.of("eyJ"),
              START + "eyJ[A-Za-z0-9_-]{10,500}\\.eyJ[A-Za-z0-9_-]{10,2000}\\.[A-Za-z0-9_-]{20}"),
          kind(
              "password in an address",
              List.of("://"),
              START
                  + "(?:https?|ftp|ssh|postgres(?:ql)?|mysql|mariadb|mongodb(?:\\+srv)?|redis|rediss|amqps?|mssql|sqlserver|jdbc:[a-z]{3,12})://[^\\s/:@\"'<>{}$%*|]{1,64}:([^\\s/@\"'<>{}$%*|]{6,64})@[\\w-]"));

  /// `password = value`, in any common notation.
  private static final Pattern ASSIGNED =
      Pattern.compile(
          "(?i)(?:password|passwd|secret[_-]?(?:access[_-]?)?key|client[_-]?secret|api[_-]?key|auth[_-]?token|access[_-]?token|private[_-]?key|hf[_-]?token|secret)[\"']?\\s{0,3}[=:]\\s{0,3}([\"']?)([^\\s\"'`,;<>{}()\\[\\]$%]{12,200})\\1");

  /// Hashes of the first three characters of all marks: what holds none of them holds no mark.
  private static final long[] BEGINNINGS = beginnings();

  private static final Set<String> PLACEHOLDERS =
      Set.of(
          "example",
          "changeme",
          "change_me",
          "change-me",
          "placeholder",
          "your",
          "xxxx",
          "****",
          "....",
          "dummy",
          "sample",
          "test",
          "todo",
          "replace",
          "insert",
          "none",
          "null",
          "redacted",
          "secret",
          "password",
          "token",
          "not-a",
          "foobar",
          "abcdef",
          "123456",
          "default",
          "fake",
          "mock",
          "undefined",
          "enter",
          "hidden");

  private Secrets() {}

  private static Kind kind(String title, List<String> marks, String pattern) {
    return new Kind(title, marks, Pattern.compile(pattern));
  }

  private static long[] beginnings() {
    long[] set = new long[1024];
    KINDS.forEach(kind ->
        kind.marks()
            .forEach(mark -> {
              int hash = beginning(mark, 0);
              set[hash >>> 6] |= 1L << hash;
            }));
    return set;
  }

  /// 16 bits of three characters.
  private static int beginning(String text, int at) {
    int hash = text.charAt(at) * 961 + text.charAt(at + 1) * 31 + text.charAt(at + 2);
    return (hash ^ (hash >>> 7)) & 0xffff;
  }

  private static boolean mayHoldMark(String text) {
    for (int i = 0; i + 2 < text.length(); i++) {
      int hash = beginning(text, i);
      if ((BEGINNINGS[hash >>> 6] & (1L << hash)) != 0) {
        return true;
      }
    }
    return false;
  }

  /// The first of each kind.
  ///
  /// @param document whether people read the text: examples that vendors publish are no secrets
  ///   there
  public static List<Hit> search(CharSequence text, boolean document) {
    List<Hit> hits = new ArrayList<>();
    String plain = text.toString();
    List<Kind> kinds = mayHoldMark(plain) ? KINDS : List.of();
    for (Kind kind : kinds) {
      if (kind.marks().stream().noneMatch(plain::contains)) {
        continue;
      }
      Matcher matcher = kind.pattern().matcher(plain);
      while (matcher.find()) {
        boolean address = matcher.groupCount() > 0;
        boolean example = document && matcher.group().contains("EXAMPLE");
        if (!example && (!address || !isPlaceholder(matcher.group(1)))) {
          hits.add(new Hit(kind.title(), matcher.start(), matcher.end() - matcher.start()));
          break;
        }
      }
    }
    if (plain.indexOf('=') >= 0 || plain.indexOf(':') >= 0) {
      assigned(plain).ifPresent(hits::add);
    }
    return hits;
  }

  private static Optional<Hit> assigned(CharSequence text) {
    Matcher matcher = ASSIGNED.matcher(text);
    while (matcher.find()) {
      String value = matcher.group(2);
      if (!isPlaceholder(value) && isRandom(value)) {
        return Optional.of(new Hit("value of a secret setting", matcher.start(2), value.length()));
      }
    }
    return Optional.empty();
  }

  private static boolean isPlaceholder(String value) {
    String lower = value.toLowerCase(Locale.ROOT);
    return PLACEHOLDERS.stream().anyMatch(lower::contains);
  }

  /// Letters of both cases and digits, in more variety than a word, a path or a name has.
  private static boolean isRandom(String value) {
    boolean upper = false;
    boolean lower = false;
    int digits = 0;
    int changes = 0;
    int[] counts = new int[128];
    int before = 0;
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c > 126 || c == '.' || c == ':') {
        return false; // names of packages, versions, addresses
      }
      upper |= c >= 'A' && c <= 'Z';
      lower |= c >= 'a' && c <= 'z';
      int kind = Character.isDigit(c) ? 1 : Character.isUpperCase(c) ? 2 : 3;
      digits += kind == 1 ? 1 : 0;
      changes += kind == before ? 0 : 1;
      before = kind;
      counts[c]++;
    }
    boolean mixed =
        digits >= 2 && lower && (upper || isHex(value)) && changes * 4 >= value.length();
    return mixed && entropy(counts, value.length()) >= 3.3;
  }

  private static boolean isHex(String value) {
    return value.length() >= 32 && value.chars().allMatch(c -> Character.digit(c, 16) >= 0);
  }

  private static double entropy(int[] counts, int total) {
    double entropy = 0;
    for (int count : counts) {
      if (count > 0) {
        double share = (double) count / total;
        entropy -= share * Math.log(share) / Math.log(2);
      }
    }
    return entropy;
  }
}
