package dev.gambeson.server.state;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;

/// Every store's contract against one kind of database.
abstract class StoreContracts {
  private Database database;

  /// Opens the database of this test; the same one when called again.
  abstract Database open();

  @BeforeEach
  void begin() {
    database = open();
  }

  @AfterEach
  void end() {
    database.close();
  }

  private void again() {
    database.close();
    database = open();
  }

  @Nested
  class Keys extends KeyStoreContract {
    @Override
    Database database() {
      return database;
    }

    @Override
    void reopen() {
      again();
    }
  }
}
