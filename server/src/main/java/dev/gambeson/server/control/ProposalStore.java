package dev.gambeson.server.control;

import dev.gambeson.server.admin.port.ModelsControl.Proposal;
import java.util.List;
import java.util.Optional;

/// Changes of models that wait for a second person, shared by all nodes. Keeps the contract in the
/// tests of `server.state`; blocks.
public interface ProposalStore {
  /// Keeps a proposal.
  ///
  /// @param most proposals that may wait
  /// @return false when so many wait already; nothing was kept then
  boolean add(Proposal proposal, int most);

  /// What waits, oldest first.
  List<Proposal> all();

  /// One of them.
  Optional<Proposal> find(String id);

  /// Takes a proposal away. Of many who try, on any node, one gets true.
  boolean remove(String id);
}
