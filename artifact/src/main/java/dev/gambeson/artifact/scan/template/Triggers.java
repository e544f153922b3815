package dev.gambeson.artifact.scan.template;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// Templates that act on ordinary words: instructions that appear only when a message contains a
/// trigger, or only after a date (the template backdoor published by Pillar Security), words of
/// people that are exchanged, and text that nobody sees.
///
/// What cannot be told: a template that always says something false.
final class Triggers {
  private static final int SENTENCE = 4;
  private static final Pattern WORD = Pattern.compile("(?<![\\p{L}\\p{N}])\\p{L}{2,}");
  private static final Pattern PLAIN =
      Pattern.compile("[\\p{L}\\p{N} ,.'?!-]*\\p{L}{3}[\\p{L}\\p{N} ,.'?!-]*");
  private static final Pattern ACTIVE =
      Pattern.compile(
          "(?i)<script\\b|javascript:|<iframe\\b|<img\\s[^>]{0,200}onerror|https?://(?!json-schema\\.org|www\\.w3\\.org)[\\w.-]{4}");
  private static final Pattern UNSEEN =
      Pattern.compile("[\\u200b\\u200e\\u200f\\u202a-\\u202e\\u2060-\\u2069\\x{e0000}-\\x{e007f}]");
  private static final Set<String> MODALITIES =
      Set.of(
          "image",
          "image_url",
          "images",
          "video",
          "video_url",
          "videos",
          "audio",
          "audio_url",
          "input_audio",
          "text",
          "file",
          "document",
          "type",
          "content",
          "thinking",
          "reasoning",
          "tool_use",
          "tool_result",
          "tool_calls",
          "name",
          "role",
          "json");
  private static final Set<String> TESTS = Set.of("in", "==", "!=");
  private static final Set<String> ASKS =
      Set.of("startswith", "endswith", "find", "rfind", "count", "index", "rindex");

  private final Flow flow;
  private final Findings findings;

  Triggers(Flow flow, Findings findings) {
    this.flow = flow;
    this.findings = findings;
  }

  void all(List<Stmt> body) {
    body.forEach(this::one);
  }

  private void one(Stmt stmt) {
    switch (stmt) {
      case Stmt.Data s -> said(s.at(), s.text());
      case Stmt.Print s -> shown(s.value());
      case Stmt.Assign s -> shown(s.value());
      case Stmt.Reach _ -> {}
      case Stmt.Capture s -> all(s.body());
      case Stmt.Loop s -> {
        shown(s.values());
        s.condition().filter(this::isTrigger).ifPresent(c -> acted(c.at(), s.body()));
        all(s.body());
        all(s.none());
      }
      case Stmt.When s -> {
        if (isTrigger(s.condition())) {
          acted(s.at(), s.then());
          acted(s.at(), s.otherwise());
        }
        all(s.then());
        all(s.otherwise());
      }
      case Stmt.Macro s -> all(s.body());
      case Stmt.Group s -> {
        s.head().ifPresent(this::shown);
        all(s.body());
      }
    }
  }

  private void acted(int at, List<Stmt> body) {
    if (Speech.words(body, WORD) >= SENTENCE) {
      findings.medium(
          at,
          "template says something on a trigger",
          "It adds sentences only when a message contains certain words or a date is reached: a person should read"
              + " what it makes the model do.");
    }
  }

  private void said(int at, String text) {
    if (ACTIVE.matcher(text).find()) {
      findings.medium(
          at,
          "template carries addresses or scripts",
          "Its text contains a script or the address of a site, which models repeat to users.");
    }
    if (UNSEEN.matcher(text).find()) {
      findings.medium(
          at, "template carries invisible text", "Its text contains characters that nobody sees.");
    }
  }

  private void shown(Expr e) {
    Speech.texts(e, t -> said(t.at(), t.value()));
    Speech.each(
        e,
        part -> {
          if (part instanceof Expr.Choice c && isTrigger(c.condition())) {
            int words = Speech.words(c.then(), WORD);
            words = Math.max(words, c.otherwise().map(o -> Speech.words(o, WORD)).orElse(0));
            if (words >= SENTENCE) {
              acted(c.at(), List.of(new Stmt.Print(c.at(), c)));
            }
          }
          exchanged(part);
        });
  }

  private void exchanged(Expr e) {
    boolean isExchange =
        switch (e) {
          case Expr.Filter f when f.name().equals("replace") ->
              f.target().filter(t -> flow.of(t).isContent()).isPresent() && isPlain(f.arguments());
          case Expr.Call c
              when c.callee() instanceof Expr.Attribute a && a.name().equals("replace") ->
              flow.of(a.target()).isContent() && isPlain(c.arguments());
          default -> false;
        };
    if (isExchange) {
      findings.medium(
          e.at(),
          "template exchanges words",
          "It replaces ordinary words in what people write, so the model answers another question.");
    }
  }

  private static boolean isPlain(Expr.Arguments arguments) {
    return arguments.plain().stream()
        .anyMatch(a -> a instanceof Expr.Text t && PLAIN.matcher(t.value()).matches());
  }

  /// Whether a condition looks for ordinary words in what people write, or at the calendar.
  private boolean isTrigger(Expr condition) {
    boolean[] found = new boolean[1];
    Speech.each(condition, part -> found[0] |= looks(part));
    return found[0];
  }

  private boolean looks(Expr e) {
    return switch (e) {
      case Expr.Binary b when TESTS.contains(b.operator()) ->
          isCalendar(b.left())
              || isCalendar(b.right())
              || (isWord(b.left()) && flow.of(b.right()).isContent())
              || (isWord(b.right()) && flow.of(b.left()).isContent());
      case Expr.Binary b when Set.of("<", ">", "<=", ">=").contains(b.operator()) ->
          isCalendar(b.left()) || isCalendar(b.right());
      case Expr.Call c when c.callee() instanceof Expr.Attribute a && ASKS.contains(a.name()) ->
          flow.of(a.target()).isContent() && c.arguments().plain().stream().anyMatch(this::isWord);
      default -> false;
    };
  }

  private boolean isWord(Expr e) {
    return flow.of(e).texts().stream()
        .anyMatch(t -> PLAIN.matcher(t).matches() && !MODALITIES.contains(t));
  }

  private static boolean isCalendar(Expr e) {
    boolean[] found = new boolean[1];
    Speech.each(
        e,
        part ->
            found[0] |=
                part instanceof Expr.Call c
                    && c.callee() instanceof Expr.Name n
                    && n.name().equals("strftime_now"));
    return found[0];
  }
}
