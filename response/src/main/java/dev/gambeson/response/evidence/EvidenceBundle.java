package dev.gambeson.response.evidence;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.io.Sha256;
import dev.gambeson.response.Incident;
import dev.gambeson.response.IncidentEvent;
import dev.gambeson.response.IncidentJson;
import dev.gambeson.response.internal.Json;
import dev.gambeson.response.playbook.Run;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/// Everything about an incident in one zip: `incident.json` (timeline), `index.html` (to be read
/// offline, without scripts), `playbooks/` as they ran, `ledger.json` (where the log has it), and
/// `SHA256SUMS` over all of them, which `sha256sum -c` checks.
///
/// Guaranteed: the same incident gives the same bytes. Not guaranteed: that nobody made another
/// bundle; the digests tell damage, and only the ledger's entries and a signature of the bundle
/// tell forgery.
public final class EvidenceBundle {
  private static final String SUMS = "SHA256SUMS";
  private static final int MAX_FILES = 2000;
  private static final int MAX_BYTES = 1 << 28;
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9./_-]{0,200}");
  private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

  private EvidenceBundle() {}

  /// The bundle.
  ///
  /// @param timeline the whole one, first event first
  /// @throws IllegalArgumentException when the timeline does not add up to the incident
  public static byte[] of(
      Incident incident,
      List<IncidentEvent> timeline,
      List<Run> runs,
      List<LedgerReference> ledger) {
    if (!Incident.of(timeline).equals(incident)) {
      throw new IllegalArgumentException(
          "The timeline of " + incident.id() + " does not add up to where the incident stands");
    }
    Map<String, byte[]> files = new TreeMap<>();
    files.put("incident.json", utf8(IncidentJson.write(incident, timeline)));
    files.put("ledger.json", utf8(Json.write(new Ledger("gambeson/ledger-references/1", ledger))));
    files.put("index.html", utf8(EvidencePage.of(incident, timeline, ledger)));
    for (Run run : runs) {
      files.put(
          "playbooks/%s-%s.yaml"
              .formatted(run.playbook().id(), run.playbook().digest().substring(0, 16)),
          utf8(run.playbook().source()));
    }
    StringBuilder sums = new StringBuilder();
    files.forEach(
        (name, bytes) -> sums.append(Sha256.of(bytes)).append("  ").append(name).append('\n'));
    files.put(SUMS, utf8(sums.toString()));
    return zip(files);
  }

  private record Ledger(String schema, List<LedgerReference> entries) {}

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] zip(Map<String, byte[]> files) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out, StandardCharsets.UTF_8)) {
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        ZipEntry entry = new ZipEntry(file.getKey());
        entry.setTimeLocal(NO_TIME);
        // Not compressed: what a compressor writes changes with its version.
        entry.setMethod(ZipEntry.STORED);
        CRC32 crc = new CRC32();
        crc.update(file.getValue());
        entry.setSize(file.getValue().length);
        entry.setCrc(crc.getValue());
        zip.putNextEntry(entry);
        zip.write(file.getValue());
        zip.closeEntry();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /// Reads a bundle and compares every file with its digest.
  ///
  /// @return what is wrong, one sentence each; empty when every file is what it was
  /// @throws GambesonException when it is no bundle, or larger than 256 MiB
  public static List<String> verify(byte[] bundle) {
    Map<String, byte[]> files = unzip(bundle);
    byte[] sums = files.remove(SUMS);
    if (sums == null) {
      throw GambesonException.badInput("This is no evidence bundle: it holds no " + SUMS + ".");
    }
    Map<String, String> expected = new LinkedHashMap<>();
    List<String> wrong = new ArrayList<>();
    for (String line : new String(sums, StandardCharsets.UTF_8).split("\n", -1)) {
      if (line.matches("[0-9a-f]{64}  " + NAME.pattern())) {
        expected.put(line.substring(66), line.substring(0, 64));
      } else if (!line.isEmpty()) {
        wrong.add(SUMS + " holds a line that is no digest.");
      }
    }
    expected.forEach((name, digest) -> {
      byte[] content = files.remove(name);
      if (content == null) {
        wrong.add(name + " is missing.");
      } else if (!Sha256.of(content).equals(digest)) {
        wrong.add(name + " was changed.");
      }
    });
    files.keySet().forEach(name -> wrong.add(name + " was added."));
    return List.copyOf(wrong);
  }

  private static Map<String, byte[]> unzip(byte[] bundle) {
    Map<String, byte[]> files = new TreeMap<>();
    long total = 0;
    try (ZipInputStream zip =
        new ZipInputStream(new ByteArrayInputStream(bundle), StandardCharsets.UTF_8)) {
      for (ZipEntry e = zip.getNextEntry(); e != null; e = zip.getNextEntry()) {
        boolean sound = e.getName().equals(SUMS) || NAME.matcher(e.getName()).matches();
        byte[] content = zip.readNBytes((int) (MAX_BYTES - total + 1));
        total += content.length;
        if (!sound || total > MAX_BYTES || files.size() >= MAX_FILES) {
          throw GambesonException.badInput(
              "This is no evidence bundle: it holds too much, or a file name that none has.");
        }
        if (files.put(e.getName(), content) != null) {
          throw GambesonException.badInput("This is no evidence bundle: it holds a file twice.");
        }
      }
      return files;
    } catch (IOException | IllegalArgumentException e) {
      throw GambesonException.badInput("This is no evidence bundle: the zip cannot be read.", e);
    }
  }
}
