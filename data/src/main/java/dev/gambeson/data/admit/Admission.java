package dev.gambeson.data.admit;

import dev.gambeson.core.CheckResult;
import dev.gambeson.core.GambesonException;
import dev.gambeson.core.Outcome;
import dev.gambeson.core.Progress;
import dev.gambeson.core.Result;
import dev.gambeson.core.data.Batch;
import dev.gambeson.core.data.Cells;
import dev.gambeson.core.io.AtomicFiles;
import dev.gambeson.core.io.Sha256;
import dev.gambeson.data.DataGate;
import dev.gambeson.data.DataVerdict;
import dev.gambeson.data.Recheck;
import dev.gambeson.data.admit.HeldRow.Reason;
import dev.gambeson.data.profile.TableSummary;
import dev.gambeson.data.screen.drift.DriftProfile;
import dev.gambeson.data.screen.drift.DriftSummary;
import dev.gambeson.data.screen.drift.VersionHistory;
import dev.gambeson.data.source.BatchReader;
import dev.gambeson.data.source.TableSource;
import dev.gambeson.data.source.TableWriter;
import dev.gambeson.data.source.TableWriters;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// The second reading of a table: rows that may train are written, the others go to the quarantine,
/// and what was done is written down.
///
/// Guarantees: every row of the source is in the admitted file or in the quarantine, with at least
/// one reason; what is read the second time is, byte for byte, what was checked; the rows that are
/// left were asked the questions of the stream once more, after all changes. Nothing is published
/// here: the folder is the caller's, to sign and rename.
public final class Admission {
  /// The manifest, in the folder.
  public static final String MANIFEST = "manifest.json";

  /// The manifest's signatures, in the folder.
  public static final String SIGNATURE = "manifest.dsse.json";

  /// Summaries of this version and those before it, one a line, in the folder.
  public static final String DRIFT = "drift.jsonl";

  /// The profile of the admitted rows, in the folder.
  public static final String PROFILE = "profile.json";

  private static final int MAX_VERSIONS = 200;

  private final TableSource source;
  private final DataGate gate;
  private final AdmissionOrder order;
  private final Path folder;
  private final Progress progress;

  private Admission(
      TableSource source, DataGate gate, AdmissionOrder order, Path folder, Progress progress) {
    this.source = source;
    this.gate = gate;
    this.order = order;
    this.folder = folder;
    this.progress = progress;
  }

  /// Reads again and writes.
  ///
  /// @param gate that gave the verdict
  /// @param folder an empty folder that nobody reads yet
  /// @throws GambesonException when the source cannot be read to its end a second time, or is no
  ///   longer what was checked, or the disk is full
  public static Admitted write(
      TableSource source, DataGate gate, AdmissionOrder order, Path folder, Progress progress) {
    return new Admission(source, gate, order, folder, progress).write();
  }

  private Admitted write() {
    DataVerdict verdict = order.verdict();
    try (Recheck recheck = gate.recheck(verdict)) {
      boolean hold = order.mode() == AdmissionOrder.Mode.HOLD;
      RowDecisions decisions =
          hold
              ? new RowDecisions(verdict.rules(), verdict.held())
              : new RowDecisions(List.of(), List.of());
      if (hold && recheck.blend().applies(recheck.context())) {
        decisions = blended(decisions, recheck);
      }
      return admit(decisions, recheck);
    }
  }

  /// Reads once more to find how many rows of each source would be left, and which go.
  private RowDecisions blended(RowDecisions decisions, Recheck recheck) {
    int column = column();
    Sampling sampling = new Sampling(column, recheck.context().seed());
    pass(
        "weighing sources of ",
        batch -> sampling.add(batch, RowDecisions.others(batch, decisions.of(batch))));
    RowDecisions all = decisions;
    for (RowRule rule : recheck.blend().rules(sampling, recheck.context())) {
      all = all.with(rule);
    }
    return all;
  }

  private int column() {
    return order
        .verdict()
        .roles()
        .source()
        .map(order.verdict().table().columns()::indexOf)
        .orElse(-1);
  }

  @SuppressWarnings("try") // the quarantine must be whole before it is counted
  private Admitted admit(RowDecisions decisions, Recheck recheck) {
    String data = "data." + order.format();
    Optional<String> sourceColumn = order.verdict().roles().source();
    SourceCounts bySource = new SourceCounts(sourceColumn);
    Trace trace = new Trace(TableWriters.CHUNK_ROWS);
    Optional<DriftProfile> drift = order.verdict().driftPlan().map(DriftProfile::new);
    try (Quarantine quarantine = new Quarantine(folder, sourceColumn, order.keepRows());
        TableWriter writer =
            TableWriters.open(folder.resolve(data), order.format(), columnsAfter())) {
      long unreadable =
          pass(
              "admitting ",
              batch -> {
                Map<Integer, List<Reason>> held = decisions.of(batch);
                quarantine.add(batch, held);
                quarantine.addUnreadable(batch.flaws(), "GB-DATA-010");
                Batch kept = Batches.select(batch, RowDecisions.others(batch, held));
                trace.add(kept.rowNumbers());
                bySource.add(kept);
                drift.ifPresent(d -> d.add(kept));
                Batch changed = changed(kept);
                recheck.add(changed);
                writer.write(changed);
              });
      TableWriter.Written written = writer.finish();
      quarantine.close();
      long read = order.verdict().table().rows();
      AdmissionManifest.Counts counts =
          new AdmissionManifest.Counts(read, unreadable, quarantine.rows(), written.rows());
      if (read != counts.held() + counts.admitted()) {
        throw new IllegalStateException(
            "%d rows read, %d held, %d admitted".formatted(read, counts.held(), counts.admitted()));
      }
      Result result = recheck.result(counts, quarantine.byCheck());
      Left left =
          new Left(
              result,
              counts,
              written,
              trace.chunks(written.chunks()),
              quarantine.byCheck(),
              bySource.rows(),
              recheck.profile(),
              drift.map(d -> recheck.versions().with(d.summary())));
      return record(left);
    }
  }

  /// Columns after the transformations, some of which leave a column out.
  private List<String> columnsAfter() {
    List<String> names = order.verdict().table().columns();
    List<Cells> none = new ArrayList<>();
    names.forEach(_ -> none.add(new Cells.Texts(new String[0])));
    return changed(new Batch(names, none, new long[0], List.of())).names();
  }

  private Batch changed(Batch batch) {
    Batch changed = batch;
    for (Transformation t : order.transformations()) {
      changed = t.apply(changed);
    }
    return changed;
  }

  @FunctionalInterface
  private interface Work {
    void on(Batch batch);
  }

  /// Reads the source to its end and proves that it is what was checked.
  ///
  /// @return rows that could not be taken apart
  private long pass(String words, Work work) {
    long rows = 0;
    long unreadable = 0;
    DataVerdict.Table checked = order.verdict().table();
    try (BatchReader reader = source.open()) {
      if (!reader.names().equals(checked.columns())) {
        throw changed();
      }
      for (Optional<Batch> b = reader.next(); b.isPresent(); b = reader.next()) {
        rows += b.get().size();
        unreadable += b.get().flaws().size();
        work.on(b.get());
        progress.report(words + source.name(), (double) rows / Math.max(rows, checked.rows()));
      }
      if (!reader.sha256().equals(checked.sha256()) || rows != checked.rows()) {
        throw changed();
      }
    }
    return unreadable;
  }

  private GambesonException changed() {
    return GambesonException.badInput(
        "%s has changed since it was checked. Nothing was admitted; start again when nobody writes to it."
            .formatted(source.name()));
  }

  /// What the second reading left behind.
  private record Left(
      Result result,
      AdmissionManifest.Counts counts,
      TableWriter.Written written,
      List<AdmissionManifest.Chunk> chunks,
      SortedMap<String, Long> held,
      SortedMap<String, Long> bySource,
      Optional<TableSummary> profile,
      Optional<VersionHistory> versions) {}

  private Admitted record(Left left) {
    DataVerdict verdict = order.verdict();
    DataVerdict.Table table = verdict.table();
    Result result = left.result();
    AdmissionManifest manifest =
        new AdmissionManifest(
            order.name(),
            order.time(),
            result.version(),
            result.seed(),
            new AdmissionManifest.Origin(table.name(), table.kind(), table.sha256(), table.bytes()),
            left.profile().map(Admission::types).orElse(verdict.types()),
            verdict.roles(),
            left.counts(),
            new AdmissionManifest.FileDigest(
                String.valueOf(left.written().file().getFileName()),
                left.written().sha256(),
                left.written().bytes()),
            left.chunks(),
            files(left),
            order.transformations().stream().map(Transformation::description).toList(),
            asked(verdict.result(), result),
            PolicyDigest.of(result.policy()),
            left.held(),
            left.bySource(),
            verdict
                .history()
                .plus(left.bySource(), LocalDate.ofInstant(order.time(), ZoneOffset.UTC)),
            order.approvers(),
            order.parents());
    byte[] json = AdmissionJson.write(manifest);
    write(MANIFEST, json);
    return new Admitted(result, manifest, json);
  }

  private static List<AdmissionManifest.ColumnType> types(TableSummary profile) {
    return profile.columns().stream()
        .map(c ->
            new AdmissionManifest.ColumnType(
                c.name(), c.type().map(t -> t.name().toLowerCase(Locale.ROOT)).orElse("empty")))
        .toList();
  }

  /// Writes the other files of the folder.
  private List<AdmissionManifest.FileDigest> files(Left left) {
    List<AdmissionManifest.FileDigest> files = new ArrayList<>();
    files.add(digest(Quarantine.FILE));
    left.profile()
        .ifPresent(p -> files.add(written(PROFILE, p.json().getBytes(StandardCharsets.UTF_8))));
    left.versions().ifPresent(v -> files.add(written(DRIFT, lines(v))));
    order.enclosed().forEach(e -> files.add(written(e.path(), e.content())));
    return files;
  }

  private static byte[] lines(VersionHistory versions) {
    List<DriftSummary> all = versions.versions();
    return all.subList(Math.max(0, all.size() - MAX_VERSIONS), all.size()).stream()
        .map(v -> v.toJson().replace("\n", " ").strip() + "\n")
        .collect(Collectors.joining())
        .getBytes(StandardCharsets.UTF_8);
  }

  private AdmissionManifest.FileDigest written(String name, byte[] content) {
    write(name, content);
    return digest(name);
  }

  private static List<AdmissionManifest.Asked> asked(Result before, Result after) {
    SortedMap<String, AdmissionManifest.Asked> all = new TreeMap<>();
    for (CheckResult r : before.results()) {
      all.put(
          key(r), new AdmissionManifest.Asked(r.check(), r.aspect(), outcome(r), "not-examined"));
    }
    for (CheckResult r : after.results()) {
      AdmissionManifest.Asked old = all.get(key(r));
      all.put(
          key(r),
          new AdmissionManifest.Asked(
              r.check(), r.aspect(), old == null ? "not-examined" : old.before(), outcome(r)));
    }
    return List.copyOf(all.values());
  }

  private static String key(CheckResult r) {
    return r.check() + "\u0000" + r.aspect();
  }

  private static String outcome(CheckResult r) {
    return r.outcome().map(Outcome::id).orElse("not-examined");
  }

  private void write(String name, byte[] content) {
    try {
      AtomicFiles.write(folder.resolve(name), content);
    } catch (IOException e) {
      throw failed(name, e);
    }
  }

  private AdmissionManifest.FileDigest digest(String name) {
    try {
      Path file = folder.resolve(name);
      return new AdmissionManifest.FileDigest(name, Sha256.of(file), Files.size(file));
    } catch (IOException e) {
      throw failed(name, e);
    }
  }

  private static GambesonException failed(String name, IOException e) {
    return GambesonException.badInput(
        "%s cannot be written: %s. Nothing was admitted.".formatted(name, e.getMessage()), e);
  }
}
