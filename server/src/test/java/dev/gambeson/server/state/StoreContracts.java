package dev.gambeson.server.state;

import dev.gambeson.guard.budget.BudgetLeases;
import dev.gambeson.guard.budget.BudgetLeasesContract;
import dev.gambeson.guard.budget.BudgetStore;
import dev.gambeson.guard.budget.BudgetStoreContract;
import dev.gambeson.guard.budget.LeasedBudgetStore;
import dev.gambeson.response.store.StoreContract;
import java.time.InstantSource;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.TestFactory;

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

  private Database reopened() {
    database.close();
    database = open();
    return database;
  }

  @TestFactory
  Stream<DynamicTest> incidents() {
    return StoreContract.cases(new SqlIncidentStore(database), UUID.randomUUID().toString())
        .entrySet()
        .stream()
        .map(entry -> DynamicTest.dynamicTest(entry.getKey(), () -> entry.getValue().run()));
  }

  @Nested
  class Keys extends KeyStoreContract {
    @Override
    Database database() {
      return database;
    }

    @Override
    void reopen() {
      reopened();
    }
  }

  @Nested
  class Console extends ConsoleStoresContract {
    @Override
    Database database() {
      return database;
    }
  }

  @Nested
  class Desks extends DeskStoresContract {
    @Override
    Database database() {
      return database;
    }

    @Override
    Database reopened() {
      return StoreContracts.this.reopened();
    }
  }

  @Nested
  class Shared extends SharedStoresContract {
    @Override
    Database database() {
      return database;
    }
  }

  @Nested
  class Ledger extends BudgetLeasesContract {
    @Override
    protected BudgetLeases ledger() {
      return new SqlBudgetLeases(database, InstantSource.system());
    }
  }

  @Nested
  class Budgets extends BudgetStoreContract {
    private BudgetStore store;

    @Override
    protected BudgetStore store() {
      if (store == null) {
        store =
            new LeasedBudgetStore(new SqlBudgetLeases(database, InstantSource.system()), 0.02, 100);
      }
      return store;
    }
  }
}
