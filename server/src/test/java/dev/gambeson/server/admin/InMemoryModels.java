package dev.gambeson.server.admin;

import dev.gambeson.core.Estimate;
import dev.gambeson.server.admin.port.ModelsControl;
import dev.gambeson.server.admin.port.Operator;
import dev.gambeson.server.admin.port.Rejected;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Models in memory.
final class InMemoryModels implements ModelsControl {
  private final InstantSource clock;
  private final String name;
  private final boolean empty;
  private final Instant start;
  private final Map<String, Proposal> proposals = new LinkedHashMap<>();
  private final List<String> quarantined = new ArrayList<>(List.of("12"));
  private final List<String> past = new ArrayList<>(List.of("13"));
  private Route route = new Route(Optional.of("14"), Optional.of("15"), 0.05, List.of("16"));
  private int number;

  InMemoryModels(InstantSource clock, String name, boolean empty) {
    this.clock = clock;
    this.name = name;
    this.empty = empty;
    this.start = clock.instant();
    if (!empty) {
      propose(
          Proposal.Kind.PROMOTE,
          name,
          "15",
          "Better on chargebacks of October",
          new Operator("maria", dev.gambeson.server.admin.port.Role.OPERATOR));
    }
  }

  @Override
  public synchronized List<Model> models() {
    if (empty) {
      return List.of();
    }
    List<Version> versions =
        List.of(version("16"), version("15"), version("14"), version("13"), version("12"));
    return List.of(
        new Model(
            name,
            List.of("legitimate", "fraud"),
            30,
            route,
            past.isEmpty() ? Optional.empty() : Optional.of(past.getLast()),
            versions));
  }

  private Version version(String v) {
    Version.State state =
        quarantined.contains(v)
            ? Version.State.QUARANTINED
            : route.live().filter(v::equals).isPresent()
                ? Version.State.LIVE
                : route.canary().filter(v::equals).isPresent()
                    ? Version.State.CANARY
                    : route.shadows().contains(v) ? Version.State.SHADOW : Version.State.IDLE;
    boolean compared = state == Version.State.CANARY || state == Version.State.SHADOW;
    return new Version(
        v,
        dev.gambeson.core.io.Sha256.of(v),
        "onnx",
        state,
        state != Version.State.QUARANTINED,
        start.minus(Duration.ofDays(17L - Integer.parseInt(v))),
        "registry",
        state == Version.State.LIVE ? 81_204 : state == Version.State.CANARY ? 4_310 : 0,
        compared || state == Version.State.LIVE
            ? Optional.of(new Asked(4_310, 5_120, 0.011, 0.062))
            : Optional.empty(),
        compared
            ? Optional.of(new Estimate("agreement", 0.994, 0.991, 0.996, 4_310, "Wilson 95 %"))
            : Optional.empty(),
        state == Version.State.LIVE ? Optional.of(start.minusSeconds(22)) : Optional.empty(),
        Map.of("signature", "verified", "evidence", "fresh, ends in 12 days"));
  }

  private void known(String model, String version) {
    if (!model.equals(name) || !List.of("12", "13", "14", "15", "16").contains(version)) {
      throw Rejected.notFound("There is no such model or version.");
    }
  }

  @Override
  public synchronized void route(String model, Route wanted, Operator who) {
    wanted.canary().ifPresent(v -> known(model, v));
    wanted.shadows().forEach(v -> known(model, v));
    if (wanted.canary().filter(quarantined::contains).isPresent()) {
      throw Rejected.conflict("This version is in quarantine.");
    }
    route = wanted;
  }

  @Override
  public synchronized Proposal propose(
      Proposal.Kind kind, String model, String version, String reason, Operator who) {
    known(model, version);
    Proposal proposal =
        new Proposal("p" + ++number, kind, model, version, reason, who.name(), clock.instant());
    proposals.put(proposal.id(), proposal);
    return proposal;
  }

  @Override
  public synchronized List<Proposal> proposals() {
    return List.copyOf(proposals.values());
  }

  @Override
  public synchronized void approve(String id, Operator who) {
    Proposal proposal = proposals.get(id);
    if (proposal == null) {
      throw Rejected.notFound("This proposal is not open any more.");
    }
    if (proposal.by().equals(who.name())) {
      throw Rejected.forbidden("Not your own.");
    }
    proposals.remove(id);
    if (proposal.kind() == Proposal.Kind.RELEASE) {
      quarantined.remove(proposal.version());
    } else {
      route.live().ifPresent(past::add);
      route = new Route(Optional.of(proposal.version()), Optional.empty(), 0, route.shadows());
    }
  }

  @Override
  public synchronized void withdraw(String id, String reason, Operator who) {
    if (proposals.remove(id) == null) {
      throw Rejected.notFound("This proposal is not open any more.");
    }
  }

  @Override
  public synchronized String rollBack(String model, String reason, Operator who) {
    known(model, "14");
    if (past.isEmpty()) {
      throw Rejected.conflict("There is no version before.");
    }
    route = new Route(Optional.of(past.removeLast()), Optional.empty(), 0, List.of());
    return route.live().orElseThrow();
  }

  @Override
  public synchronized void quarantine(String model, String version, String reason, Operator who) {
    known(model, version);
    quarantined.add(version);
    if (route.live().filter(version::equals).isPresent()) {
      rollBack(model, reason, who);
    }
  }
}
