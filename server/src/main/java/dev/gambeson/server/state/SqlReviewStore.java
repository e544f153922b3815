package dev.gambeson.server.state;

import dev.gambeson.server.admin.port.DetectorsView.Judgement;
import dev.gambeson.server.admin.port.DetectorsView.Review;
import dev.gambeson.server.control.ReviewStore;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Reviews of alarms in the database.
public final class SqlReviewStore implements ReviewStore {
  private final Database database;

  public SqlReviewStore(Database database) {
    this.database = database;
  }

  @Override
  public void put(Kept kept) {
    database.write(handle -> {
      handle.execute("DELETE FROM alarm_reviews WHERE alarm = ?", kept.alarm());
      return handle
          .createUpdate(
              "INSERT INTO alarm_reviews (alarm, check_id, raised_at, judgement, note, reviewed_by, reviewed_at) VALUES (:alarm, :check, :raised, :judgement, :note, :by, :when)")
          .bind("alarm", kept.alarm())
          .bind("check", kept.check())
          .bind("raised", Columns.time(kept.raised()))
          .bind("judgement", kept.review().judgement().name())
          .bind("note", kept.review().note())
          .bind("by", kept.review().by())
          .bind("when", Columns.time(kept.review().when()))
          .execute();
    });
  }

  @Override
  public Optional<Review> find(String alarm) {
    return database.read(handle ->
        handle
            .createQuery("SELECT * FROM alarm_reviews WHERE alarm = :alarm")
            .bind("alarm", alarm)
            .map((row, _) -> review(row))
            .findOne());
  }

  @Override
  public List<Kept> since(Instant from, int limit) {
    return database.read(handle ->
        handle
            .createQuery(
                "SELECT * FROM alarm_reviews WHERE raised_at >= :from ORDER BY raised_at DESC, alarm LIMIT :limit")
            .bind("from", Columns.time(from))
            .bind("limit", limit)
            .map((row, _) ->
                new Kept(
                    row.getString("alarm"),
                    row.getString("check_id"),
                    Columns.time(row, "raised_at"),
                    review(row)))
            .list());
  }

  private static Review review(ResultSet row) throws SQLException {
    return new Review(
        Judgement.valueOf(row.getString("judgement")),
        row.getString("note"),
        row.getString("reviewed_by"),
        Columns.time(row, "reviewed_at"));
  }
}
