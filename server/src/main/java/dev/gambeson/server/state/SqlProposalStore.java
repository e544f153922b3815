package dev.gambeson.server.state;

import dev.gambeson.server.admin.port.ModelsControl.Proposal;
import dev.gambeson.server.control.ProposalStore;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.statement.StatementContext;

/// Changes of models that wait for a second person, in the database.
public final class SqlProposalStore implements ProposalStore {
  private final Database database;

  public SqlProposalStore(Database database) {
    this.database = database;
  }

  @Override
  public boolean add(Proposal proposal, int most) {
    return database.write(handle -> {
      long waiting =
          handle.createQuery("SELECT COUNT(*) FROM model_proposals").mapTo(Long.class).one();
      return waiting < most
          && handle
                  .createUpdate(
                      "INSERT INTO model_proposals (id, kind, model, version, reason, proposed_by, proposed_at) VALUES (:id, :kind, :model, :version, :reason, :by, :when)")
                  .bind("id", proposal.id())
                  .bind("kind", proposal.kind().name())
                  .bind("model", proposal.model())
                  .bind("version", proposal.version())
                  .bind("reason", proposal.reason())
                  .bind("by", proposal.by())
                  .bind("when", Columns.time(proposal.when()))
                  .execute()
              == 1;
    });
  }

  @Override
  public List<Proposal> all() {
    return database.read(handle ->
        handle
            .createQuery("SELECT * FROM model_proposals ORDER BY proposed_at, id")
            .map(SqlProposalStore::proposal)
            .list());
  }

  @Override
  public Optional<Proposal> find(String id) {
    return database.read(handle ->
        handle
            .createQuery("SELECT * FROM model_proposals WHERE id = :id")
            .bind("id", id)
            .map(SqlProposalStore::proposal)
            .findOne());
  }

  @Override
  public boolean remove(String id) {
    return database.write(
        handle -> handle.execute("DELETE FROM model_proposals WHERE id = ?", id) == 1);
  }

  private static Proposal proposal(ResultSet row, StatementContext context) throws SQLException {
    return new Proposal(
        row.getString("id"),
        Proposal.Kind.valueOf(row.getString("kind")),
        row.getString("model"),
        row.getString("version"),
        row.getString("reason"),
        row.getString("proposed_by"),
        Columns.time(row, "proposed_at"));
  }
}
