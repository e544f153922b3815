package dev.gambeson.server.state;

/// Against a real PostgreSQL 18.
class PostgresStoresTest extends StoreContracts {
  private final String address = PostgresServer.newAddress();

  @Override
  Database open() {
    return Database.postgresql(address, java.util.Optional.empty());
  }
}
