package dev.gambeson.data.admit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.gambeson.core.ExitCode;
import dev.gambeson.core.GambesonException;
import dev.gambeson.core.Policy;
import dev.gambeson.core.Progress;
import dev.gambeson.core.Severity;
import dev.gambeson.core.data.Batch;
import dev.gambeson.core.data.Cells;
import dev.gambeson.core.data.Dataset;
import dev.gambeson.core.data.NumericColumn;
import dev.gambeson.core.data.TextColumn;
import dev.gambeson.core.io.Sha256;
import dev.gambeson.core.io.StagedFolder;
import dev.gambeson.data.DataGate;
import dev.gambeson.data.DataVerdict;
import dev.gambeson.data.DatasetSource;
import dev.gambeson.data.contract.ColumnRule;
import dev.gambeson.data.contract.ColumnType;
import dev.gambeson.data.contract.Contract;
import dev.gambeson.data.source.BatchReader;
import dev.gambeson.data.source.TableSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// From verdict to folder, in memory.
class AdmissionTest {
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

  @TempDir private Path folder;

  /// 100 rows: `x` counts up, every tenth is negative; the first 70 are of `a`, the others of `b`.
  private static Dataset table() {
    double[] x = IntStream.range(0, 100).mapToDouble(i -> i % 10 == 9 ? -i : i).toArray();
    List<String> source = IntStream.range(0, 100).mapToObj(i -> i < 70 ? "a" : "b").toList();
    return new Dataset("table", List.of(new NumericColumn("x", x), TextColumn.of("who", source)));
  }

  private static Contract positive() {
    return Contract.of(
        "positive",
        List.of(
            ColumnRule.of("x", ColumnType.INTEGER).withRange(Optional.of("0"), Optional.empty()),
            ColumnRule.of("who", ColumnType.TEXT)));
  }

  private static DataGate gate() {
    return DataGate.under(policy(Map.of())).screens(List.of()).threads(1);
  }

  private static Policy policy(Map<String, Policy.CheckPolicy> checks) {
    return new Policy(Severity.HIGH, false, checks, List.of());
  }

  private static Policy.CheckPolicy set(String parameter, double value) {
    return new Policy.CheckPolicy(true, Optional.empty(), Map.of(parameter, value));
  }

  private static AdmissionOrder order(DataVerdict verdict, AdmissionOrder.Mode mode) {
    return new AdmissionOrder(
        "set", verdict, mode, "csv", List.of(), false, NOON, List.of("dora"), List.of(), List.of());
  }

  private Admitted admit(DataGate gate, TableSource source, Path to) throws IOException {
    DataVerdict verdict = gate.check(source);
    return Admission.write(
        source,
        gate,
        order(verdict, AdmissionOrder.Mode.HOLD),
        Files.createDirectory(to),
        Progress.silent());
  }

  private Admitted admit(DataGate gate) throws IOException {
    return admit(gate, new DatasetSource(table()), folder.resolve("set"));
  }

  private List<JsonNode> quarantine() throws IOException {
    return Files.readAllLines(folder.resolve("set/quarantine.jsonl")).stream()
        .map(l -> JsonMapper.shared().readTree(l))
        .toList();
  }

  @Test
  void rowsThatBreakTheContractAreHeldBackWithTheirReasonAndTheRestPasses() throws IOException {
    Admitted admitted = admit(gate().contract(positive()));
    assertThat(admitted.passed()).as(admitted.result().findings().toString()).isTrue();
    assertThat(admitted.manifest().counts())
        .isEqualTo(new AdmissionManifest.Counts(100, 0, 10, 90));
    assertThat(quarantine()).hasSize(10);
    assertThat(quarantine().getFirst().path("row").asInt()).isEqualTo(10);
    assertThat(quarantine().getFirst().path("reasons").get(0).path("check").asString())
        .startsWith("GB-DATA-0");
    assertThat(quarantine().getFirst().has("cells")).isFalse();
    assertThat(Files.readAllLines(folder.resolve("set/data.csv"))).hasSize(91).contains("0,a");
  }

  @Test
  void theQuarantineIsReadableByItsOwnerAlone() throws IOException {
    admit(gate().contract(positive()));
    assertThat(Files.getPosixFilePermissions(folder.resolve("set/quarantine.jsonl")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void everyRowIsEitherAdmittedOrInTheQuarantine() throws IOException {
    admit(gate().contract(positive()));
    List<Long> held = quarantine().stream().map(l -> l.path("row").asLong()).toList();
    List<String> admitted = Files.readAllLines(folder.resolve("set/data.csv"));
    for (int i = 0; i < 100; i++) {
      String row = (i % 10 == 9 ? -i : i) + "," + (i < 70 ? "a" : "b");
      assertThat(admitted.contains(row)).as(row).isNotEqualTo(held.contains((long) (i + 1)));
    }
  }

  @Test
  void tooLargeAQuarantineIsRefused() throws IOException {
    Policy strict = policy(Map.of("GB-DATA-030", set("max-held", 0.05)));
    Admitted admitted =
        admit(DataGate.under(strict).screens(List.of()).threads(1).contract(positive()));
    assertThat(admitted.result().exitCode()).isEqualTo(ExitCode.FINDINGS);
    assertThat(admitted.result().findings().getFirst().finding().check()).isEqualTo("GB-DATA-030");
  }

  @Test
  void aSetWithoutARowIsRefusedWhateverThePolicySays() throws IOException {
    Contract none =
        Contract.of(
            "none",
            List.of(
                ColumnRule.of("x", ColumnType.INTEGER)
                    .withRange(Optional.of("1000"), Optional.empty()),
                ColumnRule.of("who", ColumnType.TEXT)));
    Policy lax = policy(Map.of("GB-DATA-030", set("max-held", 1)));
    Admitted admitted = admit(DataGate.under(lax).screens(List.of()).threads(1).contract(none));
    assertThat(admitted.result().exitCode()).isEqualTo(ExitCode.FINDINGS);
    assertThat(admitted.manifest().counts().admitted()).isZero();
  }

  @Test
  void aSourceOverItsCapIsDownSampledToIt() throws IOException {
    DataGate capped = gate().source("who").blend(new BlendPolicy(Map.of("a", 0.5)));
    Policy lax = policy(Map.of("GB-DATA-030", set("max-held", 0.6)));
    Admitted admitted =
        admit(
            DataGate.under(lax)
                .screens(List.of())
                .threads(1)
                .source("who")
                .blend(new BlendPolicy(Map.of("a", 0.5))));
    assertThat(admitted.manifest().sources()).containsEntry("a", 30L).containsEntry("b", 30L);
    assertThat(admitted.manifest().held()).containsEntry("GB-DATA-031", 40L);
    assertThat(admitted.passed()).as(admitted.result().findings().toString()).isTrue();
    assertThat(capped.check(table()).passed()).as("before").isFalse();
  }

  @Test
  void theSameRowsGoWhateverTheBatchesAndASecondTime() throws IOException {
    DataGate capped = gate().source("who").blend(new BlendPolicy(Map.of("a", 0.5)));
    admit(capped, new DatasetSource(table()), folder.resolve("one"));
    admit(capped, new Rebatched(table(), 7, 100), folder.resolve("two"));
    assertThat(Files.readString(folder.resolve("one/data.csv")))
        .isEqualTo(Files.readString(folder.resolve("two/data.csv")));
  }

  @Test
  void aSourceThatChangesBetweenTheReadingsIsRefused() {
    DataGate gate = gate();
    DataVerdict verdict = gate.check(new DatasetSource(table()));
    Dataset other =
        new Dataset(
            "table", List.of(new NumericColumn("x", new double[100]), table().column("who")));
    assertThatExceptionOfType(GambesonException.class)
        .isThrownBy(() ->
            Admission.write(
                new DatasetSource(other),
                gate,
                order(verdict, AdmissionOrder.Mode.HOLD),
                folder,
                Progress.silent()))
        .withMessageContaining("has changed since it was checked")
        .satisfies(e -> assertThat(e.exitCode()).isEqualTo(ExitCode.COULD_NOT_RUN));
  }

  @Test
  void aSourceThatBreaksOffHalfWayLeavesNothingBehind() throws IOException {
    DataGate gate = gate();
    DataVerdict verdict = gate.check(new DatasetSource(table()));
    Path target = folder.resolve("admitted");
    assertThatExceptionOfType(GambesonException.class)
        .isThrownBy(() -> {
          try (StagedFolder staged = StagedFolder.of(target)) {
            Admission.write(
                new Rebatched(table(), 10, 50),
                gate,
                order(verdict, AdmissionOrder.Mode.HOLD),
                staged.path(),
                Progress.silent());
            staged.publish();
          }
        })
        .withMessageContaining("credentials have expired");
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void everyChunkIsProvenAndKnowsItsRows() throws IOException {
    Admitted admitted = admit(gate().contract(positive()));
    AdmissionManifest.Chunk chunk = admitted.manifest().chunks().getFirst();
    assertThat(chunk.rows()).isEqualTo(90);
    assertThat(chunk.firstSourceRow()).isEqualTo(1);
    assertThat(chunk.lastSourceRow()).isEqualTo(99);
    byte[] data = Files.readAllBytes(folder.resolve("set/data.csv"));
    byte[] part =
        Arrays.copyOfRange(data, (int) chunk.offset(), (int) (chunk.offset() + chunk.bytes()));
    assertThat(Sha256.of(part)).isEqualTo(chunk.sha256());
  }

  @Test
  void theManifestIsReadBackAsItWas() throws IOException {
    Admitted admitted = admit(gate().source("who").contract(positive()));
    AdmissionManifest read = AdmissionJson.read(admitted.manifestJson(), "the manifest");
    assertThat(read).isEqualTo(admitted.manifest());
    assertThat(AdmissionJson.write(read)).isEqualTo(admitted.manifestJson());
    assertThat(read.history().sources()).containsKeys("a", "b");
    assertThat(read.approvers()).containsExactly("dora");
  }

  @Test
  void anAdmittedFolderProvesItselfAndAChangedOneDoesNot() throws IOException {
    admit(gate());
    Path set = folder.resolve("set");
    assertThat(AdmittedSet.open(set).manifest().name()).isEqualTo("set");
    Files.writeString(set.resolve("data.csv"), Files.readString(set.resolve("data.csv")) + "1,a\n");
    assertThatExceptionOfType(GambesonException.class)
        .isThrownBy(() -> AdmittedSet.open(set))
        .withMessageContaining("is not what was admitted");
  }

  @Test
  void aManifestWithAPathThatLeadsOutIsRefused() throws IOException {
    admit(gate());
    Path manifest = folder.resolve("set/manifest.json");
    Files.writeString(
        manifest, Files.readString(manifest).replace("quarantine.jsonl", "../quarantine.jsonl"));
    assertThatExceptionOfType(GambesonException.class)
        .isThrownBy(() -> AdmittedSet.open(folder.resolve("set")))
        .withMessageContaining("outside it");
  }

  @Test
  void aSourceThatFloodsIsCutToItsRate() throws IOException {
    SourceHistory history =
        SourceHistory.NONE.plus(Map.of("a", 10L, "b", 100L), LocalDate.of(2026, 11, 20));
    Policy rate =
        policy(
            Map.of("GB-DATA-033", set("max-batch-growth", 2), "GB-DATA-030", set("max-held", 0.9)));
    DataGate gate =
        DataGate.under(rate)
            .screens(List.of())
            .threads(1)
            .source("who")
            .history(history)
            .today(LocalDate.of(2026, 11, 22));
    assertThat(gate.check(table()).of("GB-DATA-033").getFirst().findings()).hasSize(1);
    Admitted admitted = admit(gate);
    assertThat(admitted.manifest().sources()).containsEntry("a", 20L).containsEntry("b", 30L);
    assertThat(admitted.passed()).as(admitted.result().findings().toString()).isTrue();
  }

  /// The rows of a table in batches of another size, which break off after some of them.
  private record Rebatched(Dataset data, int size, int until) implements TableSource {
    @Override
    public String name() {
      return data.name();
    }

    @Override
    public String kind() {
      return "memory";
    }

    @Override
    public OptionalLong bytes() {
      return OptionalLong.empty();
    }

    @Override
    public BatchReader open() {
      BatchReader whole = new DatasetSource(data).open();
      Batch all = whole.next().orElseThrow();
      assertThat(whole.next()).isEmpty();
      List<Batch> parts = new ArrayList<>();
      for (int from = 0; from < all.size(); from += size) {
        parts.add(part(all, from, Math.min(all.size(), from + size)));
      }
      return new Parts(parts, whole, until);
    }

    private static Batch part(Batch all, int from, int to) {
      double[] x = ((Cells.Numbers) all.columns().get(0)).values();
      String[] who = ((Cells.Texts) all.columns().get(1)).values();
      return new Batch(
          all.names(),
          List.of(
              new Cells.Numbers(Arrays.copyOfRange(x, from, to)),
              new Cells.Texts(Arrays.copyOfRange(who, from, to))),
          Arrays.copyOfRange(all.rowNumbers(), from, to),
          List.of());
    }
  }

  private static final class Parts implements BatchReader {
    private final List<Batch> parts;
    private final BatchReader whole;
    private final int until;
    private int given;

    Parts(List<Batch> parts, BatchReader whole, int until) {
      this.parts = new ArrayList<>(parts);
      this.whole = whole;
      this.until = until;
    }

    @Override
    public List<String> names() {
      return whole.names();
    }

    @Override
    public Optional<Batch> next() {
      if (parts.isEmpty()) {
        return Optional.empty();
      }
      if (given >= until) {
        throw GambesonException.badInput(
            "s3://bucket/key breaks off: the credentials have expired.");
      }
      given += parts.getFirst().size();
      return Optional.of(parts.removeFirst());
    }

    @Override
    public long bytesRead() {
      return whole.bytesRead();
    }

    @Override
    public String sha256() {
      return whole.sha256();
    }

    @Override
    public void close() {
      whole.close();
    }
  }
}
