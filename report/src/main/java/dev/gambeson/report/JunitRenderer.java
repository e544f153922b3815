package dev.gambeson.report;

import dev.gambeson.core.CheckResult;
import dev.gambeson.core.Finding;
import dev.gambeson.core.Outcome;
import dev.gambeson.core.Policy;
import dev.gambeson.core.Result;
import dev.gambeson.report.internal.Area;
import dev.gambeson.report.internal.Briefing;
import dev.gambeson.report.internal.Figures;
import dev.gambeson.report.internal.Inert;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/// JUnit XML: a test suite an area, a test case for each check and aspect. A case fails when an
/// open finding reaches the policy's bar, so a CI server that reads this file agrees with the exit
/// code; milder and accepted findings are told in the case's output. Open questions are errors, or
/// skipped where the policy allows them; what was not examined is skipped.
final class JunitRenderer implements Renderer {
  private static final int MAX_LISTED = 50;

  /// How a case ends.
  private enum End {
    PASSED,
    FAILURE,
    ERROR,
    SKIPPED
  }

  private record Case(String area, String name, End end, String message, String body) {}

  @Override
  public byte[] render(Result result) {
    Briefing briefing = new Briefing(result);
    Map<Area, List<Case>> suites = new TreeMap<>();
    for (CheckResult r : result.results()) {
      Area area = Area.of(r.check());
      suites
          .computeIfAbsent(area, _ -> new ArrayList<>())
          .add(of(area, r, result.policy(), briefing));
    }
    for (Result.NotExamined n : briefing.notAsked()) {
      String[] words = n.name().split(" ", 2);
      Area area = Area.of(words[0]);
      suites
          .computeIfAbsent(area, _ -> new ArrayList<>())
          .add(new Case(area.slug(), n.name(), End.SKIPPED, "not examined: " + n.reason(), ""));
    }
    StringWriter text = new StringWriter();
    try {
      XMLStreamWriter xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text);
      write(xml, result, suites);
      xml.close();
    } catch (XMLStreamException e) {
      throw new IllegalStateException("writing to memory failed", e);
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static Case of(Area area, CheckResult r, Policy policy, Briefing briefing) {
    String name = r.check() + " " + briefing.label(r);
    List<Finding> blocking = r.findings().stream().filter(briefing::blocks).toList();
    if (!blocking.isEmpty()) {
      String message =
          blocking.getFirst().title()
              + (blocking.size() == 1
                  ? ""
                  : " and " + Figures.plural(blocking.size() - 1, "more finding"));
      return new Case(
          area.slug(),
          name,
          End.FAILURE,
          message,
          r.summary() + "\n\n" + tell(r.findings(), briefing));
    }
    if (r.outcome().isEmpty()) {
      return new Case(
          area.slug(), name, End.SKIPPED, "not examined: " + r.notExaminedBecause(), "");
    }
    if (r.outcome().get() instanceof Outcome.Inconclusive(String reason)) {
      End end = policy.allowInconclusive() ? End.SKIPPED : End.ERROR;
      return new Case(area.slug(), name, end, "inconclusive: " + reason, r.summary());
    }
    boolean accepted =
        !r.findings().isEmpty()
            && r.findings().stream()
                .noneMatch(f -> briefing.standing(f) instanceof Result.Standing.Open);
    if (r.outcome().get() instanceof Outcome.Fail && accepted) {
      return new Case(
          area.slug(),
          name,
          End.SKIPPED,
          "accepted: " + standing(r.findings().getFirst(), briefing),
          "");
    }
    return new Case(
        area.slug(), name, End.PASSED, "", r.summary() + "\n\n" + tell(r.findings(), briefing));
  }

  private static String tell(List<Finding> findings, Briefing briefing) {
    StringBuilder text = new StringBuilder();
    for (Finding f : findings.stream().limit(MAX_LISTED).toList()) {
      text.append(f.severity().id()).append(": ").append(f.title());
      text.append(" [").append(standing(f, briefing)).append("]\n  ").append(f.message());
      String place = Figures.place(f.where());
      text.append(place.isEmpty() ? "" : "\n  where: " + place);
      text.append("\n  fix: ")
          .append(f.fix())
          .append("\n  more: gambeson explain ")
          .append(f.check())
          .append('\n');
    }
    if (findings.size() > MAX_LISTED) {
      text.append(Figures.plural(findings.size() - MAX_LISTED, "more finding"))
          .append(" in the JSON result.\n");
    }
    return text.toString();
  }

  private static String standing(Finding f, Briefing briefing) {
    return switch (briefing.standing(f)) {
      case Result.Standing.Open(String note) -> note.isEmpty() ? "open" : "open, " + note;
      case Result.Standing.Suppressed(Policy.Suppression by) ->
          "suppressed by %s until %s: %s".formatted(by.owner(), by.expires(), by.reason());
      case Result.Standing.Baselined _ -> "in the baseline";
    };
  }

  private static void write(XMLStreamWriter xml, Result result, Map<Area, List<Case>> suites)
      throws XMLStreamException {
    xml.writeStartDocument("UTF-8", "1.0");
    xml.writeCharacters("\n");
    xml.writeStartElement("testsuites");
    attribute(xml, "name", "gambeson " + result.verb());
    counts(xml, suites.values().stream().flatMap(List::stream).toList());
    for (Map.Entry<Area, List<Case>> suite : suites.entrySet()) {
      xml.writeCharacters("\n  ");
      xml.writeStartElement("testsuite");
      attribute(xml, "name", suite.getKey().title());
      counts(xml, suite.getValue());
      for (Case c : suite.getValue()) {
        write(xml, c);
      }
      xml.writeCharacters("\n  ");
      xml.writeEndElement();
    }
    notices(xml, result.notices());
    xml.writeCharacters("\n");
    xml.writeEndElement();
    xml.writeCharacters("\n");
    xml.writeEndDocument();
  }

  /// A suite of its own, because `testsuites` itself may hold nothing else.
  private static void notices(XMLStreamWriter xml, List<String> notices) throws XMLStreamException {
    if (notices.isEmpty()) {
      return;
    }
    xml.writeCharacters("\n  ");
    xml.writeStartElement("testsuite");
    attribute(xml, "name", "How inputs were read");
    counts(xml, List.of());
    xml.writeStartElement("system-out");
    xml.writeCharacters(Inert.block(String.join("\n", notices)));
    xml.writeEndElement();
    xml.writeEndElement();
  }

  private static void counts(XMLStreamWriter xml, List<Case> cases) throws XMLStreamException {
    attribute(xml, "tests", Integer.toString(cases.size()));
    attribute(xml, "failures", count(cases, End.FAILURE));
    attribute(xml, "errors", count(cases, End.ERROR));
    attribute(xml, "skipped", count(cases, End.SKIPPED));
    attribute(xml, "time", "0");
  }

  private static String count(List<Case> cases, End end) {
    return Long.toString(cases.stream().filter(c -> c.end() == end).count());
  }

  private static void write(XMLStreamWriter xml, Case c) throws XMLStreamException {
    xml.writeCharacters("\n    ");
    xml.writeStartElement("testcase");
    attribute(xml, "classname", "gambeson." + c.area());
    attribute(xml, "name", c.name());
    attribute(xml, "time", "0");
    switch (c.end()) {
      case FAILURE -> told(xml, "failure", c);
      case ERROR -> told(xml, "error", c);
      case SKIPPED -> told(xml, "skipped", c);
      case PASSED -> {
        xml.writeStartElement("system-out");
        xml.writeCharacters(Inert.block(c.body().strip()));
        xml.writeEndElement();
      }
    }
    xml.writeEndElement();
  }

  private static void told(XMLStreamWriter xml, String tag, Case c) throws XMLStreamException {
    xml.writeStartElement(tag);
    attribute(xml, "message", c.message());
    if (!tag.equals("skipped")) {
      attribute(xml, "type", tag.equals("error") ? "inconclusive" : "finding");
    }
    xml.writeCharacters(Inert.block(c.body().strip()));
    xml.writeEndElement();
  }

  private static void attribute(XMLStreamWriter xml, String name, String value)
      throws XMLStreamException {
    xml.writeAttribute(name, Inert.line(value));
  }
}
