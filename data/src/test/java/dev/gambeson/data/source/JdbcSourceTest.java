package dev.gambeson.data.source;

import static dev.gambeson.core.ExitCode.COULD_NOT_RUN;
import static dev.gambeson.core.ExitCode.NOTHING_EXAMINED;
import static dev.gambeson.core.ExitCode.USAGE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JdbcSourceTest {
  private static EmbeddedPostgres postgres;
  private static final String H2 = "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";

  @BeforeAll
  static void start() throws IOException, SQLException {
    postgres = EmbeddedPostgres.builder().setPGStartupWait(Duration.ofMinutes(3)).start();
    for (String address : List.of(H2, postgres())) {
      try (Connection c = DriverManager.getConnection(address);
          Statement s = c.createStatement()) {
        s.execute(
            "create table t (id int, big bigint, x double precision, dec decimal(20,4), b boolean, n varchar(100), d date, ts timestamp, z timestamp with time zone)");
        s.execute(
            "insert into t values (1, 9007199254740993, 0.5, 12.3000, true, 'Jürgen, \"x\"', date '2024-02-29', timestamp '2024-01-02 03:04:05', timestamp with time zone '2024-01-02 03:04:05+02:00')");
        s.execute("insert into t (id) values (2)");
      }
    }
  }

  @AfterAll
  static void stop() throws IOException {
    postgres.close();
  }

  private static String postgres() {
    return "jdbc:postgresql://localhost:" + postgres.getPort() + "/postgres?user=postgres";
  }

  private static TableSource query(String address, String sql) {
    return Sources.open(
        address, SourceOptions.defaults().withQuery(sql).withTimeout(Duration.ofSeconds(2)));
  }

  private static void checkTypes(String address) {
    TableSource source = query(address, "select * from t order by id");
    Reading read = Reading.of(source);

    assertThat(source.kind()).isEqualTo("jdbc");
    assertThat(read.rows().getFirst())
        .containsExactly(
            "1",
            "9007199254740993",
            "0.5",
            "12.3000",
            "1",
            "Jürgen, \"x\"",
            "2024-02-29",
            "2024-01-02T03:04:05",
            "2024-01-02T01:04:05Z");
    assertThat(read.rows().get(1)).containsExactly("2", "", "", "", "", "", "", "", "");
    assertThat(Reading.of(source)).isEqualTo(read);
  }

  @Test
  void everyTypeHasOneTextOnH2() {
    checkTypes(H2);
  }

  @Test
  void everyTypeHasOneTextOnPostgres() {
    checkTypes(postgres());
    assertThat(query(postgres(), "select 1 as a").name()).doesNotContain("?");
  }

  @Test
  void bothDatabasesGiveTheSameDigest() {
    assertThat(Reading.of(query(H2, "select id as id, n as n from t order by 1")).rows())
        .isEqualTo(Reading.of(query(postgres(), "select id, n from t order by 1")).rows());
  }

  @Test
  void manyRowsStream() {
    TableSource source =
        query(postgres(), "select i as i, 'level ' || i % 3 as t from generate_series(1, 50000) i");
    assertThat(Reading.of(source).rows()).hasSize(50_000);
  }

  @Test
  void aQueryThatTakesTooLongIsStopped() {
    Reading.refuses(
        () -> Reading.of(query(postgres(), "select pg_sleep(20)")),
        COULD_NOT_RUN,
        "took longer than 2 seconds");
  }

  @Test
  void nothingIsWritten() {
    Reading.refuses(
        () -> Reading.of(query(postgres(), "delete from t returning id as i")),
        COULD_NOT_RUN,
        "read-only");
    Reading.of(query(H2, "select id from final table (update t set x = 7)"));
    assertThat(Reading.of(query(H2, "select x as \"x\" from t order by id")).column("x"))
        .containsExactly("0.5", "");
  }

  @Test
  void mistakesAreNamed() {
    Reading.refuses(() -> query(H2, "select 1; delete from t"), USAGE, "one statement");
    Reading.refuses(() -> Sources.open(H2), USAGE, "needs a query");
    Reading.refuses(
        () -> Reading.of(query(postgres(), "select nope from t")), COULD_NOT_RUN, "nope");
    Reading.refuses(
        () -> Reading.of(query(postgres(), "select 1 as a, 2 as a")), COULD_NOT_RUN, "two columns");
    Reading.refuses(
        () -> Reading.of(query(H2, "select id from t where id > 9")), NOTHING_EXAMINED, "no rows");
    Reading.refuses(() -> Reading.of(query("jdbc:oracle:thin:x", "select 1")), USAGE, "no driver");
    Reading.refuses(
        () -> Reading.of(query(postgres(), "select 'x'::bytea as raw")), COULD_NOT_RUN, "'raw'");
    Reading.refuses(
        () -> Reading.of(query("jdbc:postgresql://localhost:1/x", "select 1")),
        COULD_NOT_RUN,
        "jdbc:postgresql://localhost:1/x cannot be read");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:postgresql://localhost/x?user=a&password=s3cret",
        "jdbc:postgresql://a:s3cret@localhost/x",
        "jdbc:h2:mem:x;INIT=RUNSCRIPT FROM 's3cret'",
        "jdbc:postgresql://localhost/x?socketFactory=s3cret",
        "jdbc:mysql://localhost/x?autoDeserialize=s3cret"
      })
  void credentialsAndParametersThatRunCodeAreRefusedAndNotRepeated(String address) {
    assertThatThrownBy(() -> query(address, "select 1"))
        .isInstanceOf(dev.gambeson.core.GambesonException.class)
        .hasMessageNotContaining("s3cret");
  }
}
