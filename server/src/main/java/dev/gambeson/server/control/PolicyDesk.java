package dev.gambeson.server.control;

import dev.gambeson.core.GambesonException;
import dev.gambeson.guard.Client;
import dev.gambeson.guard.Decision;
import dev.gambeson.server.admin.port.Moment;
import dev.gambeson.server.admin.port.Operator;
import dev.gambeson.server.admin.port.PolicyControl;
import dev.gambeson.server.admin.port.Rejected;
import dev.gambeson.server.admin.port.TrafficView.Ending;
import dev.gambeson.server.control.TrafficMemory.Fact;
import dev.gambeson.server.control.TrafficMemory.Weighted;
import dev.gambeson.server.identity.Action;
import dev.gambeson.server.policy.CompiledPolicy;
import dev.gambeson.server.policy.Policies;
import dev.gambeson.server.state.PolicyBundles;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Policy bundles: validated, tried out on past traffic, put in force, taken back.
final class PolicyDesk implements PolicyControl {
  private static final int HISTORY = 100;
  private static final Pattern LINE = Pattern.compile("line:? (\\d+)");

  private final Policies policies;
  private final PolicyBundles bundles;
  private final PolicySigner signer;
  private final TrafficMemory memory;
  private final InstantSource clock;

  PolicyDesk(House house) {
    this.policies = house.policies();
    this.bundles = house.bundles();
    this.signer = house.signer();
    this.memory = house.memory();
    this.clock = house.clock();
  }

  @Override
  public Bundle current() {
    CompiledPolicy now = policies.current();
    return new Bundle(version(now.digest()), now.text());
  }

  private Version version(String digest) {
    return bundles.history(HISTORY).stream()
        .filter(a -> a.digest().equals(digest))
        .findFirst()
        .map(a -> version(a, true))
        .orElseGet(() -> new Version(digest, Instant.EPOCH, "gambeson", "as configured", true));
  }

  private static Version version(PolicyBundles.Activation a, boolean inForce) {
    return new Version(a.digest(), a.at(), a.by(), a.reason(), inForce);
  }

  @Override
  public List<Version> history() {
    String now = policies.current().digest();
    List<PolicyBundles.Activation> all = bundles.history(HISTORY);
    List<Version> versions = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      versions.add(version(all.get(i), i == 0 && all.get(i).digest().equals(now)));
    }
    return versions;
  }

  @Override
  public Optional<Bundle> bundle(String digest) {
    return bundles.find(digest).map(b -> new Bundle(version(digest), text(b)));
  }

  private static String text(PolicyBundles.Bundle bundle) {
    return new String(bundle.content(), StandardCharsets.UTF_8);
  }

  @Override
  public List<Problem> validate(String text) {
    try {
      policies.compile(text);
      return List.of();
    } catch (GambesonException e) {
      String message = String.valueOf(e.getMessage());
      Matcher line = LINE.matcher(message);
      return List.of(new Problem(line.find() ? Integer.parseInt(line.group(1)) : 0, message));
    }
  }

  private CompiledPolicy compiled(String text) {
    try {
      return policies.compile(text);
    } catch (GambesonException e) {
      throw Rejected.invalid(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public Preview preview(String text, Duration back) {
    CompiledPolicy next = compiled(text);
    Instant now = clock.instant();
    Replay replay = new Replay(next);
    memory.since(now.minus(back)).forEach(replay::take);
    return replay.preview(now.minus(back), now);
  }

  /// Counts what would have ended otherwise.
  private static final class Replay {
    private final CompiledPolicy next;
    private final Map<Change, Double> changes = new HashMap<>();
    private final Map<Client, double[]> clients = new HashMap<>();
    private final TreeMap<Instant, Double> hours = new TreeMap<>();
    private double requests;
    private double changed;
    private boolean sampled;

    Replay(CompiledPolicy next) {
      this.next = next;
    }

    void take(Weighted weighted) {
      Fact fact = weighted.fact();
      requests += weighted.weight();
      sampled |= weighted.weight() > 1;
      double[] of = clients.computeIfAbsent(fact.client(), _ -> new double[2]);
      of[0] += weighted.weight();
      Verdict verdict = verdict(fact);
      boolean other = (verdict.ending == Ending.REFUSED) != (fact.ending() == Ending.REFUSED);
      if (fact.ending() != Ending.FAILED && other) {
        of[1] += weighted.weight();
        changed += weighted.weight();
        changes.merge(
            new Change(fact.ending(), verdict.ending, verdict.rule, 0),
            weighted.weight(),
            Double::sum);
        hours.merge(fact.time().truncatedTo(ChronoUnit.HOURS), weighted.weight(), Double::sum);
      }
    }

    private record Verdict(Ending ending, String rule) {}

    /// What the access part would say; limits and budgets depend on what came before and keep their
    /// old verdict.
    private Verdict verdict(Fact fact) {
      Optional<Action> action =
          java.util.Arrays.stream(Action.values())
              .filter(a -> a.name().toLowerCase(Locale.ROOT).equals(fact.action()))
              .findFirst();
      if (action.isPresent()
          && next.authorise(fact.client(), action.get(), fact.model(), "")
              instanceof Decision.Refuse no) {
        return new Verdict(Ending.REFUSED, no.reason());
      }
      if (next.terms(fact.client(), fact.model()).isEmpty()) {
        return new Verdict(Ending.REFUSED, "class-without-policy");
      }
      boolean byAccess =
          List.of("role", "rule", "scope", "tenant", "no-policy", "address").stream()
              .anyMatch(fact.reason()::startsWith);
      return fact.ending() == Ending.REFUSED && !byAccess
          ? new Verdict(Ending.REFUSED, fact.reason())
          : new Verdict(Ending.ANSWERED, "allowed");
    }

    Preview preview(Instant from, Instant to) {
      List<Change> list =
          changes.entrySet().stream()
              .map(e ->
                  new Change(
                      e.getKey().before(),
                      e.getKey().after(),
                      e.getKey().rule(),
                      Math.round(e.getValue())))
              .sorted((a, b) -> Long.compare(b.requests(), a.requests()))
              .toList();
      List<Felt> felt =
          clients.entrySet().stream()
              .filter(e -> e.getValue()[1] > 0)
              .map(e ->
                  new Felt(
                      e.getKey().tenant(),
                      e.getKey().id(),
                      Math.round(e.getValue()[0]),
                      Math.round(e.getValue()[1])))
              .sorted((a, b) -> Long.compare(b.changed(), a.changed()))
              .limit(50)
              .toList();
      return new Preview(
          from,
          to,
          Math.round(requests),
          sampled,
          Math.round(changed),
          list,
          felt,
          List.of(
              "Rates, budgets and guards of inputs are not replayed: inputs are not kept, and they depend on what came before.",
              "Callers that were not authenticated are not in the sample."),
          hours.entrySet().stream().map(e -> Moment.of(e.getKey(), e.getValue())).toList());
    }
  }

  @Override
  public String activate(String text, String replaces, String note, Operator who) {
    CompiledPolicy next = compiled(text);
    if (!policies.current().digest().equals(replaces)) {
      throw Rejected.conflict(
          "Another bundle came into force meanwhile. Load it, and make your change again.");
    }
    bundles.add(signer.sign(text.getBytes(StandardCharsets.UTF_8), note), who.name());
    put(next, who, note);
    return next.digest();
  }

  @Override
  public void rollBack(String digest, String reason, Operator who) {
    PolicyBundles.Bundle bundle =
        bundles.find(digest).orElseThrow(() -> Rejected.notFound("There is no such bundle."));
    put(compiled(text(bundle)), who, reason);
  }

  private void put(CompiledPolicy next, Operator who, String reason) {
    long expected = bundles.current().map(PolicyBundles.Activation::number).orElse(0L);
    if (!bundles.activate(next.digest(), expected, who.name(), reason)) {
      throw Rejected.conflict("Another bundle came into force at the same moment. Look again.");
    }
    policies.activate(next);
  }
}
