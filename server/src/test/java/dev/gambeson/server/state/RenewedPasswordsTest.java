package dev.gambeson.server.state;

import static dev.gambeson.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gambeson.core.GambesonException;
import io.lettuce.core.AclSetuserArgs;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisFuture;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Passwords that something outside, such as a vault's agent, changes while the gateway runs.
class RenewedPasswordsTest {
  @TempDir Path folder;

  private Supplier<String> file(String password) throws IOException {
    Path file = write(password);
    return () -> {
      try {
        return Files.readString(file);
      } catch (IOException e) {
        throw GambesonException.badInput("The password file cannot be read.", e);
      }
    };
  }

  private Path write(String password) throws IOException {
    Path file = folder.resolve("password");
    Files.writeString(file, password);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    return file;
  }

  /// Every connection of the user is thrown out, as when a lease ends.
  private static void change(EmbeddedPostgres server, String sql) throws SQLException {
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
      statement.execute(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'gateway'");
    }
  }

  private static boolean reads(Database database) {
    try {
      return database.read(handle -> handle.createQuery("SELECT 7").mapTo(Integer.class).one())
          == 7;
    } catch (Database.Lost _) {
      return false;
    }
  }

  @Test
  void aPasswordOfPostgresThatChangesIsReadAtTheNextConnection() throws Exception {
    try (EmbeddedPostgres server =
        EmbeddedPostgres.builder()
            .setPGStartupWait(Duration.ofMinutes(3))
            .setServerConfig("password_encryption", "scram-sha-256")
            .start()) {
      Path rules = Path.of(setting(server, "hba_file"));
      change(server, "CREATE ROLE gateway LOGIN SUPERUSER PASSWORD 'first'");
      String all = Files.readString(rules);
      Files.writeString(rules, "host all gateway all scram-sha-256\n" + all);
      change(server, "SELECT pg_reload_conf()");
      String url =
          "jdbc:postgresql://localhost:%d/postgres?user=gateway".formatted(server.getPort());
      assertThatThrownBy(() -> Database.postgresql(url, Optional.of(file("wrong"))).close())
          .isInstanceOf(GambesonException.class)
          .hasMessageNotContaining("wrong");

      try (Database database = Database.postgresql(url, Optional.of(file("first")))) {
        assertThat(reads(database)).isTrue();
        change(server, "ALTER ROLE gateway PASSWORD 'second'");
        eventually(() -> !reads(database));
        write("second");
        eventually(() -> reads(database));
      }
    }
  }

  private static String setting(EmbeddedPostgres server, String name) throws SQLException {
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement();
        var row = statement.executeQuery("SHOW " + name)) {
      row.next();
      return row.getString(1);
    }
  }

  @Test
  void aPasswordOfRedisThatChangesIsReadAtTheNextConnection() throws Exception {
    try (RedisServerForTests server = new RedisServerForTests();
        RedisHub operator = server.hub(RedisServerForTests.cluster(), "operator")) {
      eventually(() -> !operator.lost());
      user(operator, "first");
      String address = server.address().replace("redis://", "redis://gateway@");
      try (RedisHub hub =
          RedisHub.open(address, Optional.of(file("first")), "c", "n", InstantSource.system())) {
        eventually(() -> !hub.lost());
        // Throws its connections out.
        done(() -> operator.ask().aclDeluser("gateway"));
        user(operator, "second");
        eventually(hub::lost);
        write("second");
        eventually(() -> !hub.lost());
      }
    }
  }

  /// A command has a quarter of a second, which a busy machine may take.
  private static void done(Supplier<RedisFuture<?>> command) throws InterruptedException {
    eventually(() -> {
      try {
        var _ = command.get().toCompletableFuture().join();
        return true;
      } catch (RedisException | CompletionException _) {
        return false;
      }
    });
  }

  private static void user(RedisHub operator, String password) throws InterruptedException {
    var rights =
        AclSetuserArgs.Builder.on().addPassword(password).allKeys().allChannels().allCommands();
    done(() -> operator.ask().aclSetuser("gateway", rights));
  }
}
