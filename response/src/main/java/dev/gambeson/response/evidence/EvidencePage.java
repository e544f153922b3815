package dev.gambeson.response.evidence;

import dev.gambeson.core.alert.Alert;
import dev.gambeson.response.Entry;
import dev.gambeson.response.Incident;
import dev.gambeson.response.IncidentEvent;
import java.util.List;

/// The timeline as one HTML page: no scripts, nothing loaded from anywhere, every text escaped.
final class EvidencePage {
  private static final String HEAD =
      """
      <!doctype html>
      <html lang="en"><head><meta charset="utf-8">
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>@TITLE@</title>
      <style>
      :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
      body { max-width: 70rem; margin: 2rem auto; padding: 0 1rem }
      table { border-collapse: collapse; width: 100% }
      th, td { text-align: left; vertical-align: top; padding: .4rem .6rem; border-bottom: 1px solid #8888 }
      td { overflow-wrap: anywhere } code { font-family: ui-monospace, monospace }
      </style></head><body><main>
      """;

  private EvidencePage() {}

  static String of(Incident incident, List<IncidentEvent> timeline, List<LedgerReference> ledger) {
    StringBuilder page =
        new StringBuilder(HEAD.replace("@TITLE@", safe("Incident " + incident.id())));
    summary(page, incident);
    page.append("<h2>Timeline</h2><table><caption>Every event, first to last</caption><thead><tr>")
        .append("<th scope=\"col\">No.</th><th scope=\"col\">Time</th><th scope=\"col\">Who</th>")
        .append("<th scope=\"col\">What</th></tr></thead><tbody>\n");
    for (IncidentEvent event : timeline) {
      row(
          page,
          Long.toString(event.sequence()),
          event.time().toString(),
          event.who().toString(),
          words(event.entry()));
    }
    page.append("</tbody></table>\n");
    ledger(page, ledger);
    return page.append("</main></body></html>\n").toString();
  }

  private static void summary(StringBuilder page, Incident i) {
    page.append("<h1>").append(safe(i.title())).append("</h1>\n<dl>");
    entry(page, "Incident", i.id());
    entry(page, "State", i.state().id());
    entry(page, "Severity", i.severity().id());
    entry(page, "Check", i.check());
    entry(page, "Opened", i.opened().toString());
    entry(page, "Last change", i.updated().toString());
    entry(page, "Alerts", Long.toString(i.alerts()));
    i.subjects().forEach(s -> entry(page, "About", about(s)));
    page.append("</dl>\n");
  }

  private static String about(Alert.Subject s) {
    return "tenant '%s', client '%s', model '%s', version '%s'"
        .formatted(s.tenant(), s.client(), s.model(), s.version());
  }

  private static void entry(StringBuilder page, String term, String text) {
    page.append("<dt>").append(safe(term)).append("</dt><dd>").append(safe(text)).append("</dd>\n");
  }

  private static void row(StringBuilder page, String... cells) {
    page.append("<tr>");
    for (String cell : cells) {
      page.append("<td>").append(safe(cell)).append("</td>");
    }
    page.append("</tr>\n");
  }

  private static void ledger(StringBuilder page, List<LedgerReference> ledger) {
    page.append("<h2>In the tamper-evident log</h2>\n");
    if (ledger.isEmpty()) {
      page.append("<p>No entries were named.</p>\n");
      return;
    }
    page.append("<table><thead><tr><th scope=\"col\">Log</th><th scope=\"col\">Entry</th>")
        .append("<th scope=\"col\">SHA-256</th><th scope=\"col\">What</th></tr></thead><tbody>\n");
    ledger.forEach(l -> row(page, l.log(), Long.toString(l.index()), l.digest(), l.what()));
    page.append("</tbody></table>\n");
  }

  private static String words(Entry entry) {
    return switch (entry) {
      case Entry.Raised r ->
          "Alert %s, %s: %s. %s%s%s"
              .formatted(
                  r.alert().check(),
                  r.alert().severity().id(),
                  r.alert().title(),
                  r.alert().message(),
                  r.repeats() > 0 ? " And " + r.repeats() + " more like it before." : "",
                  r.reopens() ? " The incident is open again." : "");
      case Entry.Moved m -> "From %s to %s: %s".formatted(m.from().id(), m.to().id(), m.reason());
      case Entry.Acted a ->
          "%s%s: %s".formatted(a.phase().id(), a.step().isEmpty() ? "" : " " + a.step(), a.text());
      case Entry.Noted n -> "Note: " + n.text();
    };
  }

  static String safe(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
