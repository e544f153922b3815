package dev.gambeson.data.internal.stream;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.data.Batch;
import dev.gambeson.core.data.Cells;
import dev.gambeson.core.io.Sha256;
import dev.gambeson.data.source.SourceOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;

/// One run of a query, in a transaction that reads only and is rolled back, with a time-out and a
/// cursor on the side of the server where the driver has one.
final class JdbcPart implements PartReader {
  private final String name;
  private final SourceOptions options;
  private final Connection connection;
  private final Statement statement;
  private final ResultSet result;
  private final List<String> names;
  private final List<JdbcColumn> columns = new ArrayList<>();
  private final MessageDigest digest = Sha256.digest();
  private final int batchRows;
  private long bytes;
  private long row;
  private boolean ended;

  JdbcPart(String name, String address, String query, SourceOptions options) throws IOException {
    this.name = name;
    this.options = options;
    this.connection = connect(address, options.timeout());
    try {
      connection.setAutoCommit(false);
      connection.setReadOnly(true);
      this.statement =
          connection.createStatement(ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_READ_ONLY);
      statement.setQueryTimeout((int) Math.max(1, options.timeout().toSeconds()));
      statement.setFetchSize(1024);
      this.result = statement.executeQuery(query);
      this.names = columns(result.getMetaData());
      this.batchRows = BatchBuilder.capacity(names.size());
      names.forEach(this::digest);
    } catch (SQLException e) {
      throw failed(e);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private Connection connect(String address, Duration timeout) throws IOException {
    Properties properties = new Properties();
    put(properties, "user", System.getenv("GAMBESON_JDBC_USER"));
    put(properties, "password", System.getenv("GAMBESON_JDBC_PASSWORD"));
    if (address.startsWith("jdbc:postgresql:")) {
      String seconds = Long.toString(Math.max(1, timeout.toSeconds()));
      put(properties, "loginTimeout", seconds);
      // a little more than the query, whose time-out gives the better message
      put(properties, "socketTimeout", Long.toString(Math.max(1, timeout.toSeconds()) + 10));
      put(properties, "ApplicationName", "gambeson");
    }
    try {
      return DriverManager.getConnection(address, properties);
    } catch (SQLException e) {
      if ("08001".equals(e.getSQLState()) && String.valueOf(e.getMessage()).startsWith("No suit")) {
        throw GambesonException.usage(
            "There is no driver for %s on the class path. PostgreSQL and H2 come with Gambeson."
                .formatted(name));
      }
      throw new IOException(reason(e), e);
    }
  }

  private static void put(
      Properties properties, String key, @org.jspecify.annotations.Nullable String value) {
    if (value != null && !value.isEmpty()) {
      properties.setProperty(key, value);
    }
  }

  private List<String> columns(ResultSetMetaData meta) throws SQLException {
    int count = meta.getColumnCount();
    if (count > options.limits().columns()) {
      throw GambesonException.badInput(
          "%s: the query gives %,d columns; the limit is %,d."
              .formatted(name, count, options.limits().columns()));
    }
    Set<String> labels = new LinkedHashSet<>();
    for (int c = 1; c <= count; c++) {
      String label = meta.getColumnLabel(c);
      if (label == null || label.isBlank() || !labels.add(label)) {
        throw GambesonException.badInput(
            "%s: the query gives two columns named '%s', or one without a name. Name them with 'as'."
                .formatted(name, label));
      }
      columns.add(JdbcColumn.of(label, meta.getColumnType(c), meta.getColumnTypeName(c)));
    }
    return List.copyOf(labels);
  }

  @Override
  public List<String> names() {
    return names;
  }

  @Override
  public Optional<Batch> next() throws IOException {
    try {
      int rows = 0;
      Map<Integer, String> flaws = new HashMap<>();
      columns.forEach(c -> c.begin(batchRows));
      while (rows < batchRows && !ended && result.next()) {
        for (int c = 0; c < columns.size(); c++) {
          String cell = columns.get(c).take(result, c + 1, rows, flaws);
          if (cell.length() > options.limits().cellChars()) {
            throw GambesonException.badInput(
                "%s: column '%s' has a cell of %,d characters; the limit is %,d."
                    .formatted(name, names.get(c), cell.length(), options.limits().cellChars()));
          }
          digest(cell);
        }
        rows++;
      }
      ended |= rows < batchRows;
      return rows == 0 ? Optional.empty() : Optional.of(batch(rows, flaws));
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  private Batch batch(int rows, Map<Integer, String> flaws) {
    List<Cells> cells = columns.stream().map(c -> c.cells(rows)).toList();
    Batch batch = Flawed.batch(names, cells, rows, row + 1, flaws);
    row += rows;
    return batch;
  }

  /// Cells by length and text: what rows are does not depend on how the server cuts them.
  private void digest(String cell) {
    byte[] utf8 = cell.getBytes(StandardCharsets.UTF_8);
    digest.update(ByteBuffer.allocate(4).putInt(utf8.length).flip());
    digest.update(utf8);
    bytes += utf8.length;
  }

  private IOException failed(SQLException e) throws IOException {
    close();
    return new IOException(reason(e), e);
  }

  /// The server's words where they are about the query or the connection; other messages may hold
  /// values of the data.
  private String reason(SQLException e) {
    String state = String.valueOf(e.getSQLState());
    if (e instanceof SQLTimeoutException || state.equals("57014")) {
      return "the query took longer than %,d seconds".formatted(options.timeout().toSeconds());
    }
    String words = String.valueOf(e.getMessage()).lines().findFirst().orElse("").strip();
    boolean safe =
        state.startsWith("42")
            || state.startsWith("08")
            || state.startsWith("28")
            || state.startsWith("3D")
            || state.startsWith("25")
            || state.startsWith("9");
    return safe ? "the database answers: " + words : "the database answers with SQL state " + state;
  }

  @Override
  public long bytesRead() {
    return bytes;
  }

  @Override
  public String sha256() {
    return HexFormat.of().formatHex(digest.digest());
  }

  @Override
  public void close() throws IOException {
    try (connection) {
      if (!connection.isClosed()) {
        connection.rollback();
      }
    } catch (SQLException e) {
      // nothing was written, and what was read is judged by the caller already
      ended = true;
    }
  }
}
