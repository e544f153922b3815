package dev.gambeson.server.control;

import dev.gambeson.guard.Client;
import dev.gambeson.server.admin.port.Moment;
import dev.gambeson.server.admin.port.PolicyControl.Change;
import dev.gambeson.server.admin.port.PolicyControl.Felt;
import dev.gambeson.server.admin.port.PolicyControl.Preview;
import dev.gambeson.server.admin.port.TrafficView.Ending;
import dev.gambeson.server.control.PolicyTrial.Verdict;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Plays past requests through two policies side by side, the one in force and another: what
/// differs between them is the other's doing, whatever the replay itself cannot know.
final class PolicyReplay {
  private static final int CLIENTS = 50;

  private final PolicyTrial before;
  private final PolicyTrial after;
  private final Map<Change, Long> changes = new HashMap<>();
  private final Map<Client, long[]> clients = new HashMap<>();
  private final TreeMap<Instant, Double> hours = new TreeMap<>();
  private long requests;
  private long changed;
  private long reproduced;
  private double bitsBefore;
  private double bitsAfter;

  PolicyReplay(PolicyTrial before, PolicyTrial after) {
    this.before = before;
    this.after = after;
  }

  void take(PastRequest r) {
    Verdict was = before.next(r);
    Verdict is = after.next(r);
    requests++;
    reproduced += was.ending() == r.ending() ? 1 : 0;
    bitsBefore += was.bits();
    bitsAfter += is.bits();
    long[] of = clients.computeIfAbsent(r.client(), _ -> new long[2]);
    of[0]++;
    Change change = change(was, is);
    if (!change.equals(SAME)) {
      of[1]++;
      changed++;
      changes.merge(change, 1L, Long::sum);
      hours.merge(r.time().truncatedTo(ChronoUnit.HOURS), 1.0, Double::sum);
    }
  }

  private static final Change SAME = new Change(Ending.ANSWERED, Ending.ANSWERED, "", 0);

  private static Change change(Verdict was, Verdict is) {
    if (was.ending() != is.ending()) {
      return new Change(was.ending(), is.ending(), is.rule(), 0);
    }
    if (was.price() > is.price()) {
      return new Change(was.ending(), Ending.RESTRICTED, "output-shows-less", 0);
    }
    if (was.price() < is.price()) {
      return new Change(was.ending(), is.ending(), "output-shows-more", 0);
    }
    return SAME;
  }

  /// @param unknown requests whose client is not known any more
  /// @param cut whether older requests were left out
  Preview preview(Instant from, Instant to, long unknown, boolean cut) {
    List<Change> list =
        changes.entrySet().stream()
            .map(e ->
                new Change(
                    e.getKey().before(), e.getKey().after(), e.getKey().rule(), e.getValue()))
            .sorted((a, b) -> Long.compare(b.requests(), a.requests()))
            .toList();
    List<Felt> felt =
        clients.entrySet().stream()
            .filter(e -> e.getValue()[1] > 0)
            .map(e ->
                new Felt(e.getKey().tenant(), e.getKey().id(), e.getValue()[0], e.getValue()[1]))
            .sorted((a, b) -> Long.compare(b.changed(), a.changed()))
            .limit(CLIENTS)
            .toList();
    return new Preview(
        from,
        to,
        requests,
        cut,
        changed,
        list,
        felt,
        caveats(unknown, cut),
        hours.entrySet().stream().map(e -> Moment.of(e.getKey(), e.getValue())).toList(),
        bitsBefore,
        bitsAfter);
  }

  private List<String> caveats(long unknown, boolean cut) {
    List<String> caveats = new ArrayList<>();
    if (requests > 0) {
      caveats.add(
          "The replay of the policy in force ends as the ledger says for %.1f %% of the requests; the others met other policies, other nodes or what is not replayed."
              .formatted(100.0 * reproduced / requests));
    }
    caveats.add(
        "Replayed: who may ask, rates by client, tenant and model, rows of a request, budgets, and how much answers show. Rates and budgets begin full.");
    caveats.add(
        "Not replayed: limits by address, requests in flight, bans and guards of inputs, since inputs and addresses are not kept; steps set by detectors stay. How clients would have behaved otherwise, nobody knows.");
    if (unknown > 0) {
      caveats.add(
          "%,d requests are left out: their clients have no key here and were not in the sample of the week, or nobody was authenticated."
              .formatted(unknown));
    }
    if (cut) {
      caveats.add("Only the newest requests were replayed; there are more than fit.");
    }
    return caveats;
  }
}
