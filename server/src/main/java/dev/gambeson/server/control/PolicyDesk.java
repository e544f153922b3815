package dev.gambeson.server.control;

import dev.gambeson.core.GambesonException;
import dev.gambeson.server.admin.port.Operator;
import dev.gambeson.server.admin.port.PolicyControl;
import dev.gambeson.server.admin.port.Rejected;
import dev.gambeson.server.policy.CompiledPolicy;
import dev.gambeson.server.policy.Policies;
import dev.gambeson.server.state.PolicyBundles;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Policy bundles: validated, tried out on past traffic, put in force, taken back.
final class PolicyDesk implements PolicyControl {
  private static final int HISTORY = 100;
  private static final Pattern LINE = Pattern.compile("line:? (\\d+)");

  private final Policies policies;
  private final PolicyBundles bundles;
  private final PolicySigner signer;
  private final House house;

  PolicyDesk(House house) {
    this.policies = house.policies();
    this.bundles = house.bundles();
    this.signer = house.signer();
    this.house = house;
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
    Instant to = house.clock().instant();
    Instant from = to.minus(back);
    PastTraffic past = new PastTraffic(house.ledger(), house.ledgerKey().pseudonyms());
    house.memory().since(from).forEach(w -> past.know(w.fact().client()));
    house.keys().all().forEach(past::know);
    Map<String, Integer> classes = new HashMap<>();
    house.models().hosted().forEach(m -> classes.put(m.name(), m.classes().size()));
    PolicyReplay replay =
        new PolicyReplay(
            new PolicyTrial(policies.current(), classes), new PolicyTrial(next, classes));
    PastTraffic.Found found = past.since(from);
    found.requests().forEach(replay::take);
    return replay.preview(from, to, found.unknown(), found.cut());
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
