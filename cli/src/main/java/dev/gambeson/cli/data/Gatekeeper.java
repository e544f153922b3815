package dev.gambeson.cli.data;

import dev.gambeson.cli.Version;
import dev.gambeson.cli.config.Configuration;
import dev.gambeson.core.Progress;
import dev.gambeson.core.data.Roles;
import dev.gambeson.data.DataGate;
import dev.gambeson.data.contract.Contract;
import dev.gambeson.data.source.TableSource;
import java.util.List;
import java.util.Optional;

/// The gate that flags and configuration describe, with the table to let through and what it is
/// compared with. Closing it removes what was fetched.
final class Gatekeeper implements AutoCloseable {
  private final DataOptions options;
  private final Configuration file;
  private final TableSource source;
  private final Optional<Reference> reference;
  private final Optional<ModelActivations> model;

  Gatekeeper(DataOptions options, Configuration file, Optional<Reference> reference) {
    this.options = options;
    this.file = file;
    this.reference = reference;
    this.model =
        options
            .model()
            .map(m -> ModelActivations.open(m, file.preprocessing(), options.roles(file)));
    this.source = Tables.open(options.address(file), options.query);
  }

  TableSource source() {
    return source;
  }

  Optional<Reference> reference() {
    return reference;
  }

  Roles roles() {
    return options.roles(file);
  }

  /// The gate.
  ///
  /// @param verb of the command
  /// @param command the command line that reproduces it
  DataGate gate(String verb, List<String> command, Progress progress) {
    DataGate gate =
        DataGate.under(options.policy(file))
            .roles(roles())
            .missing(options.missing(file))
            .blend(file.training().blend())
            .baseline(options.baseline(file))
            .seed(options.seed(file))
            .threads(options.threads())
            .sampleRows(options.rows())
            .progress(progress)
            .called(verb, Version.text(), command);
    DataGate with = model.map(gate::activations).orElse(gate);
    DataGate under = options.contract(file).map(c -> with.contract(Contract.read(c))).orElse(with);
    return reference
        .map(r -> r.into(under, options.rows(), options.missing(file), options.seed(file)))
        .orElse(under);
  }

  @Override
  public void close() {
    reference.ifPresent(Reference::close);
    model.ifPresent(ModelActivations::close);
  }
}
