package dev.gambeson.server.serving;

import static java.util.Objects.requireNonNull;

import dev.gambeson.core.GambesonException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/// Which versions of a model do what. Immutable; every step gives a new one, or refuses with a
/// sentence that says why. Whether versions are loaded is not known here; see [HostedModel].
///
/// Guaranteed by construction: no version has two of the parts live, canary, shadow and
/// quarantined, and the previous one is neither live nor quarantined.
///
/// @param generation grows by one with every change
/// @param live the version that answers; empty when none is in service
/// @param canary the version that answers a share of the clients
/// @param shadows versions that get copies of the traffic and whose answers nobody sees
/// @param previous the version that a rollback goes back to
/// @param quarantined versions that must not answer
public record Route(
    long generation,
    Optional<String> live,
    Optional<Canary> canary,
    List<String> shadows,
    Optional<String> previous,
    Set<String> quarantined) {

  /// Nothing in service.
  public static final Route EMPTY =
      new Route(0, Optional.empty(), Optional.empty(), List.of(), Optional.empty(), Set.of());

  private static final int MAX_SHADOWS = 4;

  public Route {
    requireNonNull(live, "live");
    requireNonNull(canary, "canary");
    requireNonNull(previous, "previous");
    shadows = List.copyOf(shadows);
    quarantined = Set.copyOf(quarantined);
    List<String> parts =
        Stream.of(live.stream(), canary.map(Canary::version).stream(), shadows.stream())
            .flatMap(s -> s)
            .toList();
    boolean once = parts.stream().distinct().count() == parts.size();
    boolean clean = parts.stream().noneMatch(quarantined::contains);
    boolean way =
        previous.isEmpty() || !(previous.equals(live) || quarantined.contains(previous.get()));
    if (!once || !clean || !way || shadows.size() > MAX_SHADOWS) {
      throw GambesonException.badInput(
          "The route %s gives a version two parts, serves a quarantined one, or has more than %d shadows. Correct it."
              .formatted(describe(live, canary, shadows, previous, quarantined), MAX_SHADOWS));
    }
  }

  /// A version that answers a share of the clients.
  ///
  /// @param share of the clients, above 0 and below 1
  public record Canary(String version, double share) {
    public Canary {
      requireNonNull(version, "version");
      if (!(share > 0 && share < 1)) {
        throw GambesonException.usage(
            "A canary takes a share of clients above 0 and below 1, not %s. To give it all of them, promote it."
                .formatted(share));
      }
    }
  }

  /// One version live, nothing else.
  public static Route live(String version) {
    return new Route(
        1, Optional.of(version), Optional.empty(), List.of(), Optional.empty(), Set.of());
  }

  /// All versions that have a part in it.
  public Set<String> versions() {
    Set<String> all = new TreeSet<>(shadows);
    live.ifPresent(all::add);
    canary.ifPresent(c -> all.add(c.version()));
    previous.ifPresent(all::add);
    all.addAll(quarantined);
    return all;
  }

  /// Makes a version live; the one before it stays ready for a rollback. Ends its own canary.
  public Route promote(String version) {
    refuseQuarantined(version);
    if (live.filter(version::equals).isPresent()) {
      throw GambesonException.usage("Version %s is live already.".formatted(version));
    }
    refuseOtherCanary(version, "End it before version " + version + " is promoted.");
    return next(Optional.of(version), Optional.empty(), without(version), live, quarantined);
  }

  /// Gives a version a share of the clients; a second call changes the share.
  public Route canary(String version, double share) {
    refuseQuarantined(version);
    if (live.isEmpty() || live.get().equals(version)) {
      throw GambesonException.usage(
          live.isEmpty()
              ? "No version is live, so there is nothing that a canary could be compared with. Promote one first."
              : "Version %s is live already; a canary is another version.".formatted(version));
    }
    refuseOtherCanary(version, "There can be one: end it first.");
    return next(
        live, Optional.of(new Canary(version, share)), without(version), previous, quarantined);
  }

  /// Takes the canary's clients back to the live version.
  public Route endCanary() {
    if (canary.isEmpty()) {
      throw GambesonException.usage("No canary is running.");
    }
    return next(live, Optional.empty(), shadows, previous, quarantined);
  }

  /// Sends a version copies of the traffic.
  public Route shadow(String version) {
    refuseQuarantined(version);
    boolean serves =
        live.filter(version::equals).isPresent()
            || canary.filter(c -> c.version().equals(version)).isPresent();
    if (serves || shadows.contains(version)) {
      throw GambesonException.usage(
          "Version %s %s already.".formatted(version, serves ? "answers clients" : "is a shadow"));
    }
    if (shadows.size() == MAX_SHADOWS) {
      throw GambesonException.usage(
          "There are %d shadows already, the most there can be. End one first."
              .formatted(MAX_SHADOWS));
    }
    List<String> more = new ArrayList<>(shadows);
    more.add(version);
    return next(live, canary, more, previous, quarantined);
  }

  /// Sends it no more copies.
  public Route endShadow(String version) {
    if (!shadows.contains(version)) {
      throw GambesonException.usage("Version %s is no shadow.".formatted(version));
    }
    return next(live, canary, without(version), previous, quarantined);
  }

  /// Goes back to the version before the live one. Ends a canary. There is no way back from here
  /// but to promote.
  public Route rollback() {
    if (previous.isEmpty()) {
      throw GambesonException.usage(
          "There is no version to roll back to. Promote one that is known to be good.");
    }
    List<String> others = without(previous.get());
    return next(previous, Optional.empty(), others, Optional.empty(), quarantined);
  }

  /// Takes a version out of service whatever it does. The live one is replaced by the previous one;
  /// without one, nothing is in service any more.
  public Route quarantine(String version) {
    if (quarantined.contains(version)) {
      throw GambesonException.usage("Version %s is quarantined already.".formatted(version));
    }
    Set<String> more = new TreeSet<>(quarantined);
    more.add(version);
    Optional<String> back = previous.filter(p -> !p.equals(version));
    if (live.filter(version::equals).isPresent()) {
      List<String> others = back.map(this::without).orElse(shadows);
      return next(back, Optional.empty(), others, Optional.empty(), more);
    }
    Optional<Canary> kept = canary.filter(c -> !c.version().equals(version));
    return next(live, kept, without(version), back, more);
  }

  /// Lifts a quarantine. The version is in no service by that.
  public Route release(String version) {
    if (!quarantined.contains(version)) {
      throw GambesonException.usage("Version %s is not quarantined.".formatted(version));
    }
    Set<String> fewer = new TreeSet<>(quarantined);
    fewer.remove(version);
    return next(live, canary, shadows, previous, fewer);
  }

  /// Forgets a version that is to be unloaded.
  public Route retire(String version) {
    boolean used =
        live.filter(version::equals).isPresent()
            || canary.filter(c -> c.version().equals(version)).isPresent()
            || shadows.contains(version);
    if (used || previous.filter(version::equals).isPresent()) {
      throw GambesonException.usage(
          used
              ? "Version %s is in service. Promote another one, or end its canary or shadow first."
                  .formatted(version)
              : "Version %s is what a rollback would go back to. Promote another version first."
                  .formatted(version));
    }
    return next(live, canary, shadows, previous, quarantined); // a quarantine outlives the file
  }

  private List<String> without(String version) {
    return shadows.stream().filter(s -> !s.equals(version)).toList();
  }

  private void refuseOtherCanary(String version, String advice) {
    canary
        .filter(c -> !c.version().equals(version))
        .ifPresent(c -> {
          throw GambesonException.usage(
              "Version %s is a canary already. %s".formatted(c.version(), advice));
        });
  }

  private void refuseQuarantined(String version) {
    if (quarantined.contains(version)) {
      throw GambesonException.usage(
          "Version %s is quarantined. Release it first, after somebody has found out why."
              .formatted(version));
    }
  }

  private Route next(
      Optional<String> newLive,
      Optional<Canary> newCanary,
      List<String> newShadows,
      Optional<String> newPrevious,
      Set<String> newQuarantined) {
    return new Route(generation + 1, newLive, newCanary, newShadows, newPrevious, newQuarantined);
  }

  /// One line for people.
  public String describe() {
    return describe(live, canary, shadows, previous, quarantined);
  }

  private static String describe(
      Optional<String> live,
      Optional<Canary> canary,
      List<String> shadows,
      Optional<String> previous,
      Set<String> quarantined) {
    return "live %s, canary %s, shadows %s, previous %s, quarantined %s"
        .formatted(
            live.orElse("none"),
            canary.map(c -> c.version() + " for " + c.share()).orElse("none"),
            shadows,
            previous.orElse("none"),
            new TreeSet<>(quarantined));
  }
}
