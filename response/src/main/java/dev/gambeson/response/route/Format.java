package dev.gambeson.response.route;

import dev.gambeson.core.Severity;
import dev.gambeson.core.alert.Alert;
import dev.gambeson.response.internal.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// How a notice is written. Each escapes for its own grammar; a name that a client chose cannot
/// begin a new field, line or record in any of them.
public enum Format {
  /// A few lines for people.
  TEXT("text/plain; charset=utf-8") {
    @Override
    public String write(Notice n) {
      String about =
          n.subjects().stream()
              .map(s ->
                  named("tenant", s.tenant())
                      + named("client", s.client())
                      + named("model", s.model())
                      + named("version", s.version()))
              .map(String::strip)
              .collect(Collectors.joining("; "));
      return "%s: %s\n%s\nIncident %s, %s, opened %s, %d alerts by %s\nAbout: %s\n"
          .formatted(
              n.severity().name(),
              n.title(),
              n.text(),
              n.incident(),
              n.state().id(),
              n.opened(),
              n.alerts(),
              n.check(),
              about);
    }
  },
  /// `gambeson/notice/1`.
  JSON("application/json") {
    @Override
    public String write(Notice n) {
      Map<String, Object> whole = new LinkedHashMap<>();
      whole.put("schema", "gambeson/notice/1");
      whole.put("notice", n);
      return Json.write(whole);
    }
  },
  /// ArcSight Common Event Format, version 0 (revision 27).
  CEF("text/plain; charset=utf-8") {
    @Override
    public String write(Notice n) {
      Alert.Subject s = first(n);
      return "CEF:0|Gambeson|gambeson|0|%s|%s|%d|"
              .formatted(cefHeader(n.check()), cefHeader(n.title()), cefSeverity(n.severity()))
          + "rt=%d start=%d cnt=%d externalId=%s msg=%s suser=%s"
              .formatted(
                  n.time().toEpochMilli(),
                  n.opened().toEpochMilli(),
                  n.alerts(),
                  cefValue(n.incident()),
                  cefValue(n.text()),
                  cefValue(s.client()))
          + custom(1, "tenant", s.tenant())
          + custom(2, "model", s.model())
          + custom(3, "version", s.version())
          + custom(4, "state", n.state().id())
          + custom(5, "drill", Boolean.toString(n.drill()));
    }
  },
  /// OCSF 1.4.0 Detection Finding (class 2004).
  OCSF("application/json") {
    @Override
    public String write(Notice n) {
      return Json.write(Ocsf.finding(n));
    }
  };

  private final String contentType;

  Format(String contentType) {
    this.contentType = contentType;
  }

  /// The notice in this form.
  public abstract String write(Notice notice);

  /// Its media type.
  public String contentType() {
    return contentType;
  }

  static Alert.Subject first(Notice n) {
    return n.subjects().isEmpty() ? new Alert.Subject("", "", "", "") : n.subjects().getFirst();
  }

  private static String named(String what, String name) {
    return name.isEmpty() ? "" : what + " '" + name + "' ";
  }

  private static int cefSeverity(Severity severity) {
    return switch (severity) {
      case CRITICAL -> 10;
      case HIGH -> 8;
      case MEDIUM -> 5;
      case LOW -> 3;
      case INFO -> 1;
    };
  }

  private static String cefHeader(String text) {
    return text.replace("\\", "\\\\").replace("|", "\\|");
  }

  private static String cefValue(String text) {
    return text.replace("\\", "\\\\").replace("=", "\\=");
  }

  private static String custom(int number, String label, String value) {
    return " cs%dLabel=%s cs%d=%s".formatted(number, label, number, cefValue(value));
  }

  /// The parts of an OCSF Detection Finding.
  private static final class Ocsf {
    private static final int CLASS = 2004;

    static Map<String, Object> finding(Notice n) {
      int activity = n.state().isClosed() ? 3 : n.alerts() > 1 ? 2 : 1;
      Map<String, Object> o = new LinkedHashMap<>();
      o.put("activity_id", activity);
      o.put("activity_name", List.of("Create", "Update", "Close").get(activity - 1));
      o.put("category_uid", 2);
      o.put("category_name", "Findings");
      o.put("class_uid", CLASS);
      o.put("class_name", "Detection Finding");
      o.put("type_uid", CLASS * 100 + activity);
      o.put("time", n.time().toEpochMilli());
      o.put("severity_id", severity(n.severity()));
      o.put("severity", n.severity().id());
      o.put("status_id", status(n));
      o.put("is_alert", true);
      o.put("count", n.alerts());
      o.put("message", n.text());
      o.put(
          "metadata",
          Map.of(
              "uid", n.id(),
              "version", "1.4.0",
              "product", Map.of("name", "Gambeson", "vendor_name", "Gambeson")));
      o.put("finding_info", info(n));
      o.put("resources", resources(n));
      o.put("unmapped", Map.of("drill", n.drill()));
      return o;
    }

    private static Map<String, Object> info(Notice n) {
      Map<String, Object> info = new LinkedHashMap<>();
      info.put("uid", n.incident());
      info.put("title", n.title());
      info.put("desc", n.text());
      info.put("created_time", n.opened().toEpochMilli());
      info.put("modified_time", n.time().toEpochMilli());
      info.put("analytic", Map.of("uid", n.check(), "type_id", 1, "type", "Rule"));
      return info;
    }

    private static List<Map<String, Object>> resources(Notice n) {
      List<Map<String, Object>> all = new ArrayList<>();
      for (Alert.Subject s : n.subjects()) {
        resource(all, "tenant", s.tenant());
        resource(all, "client", s.client());
        resource(all, "model", s.model() + (s.version().isEmpty() ? "" : "@" + s.version()));
      }
      return all;
    }

    private static void resource(List<Map<String, Object>> all, String type, String name) {
      Map<String, Object> resource = Map.of("type", type, "name", name);
      if (!name.isEmpty() && !all.contains(resource)) {
        all.add(new LinkedHashMap<>(resource));
      }
    }

    private static int severity(Severity severity) {
      return switch (severity) {
        case INFO -> 1;
        case LOW -> 2;
        case MEDIUM -> 3;
        case HIGH -> 4;
        case CRITICAL -> 5;
      };
    }

    private static int status(Notice n) {
      return switch (n.state()) {
        case OPEN -> 1;
        case ACKNOWLEDGED, CONTAINED -> 2;
        case FALSE_ALARM -> 3;
        case RESOLVED -> 4;
      };
    }
  }
}
