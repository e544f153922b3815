package dev.gambeson.registry;

import dev.gambeson.registry.catalog.Deed;
import dev.gambeson.registry.ledger.Actor;
import dev.gambeson.registry.ledger.Detail;
import dev.gambeson.registry.ledger.Entry;
import dev.gambeson.registry.ledger.Ledger;
import dev.gambeson.registry.ledger.Target;
import dev.gambeson.registry.metadata.Database;
import dev.gambeson.registry.metadata.Intent;
import dev.gambeson.registry.metadata.Journal;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.OptionalLong;
import java.util.function.Supplier;

/// How every privileged action happens.
///
/// 1. The intent is written to the database: the history line and all changes.
/// 2. The ledger takes an entry with the intent's id and the digest of the history line.
/// 3. The changes are applied and the intent removed, in one transaction. Only then is the action
///    acknowledged.
///
/// Each step is on the device before the next begins. After a crash the ledger decides: an intent
/// it knows is applied, one it does not know is dropped. So database and ledger tell the same story
/// at every moment that anybody can look.
final class Actions {
  private static final String INTENT = "intent";
  private static final String DEED = "deed";

  private final Database database;
  private final Journal journal;
  private final LedgerAccess ledger;
  private final Clock clock;
  private final SecureRandom random;
  private final Duration wait;

  Actions(Database database, LedgerAccess ledger, Clock clock, SecureRandom random, Duration wait) {
    this.database = database;
    this.journal = new Journal(database);
    this.ledger = ledger;
    this.clock = clock;
    this.random = random;
    this.wait = wait;
  }

  Journal journal() {
    return journal;
  }

  Clock clock() {
    return clock;
  }

  /// Decides and acts while nobody else does. What a crash left unfinished is settled first.
  <T> T exclusively(Supplier<T> work) {
    return database.exclusively(
        wait,
        () -> {
          settle();
          return work.get();
        });
  }

  /// Finishes or drops what a crash left behind.
  void settle() {
    journal
        .pending()
        .ifPresent(intent -> {
          OptionalLong index = ledger.use(l -> find(l, intent));
          index.ifPresentOrElse(i -> journal.finish(intent, i), () -> journal.drop(intent));
        });
  }

  private static OptionalLong find(Ledger ledger, Intent intent) {
    Detail wanted = Detail.token(intent.deed().id());
    for (long i = intent.ledgerSize(); i < ledger.size(); i++) {
      if (wanted.equals(ledger.entry(i).details().get(INTENT))) {
        return OptionalLong.of(i);
      }
    }
    return OptionalLong.empty();
  }

  /// Makes an action happen. To be called within [#exclusively].
  Deed perform(Principal who, Plan plan) {
    Deed deed = deed(who.name(), plan);
    journal.rehearse(plan.changes()); // what cannot be applied must not reach the ledger
    Intent intent = new Intent(deed, plan.changes(), ledger.use(Ledger::size));
    journal.begin(intent);
    long index = ledger.use(l -> l.append(entry(deed, plan)).index());
    journal.finish(intent, index);
    return deed;
  }

  private Deed deed(String actor, Plan plan) {
    byte[] id = new byte[16];
    random.nextBytes(id);
    return new Deed(
        HexFormat.of().formatHex(id),
        clock.instant().truncatedTo(ChronoUnit.MICROS),
        actor,
        plan.action(),
        plan.name(),
        plan.number(),
        plan.from(),
        plan.to(),
        plan.reason(),
        plan.digest());
  }

  private static Entry entry(Deed deed, Plan plan) {
    Entry entry =
        Entry.of(Actor.of(deed.actor()), "registry." + deed.action(), plan.target())
            .with(INTENT, Detail.token(deed.id()))
            .with(DEED, Detail.digest("sha256:" + deed.sha256()));
    if (!deed.from().isEmpty()) {
      entry = entry.with("from", Detail.token(deed.from()));
    }
    if (!deed.to().isEmpty()) {
      entry = entry.with("to", Detail.token(deed.to()));
    }
    return deed.digest().isEmpty()
        ? entry
        : entry.with("content", Detail.digest("sha256:" + deed.digest()));
  }

  /// Records that something was not allowed.
  ///
  /// @param why a word of a fixed vocabulary
  void denied(String actor, String action, Target target, String why) {
    exclusively(() ->
        ledger.use(l ->
            l.append(
                Entry.of(Actor.of(actor), "registry." + action, target)
                    .with("reason", Detail.token(why))
                    .ended(Entry.Outcome.DENIED))));
  }

  /// Runs something with the ledger, exclusively.
  <T> T withLedger(java.util.function.Function<Ledger, T> work) {
    return exclusively(() -> ledger.use(work));
  }
}
