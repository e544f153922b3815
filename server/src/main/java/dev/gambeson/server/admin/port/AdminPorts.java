package dev.gambeson.server.admin.port;

import static java.util.Objects.requireNonNull;

/// All that the console shows and does.
public record AdminPorts(
    OverviewView overview,
    ModelsControl models,
    TrafficView traffic,
    ClientsView clients,
    DetectorsView detectors,
    DriftView drift,
    IncidentsControl incidents,
    LedgerView ledger,
    PolicyControl policy,
    KeysControl keys,
    CanariesControl canaries) {
  public AdminPorts {
    requireNonNull(overview, "overview");
    requireNonNull(models, "models");
    requireNonNull(traffic, "traffic");
    requireNonNull(clients, "clients");
    requireNonNull(detectors, "detectors");
    requireNonNull(drift, "drift");
    requireNonNull(incidents, "incidents");
    requireNonNull(ledger, "ledger");
    requireNonNull(policy, "policy");
    requireNonNull(keys, "keys");
    requireNonNull(canaries, "canaries");
  }
}
