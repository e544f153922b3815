package dev.gambeson.report.internal;

import dev.gambeson.report.Graph;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Draws a graph in columns by the longest way to each box.
public final class GraphDrawing {
  private static final int MAX_NODES = 500;
  private static final int WIDTH = 290;
  private static final int GAP = 150;
  private static final int LINE = 17;
  private static final int SPACE = 26;
  private static final int PAD = 12;
  private static final String STYLE =
      """
      :root{color-scheme:light dark;--bg:#f5f4f0;--paper:#fff;--ink:#1c2430;--soft:#545d6b;--rule:#c4c1b8;--a:#1f5a8c;--b:#7d5a00;--c:#1e6b4a;--d:#5d4a93}
      @media screen and (prefers-color-scheme:dark){:root{--bg:#12161b;--paper:#1a2027;--ink:#e6e9ed;--soft:#a4adb9;--rule:#47525f;--a:#86bdea;--b:#e4bb55;--c:#74cfa2;--d:#bba9f2}}
      body{margin:0;padding:24px 28px;background:var(--bg);color:var(--ink);font:16px/1.5 ui-sans-serif,system-ui,sans-serif;overflow-wrap:break-word}
      h1{font-size:1.6rem;margin:0 0 .6em}.scroll{overflow-x:auto}svg{display:block}
      rect{fill:var(--paper);stroke:var(--rule)}.k0{fill:var(--a)}.k1{fill:var(--b)}.k2{fill:var(--c)}.k3{fill:var(--d)}
      text{fill:var(--ink);font-size:13px}.name{font-weight:650;font-size:14px}.soft{fill:var(--soft);font-size:12px}
      path{fill:none;stroke:var(--soft)}.tip{fill:var(--soft);stroke:none}
      table{border-collapse:collapse;margin-top:28px;background:var(--paper)}td,th{border:1px solid var(--rule);padding:5px 10px;text-align:left;vertical-align:top}
      """;

  private final Graph graph;
  private final Map<String, Graph.Node> nodes = new LinkedHashMap<>();
  private final List<Graph.Edge> edges = new ArrayList<>();
  private final Map<String, Integer> column = new HashMap<>();
  private final Map<String, Box> boxes = new HashMap<>();
  private final List<String> kinds;
  private final Markup out = new Markup();

  private record Box(int x, int y, int height) {}

  private GraphDrawing(Graph graph) {
    this.graph = graph;
    graph.nodes().stream().limit(MAX_NODES).forEach(n -> nodes.put(n.id(), n));
    graph.edges().stream()
        .filter(e -> nodes.containsKey(e.from()) && nodes.containsKey(e.to()))
        .forEach(edges::add);
    this.kinds = graph.nodes().stream().map(Graph.Node::kind).distinct().sorted().toList();
  }

  /// The document, UTF-8.
  public static byte[] page(Graph graph) {
    return new GraphDrawing(graph).page().getBytes(StandardCharsets.UTF_8);
  }

  private String page() {
    place();
    String title = Inert.clipped(graph.title(), 200);
    out.open("html", "lang", "en").open("head");
    out.leaf("meta", "charset", "utf-8");
    out.leaf(
        "meta",
        "http-equiv",
        "Content-Security-Policy",
        "content",
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'");
    out.leaf("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
    out.text("title", title).open("style").raw(STYLE).close("style").close("head").open("body");
    out.text("h1", title);
    picture(title);
    table();
    out.close("body").close("html");
    return "<!doctype html>" + out + "\n";
  }

  /// Columns by the longest way: as many rounds as there are boxes at most, so that a circle ends.
  private void place() {
    nodes.keySet().forEach(id -> column.put(id, 0));
    for (int round = 0; round < nodes.size(); round++) {
      boolean moved = false;
      for (Graph.Edge e : edges) {
        int next = Math.min(nodes.size(), at(e.from()) + 1);
        if (at(e.to()) < next) {
          column.put(e.to(), next);
          moved = true;
        }
      }
      if (!moved) {
        break;
      }
    }
    Map<Integer, Integer> filled = new TreeMap<>();
    for (Graph.Node n : nodes.values()) {
      int c = at(n.id());
      int y = filled.getOrDefault(c, PAD);
      int height = 2 * PAD + LINE * (1 + Math.min(6, n.lines().size()));
      boxes.put(n.id(), new Box(PAD + c * (WIDTH + GAP), y, height));
      filled.put(c, y + height + SPACE);
    }
  }

  private int at(String id) {
    return column.getOrDefault(id, 0);
  }

  private Box box(String id) {
    Box box = boxes.get(id);
    if (box == null) {
      throw new IllegalStateException("every node has its box");
    }
    return box;
  }

  private void picture(String title) {
    int width = 2 * PAD + WIDTH + boxes.values().stream().mapToInt(Box::x).max().orElse(0);
    int height =
        2 * PAD + boxes.values().stream().mapToInt(b -> b.y() + b.height()).max().orElse(0);
    out.open("div", "class", "scroll", "tabindex", "0");
    out.open(
        "svg",
        "width",
        width,
        "height",
        height,
        "viewBox",
        "0 0 " + width + " " + height,
        "role",
        "img",
        "aria-label",
        title + ", as a picture; the table below has the same");
    edges.forEach(this::arrow);
    nodes.values().forEach(this::draw);
    out.close("svg").close("div");
  }

  private void arrow(Graph.Edge e) {
    Box from = box(e.from());
    Box to = box(e.to());
    int x1 = from.x() + WIDTH;
    int y1 = from.y() + from.height() / 2;
    int x2 = to.x() - 7;
    int y2 = to.y() + to.height() / 2;
    int bend = Math.max(40, (x2 - x1) / 2);
    String d = "M%d %dC%d %d %d %d %d %d".formatted(x1, y1, x1 + bend, y1, x2 - bend, y2, x2, y2);
    out.leaf("path", "d", d);
    out.leaf("path", "class", "tip", "d", "M%d %dl-7 -4v8z".formatted(x2 + 7, y2));
    out.text(
        "text",
        Inert.clipped(e.label(), 40),
        "class",
        "soft",
        "text-anchor",
        "end",
        "x",
        x2 - 4,
        "y",
        y2 - 6);
  }

  private void draw(Graph.Node n) {
    Box b = box(n.id());
    out.open("g");
    out.leaf("rect", "x", b.x(), "y", b.y(), "width", WIDTH, "height", b.height(), "rx", 6);
    out.leaf(
        "rect",
        "class",
        "k" + kinds.indexOf(n.kind()) % 4,
        "x",
        b.x(),
        "y",
        b.y(),
        "width",
        5,
        "height",
        b.height());
    int y = b.y() + PAD + 12;
    out.text("text", shortened(n.label(), 30), "class", "name", "x", b.x() + PAD + 4, "y", y);
    for (String line : n.lines().subList(0, Math.min(6, n.lines().size()))) {
      y += LINE;
      out.text("text", shortened(line, 38), "class", "soft", "x", b.x() + PAD + 4, "y", y);
    }
    out.close("g");
  }

  /// The end of a name tells more than its beginning.
  private static String shortened(String text, int limit) {
    String line = Inert.line(text);
    if (line.length() <= limit) {
      return line;
    }
    int from = line.length() - limit / 2;
    return line.substring(0, limit / 2 - 1)
        + "…"
        + line.substring(Character.isLowSurrogate(line.charAt(from)) ? from + 1 : from);
  }

  private void table() {
    out.open("table").open("thead").open("tr");
    List.of("kind", "name", "facts", "made of").forEach(h -> out.text("th", h));
    out.close("tr").close("thead").open("tbody");
    for (Graph.Node n : nodes.values()) {
      out.open("tr").text("td", n.kind()).text("td", Inert.clipped(n.label(), 300));
      out.text("td", Inert.clipped(String.join("; ", n.lines()), 1000));
      List<String> made =
          edges.stream()
              .filter(e -> e.to().equals(n.id()))
              .map(e -> label(e.from()) + " (" + e.label() + ")")
              .toList();
      out.text("td", Inert.clipped(String.join("; ", made), 1000)).close("tr");
    }
    out.close("tbody").close("table");
    int more = graph.nodes().size() - nodes.size();
    if (more > 0) {
      out.text("p", Figures.count(more) + " more boxes are not drawn; the JSON has all.");
    }
  }

  private String label(String id) {
    Graph.Node node = nodes.get(id);
    return node == null ? id : node.label();
  }
}
