package dev.gambeson.server.control;

import dev.gambeson.core.GambesonException;
import dev.gambeson.guard.Client;
import dev.gambeson.registry.ledger.Actor;
import dev.gambeson.registry.ledger.LedgerReader;
import dev.gambeson.registry.ledger.PseudonymKey;
import dev.gambeson.registry.ledger.Recorded;
import dev.gambeson.server.identity.KeyGrant;
import dev.gambeson.server.identity.StoredKey;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Past requests from the ledger. The ledger knows clients by pseudonym: who is meant is found by
/// the pseudonyms of the clients that have a key or were in the week's sample.
final class PastTraffic {
  private static final int MOST = 200_000;
  private static final Duration SLACK = Duration.ofMinutes(2);

  private final Path ledger;
  private final PseudonymKey pseudonyms;
  private final Map<String, Client> known = new HashMap<>();

  /// @param requests oldest first
  /// @param unknown how many were left out since their client is not known
  /// @param cut whether older ones were left out since there are too many
  record Found(List<PastRequest> requests, long unknown, boolean cut) {}

  /// @param ledger its folder
  PastTraffic(Path ledger, PseudonymKey pseudonyms) {
    this.ledger = ledger;
    this.pseudonyms = pseudonyms;
  }

  /// Makes a client known that has a key.
  void know(StoredKey key) {
    KeyGrant g = key.grant();
    know(new Client(g.client(), g.tenant(), g.clientClass(), g.roles(), g.attributes(), "0.0.0.0"));
  }

  /// Makes a client known; who is known already stays.
  void know(Client client) {
    known.putIfAbsent(pseudonyms.of(Actor.of(client.key())), client);
  }

  Found since(Instant from) {
    LedgerReader reader;
    try {
      reader = LedgerReader.open(ledger);
    } catch (GambesonException e) {
      return new Found(List.of(), 0, false); // nothing was ever written
    }
    List<PastRequest> found = new ArrayList<>();
    long unknown = 0;
    long i = reader.checkpoint().size() - 1;
    for (; i >= 0 && found.size() < MOST; i--) {
      Recorded entry = reader.entry(i);
      if (entry.time().isBefore(from.minus(SLACK))) {
        break;
      }
      if (PastRequest.is(entry) && !entry.time().isBefore(from)) {
        Client client = known.get(entry.actor());
        if (client == null) {
          unknown++;
        } else {
          found.add(PastRequest.of(entry, client));
        }
      }
    }
    Collections.reverse(found);
    return new Found(found, unknown, i >= 0 && found.size() >= MOST);
  }
}
