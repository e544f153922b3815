package dev.gambeson.response.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.Severity;
import dev.gambeson.core.alert.Alert;
import dev.gambeson.response.Actor;
import dev.gambeson.response.Alerts;
import dev.gambeson.response.Incident;
import dev.gambeson.response.IncidentBook;
import dev.gambeson.response.IncidentEvent;
import dev.gambeson.response.IncidentPolicy;
import dev.gambeson.response.IncidentState;
import dev.gambeson.response.TestClock;
import dev.gambeson.response.store.MemoryIncidentStore;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;

class EvidenceBundleTest {
  private static final LedgerReference REFERENCE =
      new LedgerReference("gambeson/main/n1", 17, "ab".repeat(32), "decision of request 4");
  private final TestClock clock = new TestClock();
  private final IncidentBook book =
      new IncidentBook(new MemoryIncidentStore(), IncidentPolicy.defaults(), clock);
  private final String id =
      book.accept(
              Alerts.of(
                  "GB-GRD-001",
                  Severity.HIGH,
                  new Alert.Subject("acme", "<script>alert(1)</script>&\"'", "fraud", "3")))
          .orElseThrow()
          .id();

  private byte[] bundle() {
    return EvidenceBundle.of(book.incident(id), book.timeline(id), List.of(), List.of(REFERENCE));
  }

  private static Map<String, byte[]> files(byte[] zip) throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
      for (ZipEntry e = in.getNextEntry(); e != null; e = in.getNextEntry()) {
        files.put(e.getName(), in.readAllBytes());
      }
    }
    return files;
  }

  private static byte[] zip(Map<String, byte[]> files) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Map.Entry<String, byte[]> e : files.entrySet()) {
        zip.putNextEntry(new ZipEntry(e.getKey()));
        zip.write(e.getValue());
      }
    }
    return out.toByteArray();
  }

  @Test
  void theSameIncidentGivesTheSameBytes() {
    byte[] one = bundle();
    clock.advance(Duration.ofDays(1));
    assertThat(bundle()).isEqualTo(one);
    assertThat(EvidenceBundle.verify(one)).isEmpty();
  }

  @Test
  void everyFileThatIsChangedMissingOrAddedIsNamed() throws Exception {
    for (String name : List.of("incident.json", "index.html", "ledger.json")) {
      Map<String, byte[]> changed = files(bundle());
      changed.get(name)[20] ^= 1;
      assertThat(EvidenceBundle.verify(zip(changed))).containsExactly(name + " was changed.");
      Map<String, byte[]> missing = files(bundle());
      missing.remove(name);
      assertThat(EvidenceBundle.verify(zip(missing))).containsExactly(name + " is missing.");
    }
    Map<String, byte[]> added = files(bundle());
    added.put("more.txt", new byte[] {1});
    assertThat(EvidenceBundle.verify(zip(added))).containsExactly("more.txt was added.");
  }

  @Test
  void thePageShowsNoNameAsMarkupAndLoadsNothing() throws Exception {
    book.note(id, Actor.person("anna"), "<img src=x onerror=alert(1)>");
    book.change(id, IncidentState.RESOLVED, Actor.person("anna"), "done & dusted");
    String page = new String(files(bundle()).get("index.html"), StandardCharsets.UTF_8);
    assertThat(page)
        .contains("&lt;script&gt;alert(1)&lt;/script&gt;&amp;&quot;&#39;", "done &amp; dusted")
        .contains("default-src 'none'", "gambeson/main/n1")
        .doesNotContain("<script", "<img", "http://", "https://", "javascript:");
  }

  @Test
  void aTimelineThatDoesNotAddUpIsRefused() {
    Incident before = book.incident(id);
    book.note(id, Actor.person("anna"), "more");
    List<IncidentEvent> whole = book.timeline(id);
    assertThatThrownBy(() -> EvidenceBundle.of(before, whole, List.of(), List.of()))
        .hasMessageContaining("does not add up");
  }

  @Test
  void whatIsNoBundleIsRefusedClearly() throws Exception {
    assertThatThrownBy(() -> EvidenceBundle.verify(new byte[] {1, 2, 3}))
        .isInstanceOf(GambesonException.class)
        .hasMessageContaining("holds no SHA256SUMS");
    assertThatThrownBy(() -> EvidenceBundle.verify(zip(Map.of("../x", new byte[1]))))
        .hasMessageContaining("file name that none has");
  }

  @Test
  void aBundleCutAnywhereInItsFilesIsFound() {
    byte[] whole = bundle();
    for (int n = 0; n < whole.length / 2; n += 61) {
      byte[] cut = Arrays.copyOf(whole, n);
      try {
        assertThat(EvidenceBundle.verify(cut)).as("cut at %d", n).isNotEmpty();
      } catch (GambesonException e) {
        assertThat(e).hasMessageStartingWith("This is no evidence bundle");
      }
    }
  }
}
