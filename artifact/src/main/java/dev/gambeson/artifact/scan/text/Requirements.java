package dev.gambeson.artifact.scan.text;

import dev.gambeson.artifact.scan.engine.Input;
import dev.gambeson.artifact.scan.engine.Rules;
import dev.gambeson.artifact.scan.engine.Scan;
import dev.gambeson.core.Severity;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Files that have packages installed: pip requirements, settings of pip, uv and npm,
/// `pyproject.toml`, `setup.cfg`, Pipfile. Addresses other than the usual indexes can put anything
/// in the place of a package (dependency confusion); names one letter off a well-known package may
/// be traps.
final class Requirements extends TextKind {
  private static final int LONGEST = 4 << 20;
  private static final Set<String> SETTINGS =
      Set.of(
          "pip.conf",
          "pip.ini",
          "pyproject.toml",
          "setup.cfg",
          "pipfile",
          "uv.toml",
          ".pypirc",
          "poetry.toml",
          ".pip.conf",
          ".npmrc",
          ".yarnrc",
          ".condarc");
  private static final Pattern NAME =
      Pattern.compile(
          "(?:.*[-_.])?(?:requirements?|constraints)(?:[-_.].*)?\\.(?:txt|in)|requirements?");
  private static final Pattern OPTION =
      Pattern.compile(
          "(?m)^[ \\t]*(?:-i|--index-url|--extra-index-url|--find-links|--trusted-host)[ \\t=]");
  private static final Pattern INDEX =
      Pattern.compile(
          "(?im)^[ \\t]*[\"']?(?:-i|-f|-{0,2}(?:extra[-_])?index[-_]url|-{0,2}find[-_]links|registry|index|repository|url)[\"']?"
              + "[ \\t]*[=: \\t][ \\t]*[\\[\"']*([a-z+]{2,10}://\\S+)");
  private static final Pattern TRUSTED =
      Pattern.compile(
          "(?im)^[ \\t]*(?:--)?trusted[-_]host\\b[^\\n]{0,100}|\\b(?:verify_ssl|strict-ssl|ssl_verify)[ \\t]*[=:][ \\t]*false");
  private static final Pattern DIRECT =
      Pattern.compile(
          "(?i)\\b((?:git|hg|svn|bzr)\\+[a-z]+://[^\\s\"']+|git://[^\\s\"']+"
              + "|https?://[^\\s\"']+\\.(?:whl|zip|tar\\.gz|tgz|tar\\.bz2)\\b[^\\s\"']*)[^\\n]{0,200}");
  private static final Pattern COMMIT =
      Pattern.compile("@[0-9a-f]{40}\\b|/archive/[0-9a-f]{40}\\.");
  private static final Pattern HASHED = Pattern.compile("sha(?:256|384|512)[=:]");
  private static final Pattern HOST = Pattern.compile("^[a-z+]+://(?:[^/@]*@)?([^/:\"']+)");
  private static final Pattern PACKAGE =
      Pattern.compile(
          "(?m)^[ \\t]*([A-Za-z0-9][A-Za-z0-9._-]*)[ \\t]*(?:\\[[^\\]\\n]*\\])?[ \\t]*(?:[=<>!~;@#].*)?$");
  private static final Pattern COMMENT = Pattern.compile("(?m)(?:^|[ \\t])#[ \\t].*$");
  private static final Set<String> HOSTS =
      Set.of(
          "pypi.org",
          "files.pythonhosted.org",
          "pypi.python.org",
          "download.pytorch.org",
          "pypi.nvidia.com",
          "pypi.ngc.nvidia.com",
          "data.pyg.org",
          "registry.npmjs.org",
          "registry.yarnpkg.com",
          "wheels.vllm.ai",
          "test.pypi.org",
          "upload.pypi.org",
          "conda.anaconda.org",
          "repo.anaconda.com");

  @Override
  public String kind() {
    return "requirements";
  }

  @Override
  boolean fits(Input input, String head) {
    return SETTINGS.contains(input.baseName())
        || NAME.matcher(input.baseName()).matches()
        || (input.ending().equals("txt") && OPTION.matcher(head).find());
  }

  @Override
  public void parse(Input input, Scan scan) {
    PlainText.read(input, scan);
    if (input.size() > LONGEST) {
      scan.unread(
          Rules.NOT_EXAMINED,
          0,
          "requirements beyond the limit",
          "At most %d bytes of requirements are read.".formatted(LONGEST));
      return;
    }
    String joined = Texts.all(input).replace("\\\r\n", " ").replace("\\\n", " ");
    String text = COMMENT.matcher(joined).replaceAll("");
    judge(text, scan);
    if (!SETTINGS.contains(input.baseName())) {
      names(text, scan);
    }
  }

  /// Judges a text of requirements.
  static void judge(String text, Scan scan) {
    Matcher index = INDEX.matcher(text);
    while (index.find()) {
      index(index.group(1), index.start(), scan);
    }
    Matcher trusted = TRUSTED.matcher(text);
    while (trusted.find()) {
      flag(
          scan,
          trusted.start(),
          "certificates not checked",
          "'%s' switches the check of certificates off.",
          trusted.group().strip());
    }
    Matcher direct = DIRECT.matcher(text);
    while (direct.find()) {
      direct(direct.group(), direct.start(), scan);
    }
  }

  private static void index(String address, int at, Scan scan) {
    String plain = address.toLowerCase(Locale.ROOT);
    Matcher host = HOST.matcher(plain);
    String line = plain.startsWith("git") ? "" : plain;
    if (host.find() && (!HOSTS.contains(host.group(1)) || line.startsWith("http:"))) {
      flag(
          scan,
          at,
          "foreign package index",
          "Packages are installed from '%s': whoever runs it can put anything in their place.",
          host.group(1));
    }
  }

  private static void direct(String address, int at, Scan scan) {
    String lower = address.toLowerCase(Locale.ROOT);
    boolean pinned = COMMIT.matcher(lower).find() || HASHED.matcher(lower).find();
    boolean open =
        lower.startsWith("http:") || lower.startsWith("git:") || lower.startsWith("git+http:");
    if (!pinned || open) {
      Matcher host = HOST.matcher(lower);
      flag(
          scan,
          at,
          "unpinned address",
          "A package comes from '%s' without commit or hash: what is installed can change.",
          host.find() ? host.group(1) : "an address");
    }
  }

  private static void names(String text, Scan scan) {
    Matcher name = PACKAGE.matcher(text);
    while (name.find()) {
      String found = name.group(1);
      int at = name.start(1);
      Lookalikes.of(found)
          .ifPresent(real ->
              flag(
                  scan,
                  at,
                  "name like a well-known package",
                  "'%s' is all but '" + real + "', and not it.",
                  found));
    }
  }

  private static void flag(Scan scan, long at, String title, String message, String value) {
    scan.flag(Rules.DEPENDENCY, Severity.MEDIUM, at, title, message.formatted(Shown.text(value)));
  }
}
