package dev.gambeson.server.control;

import dev.gambeson.server.admin.port.AdminPorts;

/// The ports of the console on a running gateway.
public final class Desks {
  private Desks() {}

  /// All of them.
  public static AdminPorts of(House house) {
    ClientsDesk clients = new ClientsDesk(house);
    IncidentsDesk incidents = new IncidentsDesk(house);
    return new AdminPorts(
        new OverviewDesk(house, clients, incidents),
        new ModelsDesk(house.models(), house.records(), house.clock()),
        house.traffic(),
        clients,
        new DetectorsDesk(house),
        new DriftDesk(house),
        incidents,
        new LedgerDesk(house.ledger(), house.ledgerKey(), house.clock()),
        new PolicyDesk(house),
        new KeysDesk(house),
        new CanariesDesk(house.canaries(), house.incidents(), house.clock()));
  }
}
