package dev.gambeson.server.admin;

import dev.gambeson.core.io.Sha256;
import dev.gambeson.server.admin.port.KeysControl;
import dev.gambeson.server.admin.port.Moment;
import dev.gambeson.server.admin.port.Operator;
import dev.gambeson.server.admin.port.PolicyControl;
import dev.gambeson.server.admin.port.Rejected;
import dev.gambeson.server.admin.port.TrafficView.Ending;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Policies and keys in memory.
final class InMemoryRules implements PolicyControl {
  static final String TEXT =
      """
      # What clients get, by class.
      classes:
        partner:
          output: { scores: two-digits, top: 1 }
          rate: { per-minute: 120, burst: 40 }
          budget: { bits: 3000, period: P30D }
        analyst:
          output: { scores: label-only }
          rate: { per-minute: 60 }
          budget: { bits: 5000, period: P30D }
        internal:
          output: { scores: full }
      detectors:
        GB-GRD-001: { mode: enforce, alpha: 1.4e-8 }
        GB-GRD-007: { mode: preview }
      """;

  private final InstantSource clock;
  private final String thief;
  private final List<Bundle> bundles = new ArrayList<>();
  private final List<KeysControl.Key> keys = new ArrayList<>();

  InMemoryRules(InstantSource clock, String thief) {
    this.clock = clock;
    this.thief = thief;
    Instant t = clock.instant();
    add(TEXT.replace("two-digits", "full"), "maria", "First policy", t.minus(Duration.ofDays(40)));
    add(
        TEXT,
        "jonas",
        "Partners get two digits instead of full scores",
        t.minus(Duration.ofDays(2)));
    key("k-7f3a", "gbk_7f3a", "acme-pay", thief, "partner", KeysControl.State.ACTIVE);
    key("k-19cc", "gbk_19cc", "retail", "web-checkout", "internal", KeysControl.State.ACTIVE);
    key("k-02be", "gbk_02be", "retail", "card-desk", "analyst", KeysControl.State.RETIRING);
    key("k-ff01", "gbk_ff01", "north-bank", "risk-lab", "analyst", KeysControl.State.REVOKED);
  }

  private void key(
      String id,
      String prefix,
      String tenant,
      String client,
      String kind,
      KeysControl.State state) {
    Instant t = clock.instant();
    keys.add(
        new KeysControl.Key(
            id,
            prefix,
            tenant,
            client,
            kind,
            Set.of("infer"),
            List.of(),
            t.minus(Duration.ofDays(40)),
            "maria",
            Optional.of(t.plus(Duration.ofDays(50))),
            Optional.of(t.minusSeconds(4)),
            state));
  }

  private String add(String text, String by, String note, Instant when) {
    String digest = Sha256.of(text);
    bundles.replaceAll(b ->
        new Bundle(
            new Version(
                b.version().digest(),
                b.version().since(),
                b.version().by(),
                b.version().note(),
                false),
            b.text()));
    bundles.removeIf(b -> b.version().digest().equals(digest));
    bundles.addFirst(new Bundle(new Version(digest, when, by, note, true), text));
    return digest;
  }

  @Override
  public synchronized Bundle current() {
    return bundles.getFirst();
  }

  @Override
  public synchronized List<Version> history() {
    return bundles.stream().map(Bundle::version).toList();
  }

  @Override
  public synchronized Optional<Bundle> bundle(String digest) {
    return bundles.stream().filter(b -> b.version().digest().equals(digest)).findFirst();
  }

  @Override
  public List<Problem> validate(String text) {
    List<Problem> problems = new ArrayList<>();
    List<String> lines = text.lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).contains("\t")) {
        problems.add(new Problem(i + 1, "A tab is used for indentation; use spaces."));
      }
    }
    if (!text.contains("classes:")) {
      problems.add(
          new Problem(0, "The part \"classes\" is missing; say what each class of clients gets."));
    }
    return problems;
  }

  @Override
  public Preview preview(String text, Duration back) {
    if (!validate(text).isEmpty()) {
      throw Rejected.invalid("The bundle is not valid; validate it first.");
    }
    Instant t = clock.instant();
    boolean same = text.equals(current().text());
    List<Moment> points = new ArrayList<>();
    for (int i = 0; i < 56; i++) {
      points.add(
          Moment.of(
              t.minus(back).plus(back.dividedBy(56).multipliedBy(i)),
              same ? 0 : i > 44 ? 60 + i % 7 : i % 4));
    }
    return new Preview(
        t.minus(back),
        t,
        612_440,
        false,
        same ? 0 : 1_020,
        same
            ? List.of()
            : List.of(
                new Change(Ending.ANSWERED, Ending.RESTRICTED, "classes.partner.output", 870),
                new Change(Ending.ANSWERED, Ending.REFUSED, "classes.partner.rate", 150)),
        same
            ? List.of()
            : List.of(
                new Felt("acme-pay", thief, 3_184, 940),
                new Felt("retail", "card-desk", 1_204, 80)),
        List.of(
            "Detectors are replayed with the capital that they had; clients would have behaved otherwise."),
        points,
        184_220,
        same ? 184_220 : 171_030);
  }

  @Override
  public synchronized String activate(String text, String replaces, String note, Operator who) {
    if (!validate(text).isEmpty()) {
      throw Rejected.invalid("The bundle is not valid.");
    }
    if (!replaces.equals(current().version().digest())) {
      throw Rejected.conflict("Another bundle came into force meanwhile; look at it first.");
    }
    return add(text, who.name(), note, clock.instant());
  }

  @Override
  public synchronized void rollBack(String digest, String reason, Operator who) {
    Bundle old = bundle(digest).orElseThrow(() -> Rejected.notFound("There is no such bundle."));
    add(old.text(), who.name(), reason, clock.instant());
  }

  KeysControl keys() {
    return new Keys();
  }

  private final class Keys implements KeysControl {
    @Override
    public synchronized List<Key> keys() {
      return List.copyOf(keys);
    }

    @Override
    public synchronized Created create(Wanted w, Operator who) {
      Instant t = clock.instant();
      String id = "k-%04x".formatted(keys.size() * 4099);
      Key key =
          new Key(
              id,
              "gbk_" + id.substring(2),
              w.tenant(),
              w.client(),
              w.clientClass(),
              w.roles(),
              w.models(),
              t,
              who.name(),
              Optional.of(t.plus(w.lifetime())),
              Optional.empty(),
              State.ACTIVE);
      keys.addFirst(key);
      return new Created(key, "gbk_" + id.substring(2) + "_SECRETSECRETSECRET");
    }

    @Override
    public synchronized Created rotate(String id, Duration overlap, Operator who) {
      Key old = ended(id, State.RETIRING);
      return create(
          new Wanted(
              old.tenant(),
              old.client(),
              old.clientClass(),
              old.roles(),
              old.models(),
              Duration.ofDays(90)),
          who);
    }

    @Override
    public synchronized void revoke(String id, String reason, Operator who) {
      ended(id, State.REVOKED);
    }

    @Override
    public synchronized Why why(String id, Question question) {
      Key key =
          keys.stream()
              .filter(k -> k.id().equals(id))
              .findFirst()
              .orElseThrow(() -> Rejected.notFound("There is no such key."));
      boolean may = question.action() == Action.INFER;
      return new Why(
          may,
          List.of(
              new Step("address", true, "access.addresses admits it."),
              new Step(
                  "identity",
                  true,
                  "It is client %s/%s of class %s."
                      .formatted(key.tenant(), key.client(), key.clientClass())),
              new Step(
                  "access",
                  may,
                  may
                      ? "Role 'infer' grants it."
                      : "No rule and none of its roles grants it; what nothing grants is refused.")),
          List.of("no-versions-by-name"));
    }

    private Key ended(String id, State state) {
      for (int i = 0; i < keys.size(); i++) {
        Key k = keys.get(i);
        if (k.id().equals(id)) {
          keys.set(
              i,
              new Key(
                  k.id(),
                  k.prefix(),
                  k.tenant(),
                  k.client(),
                  k.clientClass(),
                  k.roles(),
                  k.models(),
                  k.created(),
                  k.by(),
                  k.expires(),
                  k.lastUsed(),
                  state));
          return k;
        }
      }
      throw Rejected.notFound("There is no such key.");
    }
  }
}
