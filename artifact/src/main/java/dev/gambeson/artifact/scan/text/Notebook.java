package dev.gambeson.artifact.scan.text;

import dev.gambeson.artifact.scan.engine.Input;
import dev.gambeson.artifact.scan.engine.Jsons;
import dev.gambeson.artifact.scan.engine.Malformed;
import dev.gambeson.artifact.scan.engine.Rules;
import dev.gambeson.artifact.scan.engine.Scan;
import dev.gambeson.core.Severity;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/// Jupyter notebooks: code cells, shell escapes, and what earlier runs left in the outputs. Source:
/// nbformat 3 and 4.
final class Notebook extends TextKind {
  private static final Pattern ACTIVE =
      Pattern.compile("(?i)<script\\b|<iframe\\b|javascript:|\\bon(?:error|load|click)\\s*=");

  @Override
  public String kind() {
    return "notebook";
  }

  @Override
  boolean fits(Input input, String head) {
    String start = head.stripLeading();
    return input.ending().equals("ipynb")
        || (start.startsWith("{") && head.contains("\"cells\"") && head.contains("\"cell_type\""));
  }

  @Override
  public void parse(Input input, Scan scan) {
    JsonNode root = Jsons.tree(Texts.all(input).getBytes(StandardCharsets.UTF_8), 0, scan);
    JsonNode cells = root.path("cells");
    if (!cells.isArray() && !root.path("worksheets").isArray()) {
      throw new Malformed(0, "a notebook without cells");
    }
    scan.ownAll();
    Cells all = new Cells();
    cells.forEach(cell -> cell(cell, scan, all));
    for (JsonNode sheet : root.path("worksheets")) {
      sheet.path("cells").forEach(cell -> cell(cell, scan, all));
    }
    root.path("metadata").properties().forEach(e -> scan.text(0, e.getValue().toString()));
    all.report(input, scan);
  }

  private static void cell(JsonNode cell, Scan scan, Cells all) {
    String source = joined(cell.has("input") ? cell.path("input") : cell.path("source"));
    scan.text(0, source);
    if (cell.path("cell_type").asString("").equals("code")) {
      all.code(source);
    }
    for (JsonNode output : cell.path("outputs")) {
      scan.text(0, joined(output.path("text")));
      scan.text(0, joined(output.path("traceback")));
      output
          .path("data")
          .properties()
          .forEach(e -> data(e.getKey(), joined(e.getValue()), scan, all));
    }
  }

  private static void data(String type, String value, Scan scan, Cells all) {
    if (type.startsWith("image/") && !type.contains("svg")) {
      return; // base64 of a picture
    }
    scan.text(0, value);
    all.active |= ACTIVE.matcher(value).find() || type.equals("application/javascript");
  }

  private static String joined(JsonNode text) {
    if (!text.isArray()) {
      return text.isString() ? text.stringValue() : text.isMissingNode() ? "" : text.toString();
    }
    StringBuilder all = new StringBuilder();
    text.forEach(line -> all.append(line.isString() ? line.stringValue() : line.toString()));
    return all.toString();
  }

  /// What all cells together do.
  private static final class Cells {
    private static final Pattern ESCAPE =
        Pattern.compile(
            "(?m)^\\s*(?:!|%%?(?:bash|sh|system|sx|script|cmd|perl|ruby|javascript|js)\\b).*$");
    private static final Pattern MAGIC = Pattern.compile("(?m)^\\s*[!%].*$");
    private static final Pattern CREDENTIALS =
        Pattern.compile(
            "(?i)[~/]\\.(?:ssh|aws|netrc|kube|docker|gnupg)\\b|/etc/(?:passwd|shadow)\\b");

    private boolean active;
    private String malice = "";
    private String act = "";
    private int commands;
    private int cells;

    void code(String source) {
      cells++;
      new PythonCode(MAGIC.matcher(source).replaceAll(""))
          .malice()
          .ifPresent(what -> malice = what);
      Matcher matcher = ESCAPE.matcher(source);
      while (matcher.find()) {
        commands++;
      }
      if (SourceText.hides(source)) {
        malice = "runs text that it first decodes, or connects a shell to the network";
      } else if (SourceText.downloadsAndRuns(source)) {
        act = "pipes a download into an interpreter";
      } else if (CREDENTIALS.matcher(source).find()) {
        act = "reads credentials of whoever runs it";
      }
    }

    void report(Input input, Scan scan) {
      if (!malice.isEmpty()) {
        flag(scan, Severity.HIGH, "code that hides what it runs", "A cell " + malice + ".");
      }
      if (!act.isEmpty()) {
        flag(scan, Severity.MEDIUM, "notebook that acts on its host", "A cell " + act + ".");
      }
      boolean travels = commands > 0 && (input.depth() > 0 || Folder.of(input).holdsModel());
      if (cells > 0) {
        flag(
            scan,
            travels ? Severity.MEDIUM : Severity.LOW,
            "code in a notebook",
            "%d code cells, %d shell commands; they run when somebody runs the notebook."
                .formatted(cells, commands));
      }
      if (active) {
        flag(
            scan,
            Severity.LOW,
            "script in an output",
            "An output holds a script; a viewer that trusts the notebook runs it.");
      }
    }

    private static void flag(Scan scan, Severity severity, String title, String message) {
      scan.flag(Rules.BUNDLED, severity, 0, title, message);
    }
  }
}
