package dev.gambeson.cli.audit;

import dev.gambeson.cli.config.Configuration;
import dev.gambeson.core.Policy;
import dev.gambeson.core.Result;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;

/// Everything an audit needs to know; flags and configuration file already merged.
///
/// @param model the model file
/// @param preprocessing the steps between columns and model input
/// @param test rows the model was not trained on
/// @param data the data and its roles; `test` and `label` are present
/// @param policy pass marks
/// @param baseline findings that are known from an earlier run
/// @param today the day on which suppressions are judged
/// @param seed seed of every random choice
/// @param threads number of worker threads
/// @param command the command line, for the report
public record AuditRequest(
    Path model,
    Configuration.Preprocess preprocessing,
    Path test,
    String label,
    Configuration.Data data,
    Policy policy,
    Set<Result.Known> baseline,
    LocalDate today,
    long seed,
    int threads,
    List<String> command) {
  public AuditRequest {
    baseline = Set.copyOf(baseline);
    command = List.copyOf(command);
  }
}
