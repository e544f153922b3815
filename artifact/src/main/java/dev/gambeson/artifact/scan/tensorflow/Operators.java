package dev.gambeson.artifact.scan.tensorflow;

import dev.gambeson.artifact.scan.engine.Rules;
import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.Severity;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// TensorFlow's operators by what they can do.
///
/// `operators.txt` holds the names of all operators of TensorFlow 2.18 (as the official Java
/// bindings list them) without their version suffix; what is not there is custom, and needs a
/// native library.
public final class Operators {
  private static final Set<String> KNOWN = load();
  private static final Pattern VERSION = Pattern.compile("(?:V\\d+)$");
  private static final Pattern SUSPICIOUS =
      Pattern.compile(
          ".*(?:py|exec|shell|system|eval|script|command|process|spawn|dlopen|loadlibrary).*");
  private static final Set<String> CODE =
      Set.of("PyFunc", "PyFuncStateless", "EagerPyFunc", "NumpyFunction", "LoadLibrary", "_PyFunc");
  private static final Set<String> FILES =
      Set.of(
          "ReadFile",
          "WriteFile",
          "WholeFileReader",
          "TextLineReader",
          "FixedLengthRecordReader",
          "TFRecordReader",
          "LMDBReader",
          "TextLineDataset",
          "TFRecordDataset",
          "FixedLengthRecordDataset",
          "CSVDataset",
          "LMDBDataset",
          "SqlDataset",
          "MatchingFiles",
          "MatchingFilesDataset",
          "SaveDataset",
          "LoadDataset",
          "SnapshotDataset",
          "SnapshotDatasetReader",
          "SnapshotNestedDatasetReader",
          "SnapshotChunkDataset",
          "ListSnapshotChunksDataset",
          "DatasetToTFRecord",
          "CreateSummaryFileWriter",
          "CreateSummaryDbWriter",
          "ImmutableConst",
          "RecordInput",
          "FileSystemSetConfiguration",
          "DebugIdentity",
          "DebugNanCount",
          "DebugNumericSummary",
          "DistributedSave",
          "ImportEvent",
          "CopyFile",
          "DeleteFile",
          "RenameFile",
          "CreateDir",
          "RecursiveCreateDir");
  private static final Set<String> NETWORK =
      Set.of(
          "DataServiceDataset",
          "RegisterDataset",
          "Rpc",
          "TryRpc",
          "RpcClient",
          "RpcCall",
          "RpcServer",
          "RpcServerStart",
          "BigQueryReader",
          "GcsConfigureBlockCache",
          "GcsConfigureCredentials",
          "GenerateBigQueryReaderPartitions",
          "KafkaDataset",
          "KinesisDataset",
          "HttpGet",
          "WorkerHeartbeat",
          "RemoteCall");
  private static final Set<String> REVIEW =
      Set.of(
          "DecodeProto",
          "EncodeProto",
          "MlirPassthroughOp",
          "LoadAndRemapMatrix",
          "GenerateVocabRemapping",
          "DatasetFromGraph",
          "XlaCallModule",
          "XlaHostCompute");

  /// What is wrong with an operator.
  ///
  /// @param rule question it answers
  /// @param severity how bad
  /// @param title of the flaw
  /// @param what it can do, as the end of a sentence
  public record Judgement(CheckInfo rule, Severity severity, String title, String what) {}

  private Operators() {}

  private static Set<String> load() {
    try (InputStream in =
        Objects.requireNonNull(
            Operators.class.getResourceAsStream("operators.txt"), "operators.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII)
          .lines()
          .collect(Collectors.toUnmodifiableSet());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Judges an operator by its name; empty when it only computes.
  public static Optional<Judgement> judge(String operator) {
    String base = VERSION.matcher(operator).replaceFirst("");
    if (base.startsWith("Experimental")) {
      base = base.substring("Experimental".length());
    }
    if (CODE.contains(base)) {
      return of(
          Rules.CODE, Severity.CRITICAL, "operator that runs Python", "runs a Python function");
    }
    if (FILES.contains(base)) {
      return of(
          Rules.FILES, Severity.HIGH, "operator that opens files", "reads or writes any file");
    }
    if (NETWORK.contains(base) || base.startsWith("Bigtable") || base.startsWith("CloudBigtable")) {
      return of(Rules.NETWORK, Severity.HIGH, "operator that connects", "opens a connection");
    }
    if (base.equals("Abort")) {
      return of(
          Rules.EXHAUSTION,
          Severity.HIGH,
          "operator that ends the process",
          "ends the process that runs the model");
    }
    if (REVIEW.contains(base)) {
      return of(
          Rules.CALLABLE,
          Severity.MEDIUM,
          "operator to look at",
          "reads descriptions or code from elsewhere");
    }
    return KNOWN.contains(base) || KNOWN.contains(operator) ? Optional.empty() : custom(operator);
  }

  private static Optional<Judgement> custom(String operator) {
    boolean isSuspicious = SUSPICIOUS.matcher(operator.toLowerCase(Locale.ROOT)).matches();
    return of(
        Rules.CALLABLE,
        isSuspicious ? Severity.HIGH : Severity.MEDIUM,
        "custom operator",
        "is none of TensorFlow's own, and needs a native library");
  }

  private static Optional<Judgement> of(
      CheckInfo rule, Severity severity, String title, String what) {
    return Optional.of(new Judgement(rule, severity, title, what));
  }
}
