package dev.gambeson.registry.metadata;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gambeson.core.GambesonException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// The contract against a real PostgreSQL 18.
class PostgresqlMetadataTest extends MetadataContract {
  @Override
  Database fresh() {
    return Database.postgresql(PostgresServer.newAddress(), Duration.ofSeconds(10));
  }

  @Test
  void aServerThatIsNotThereIsNamedWithoutItsPassword() {
    assertThatThrownBy(() ->
            Database.postgresql(
                "jdbc:postgresql://localhost:1/none?user=anna&password=hunter2",
                Duration.ofMillis(100)))
        .isInstanceOf(GambesonException.class)
        .hasMessageContaining("cannot be opened")
        .hasMessageNotContaining("hunter2");
  }
}
