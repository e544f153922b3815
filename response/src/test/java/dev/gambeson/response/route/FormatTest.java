package dev.gambeson.response.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class FormatTest {
  private static final JsonMapper JSON = new JsonMapper();

  /// Splits a CEF record as a reader does: header fields at `|` unless escaped.
  private static List<String> cefHeader(String record) {
    List<String> fields = new ArrayList<>();
    Matcher m = Pattern.compile("((?:[^|\\\\]|\\\\.)*)\\|").matcher(record);
    int at = 0;
    while (fields.size() < 7 && m.find(at)) {
      fields.add(m.group(1));
      at = m.end();
    }
    fields.add(record.substring(at));
    return fields;
  }

  private static Map<String, String> cefExtension(String text) {
    Map<String, String> values = new LinkedHashMap<>();
    Matcher m =
        Pattern.compile("(\\w+)=((?:[^=\\\\]|\\\\.)*?)(?= \\w+=|$)", Pattern.DOTALL).matcher(text);
    while (m.find()) {
      values.put(m.group(1), m.group(2));
    }
    return values;
  }

  @Test
  void cefHasItsSevenFieldsAndKnownKeys() {
    List<String> fields = cefHeader(Format.CEF.write(Notices.plain()));
    assertThat(fields.subList(0, 7))
        .containsExactly(
            "CEF:0",
            "Gambeson",
            "gambeson",
            "0",
            "GB-GRD-001",
            "Queries walk along the boundary",
            "8");
    assertThat(cefExtension(fields.get(7)))
        .containsEntry("rt", "1767225600123")
        .containsEntry("externalId", "INC-0011223344556677")
        .containsEntry("suser", "c1")
        .containsEntry("cs2", "fraud")
        .containsEntry("cnt", "17");
  }

  @Test
  void aNameCannotBeginACefFieldOrRecord() {
    String record = Format.CEF.write(Notices.evil());
    assertThat(record).doesNotContain("\n", "\r");
    List<String> fields = cefHeader(record);
    assertThat(fields.get(5)).startsWith("title x");
    assertThat(fields.get(6)).isEqualTo("8");
    assertThat(fields.get(7)).containsOnlyOnce(" cs1=");
    assertThat(cefExtension(fields.get(7))).containsEntry("cs1", "acme");
  }

  @Test
  void ocsfIsADetectionFindingWithWhatTheClassRequires() throws Exception {
    JsonNode finding = JSON.readTree(Format.OCSF.write(Notices.plain()));
    assertThat(finding.path("class_uid").asInt()).isEqualTo(2004);
    assertThat(finding.path("category_uid").asInt()).isEqualTo(2);
    assertThat(finding.path("type_uid").asLong())
        .isEqualTo(2004 * 100 + finding.path("activity_id").asInt());
    assertThat(finding.path("severity_id").asInt()).isEqualTo(4);
    assertThat(finding.path("time").asLong()).isEqualTo(1767225600123L);
    assertThat(finding.path("finding_info").path("uid").asString())
        .isEqualTo("INC-0011223344556677");
    assertThat(finding.path("finding_info").path("title").asString()).isNotBlank();
    assertThat(finding.path("metadata").path("version").asString()).isEqualTo("1.4.0");
    assertThat(finding.path("metadata").path("product").path("vendor_name").asString())
        .isNotBlank();
    assertThat(finding.path("resources")).hasSize(3);
  }

  @ParameterizedTest
  @EnumSource(Format.class)
  void noFormatLetsControlCharactersThrough(Format format) {
    String text = format.write(Notices.evil());
    assertThat(text).doesNotContain("\r", "\u0000", "\u001b", "\u2028", "\u202e");
    assertThat(text.lines().filter(l -> l.startsWith("Bcc:") || l.startsWith("<14>"))).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Format.class)
  void everyFormatSaysThatItIsADrill(Format format) {
    assertThat(format.write(Notices.drill())).contains("[DRILL]");
    assertThat(format.write(Notices.plain())).doesNotContain("[DRILL]");
  }

  @Test
  void jsonComesBackAsItWas() {
    assertThat(Notice.of(Notices.evil().json())).isEqualTo(Notices.evil());
  }
}
