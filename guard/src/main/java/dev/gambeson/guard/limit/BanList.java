package dev.gambeson.guard.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Bans that escalate: who is refused too often is not heard for a while, longer each time.
///
/// Guaranteed: a ban ends by itself; memory is bounded by `maxKeys` (beyond it, those who ask
/// rarely are forgotten first, W-TinyLFU: a flood of fresh addresses does not free one that keeps
/// asking). NOT guaranteed: that the right one is banned. Behind one address may be many; ban
/// clients rather than addresses where they are known.
public final class BanList {
  private record Entry(int strikes, Instant windowEnds, int step, Instant until, String reason) {
    static final Entry NEW = new Entry(0, Instant.MIN, 0, Instant.MIN, "");
  }

  private final Supplier<BanPolicy> policy;
  private final Consumer<Ban> listener;
  private final ConcurrentMap<String, Entry> entries;

  /// @param maxKeys how many are kept in mind, about 200 bytes each
  /// @param listener hears of each new ban, so that other nodes can [#apply] it; must not block
  public BanList(BanPolicy policy, long maxKeys, Consumer<Ban> listener) {
    this(() -> policy, maxKeys, listener);
  }

  /// A list whose policy may change; bans that were given stay as they are.
  ///
  /// @param policy the one in force, asked for each strike
  public BanList(Supplier<BanPolicy> policy, long maxKeys, Consumer<Ban> listener) {
    this.policy = policy;
    this.listener = listener;
    Cache<String, Entry> cache =
        Caffeine.newBuilder().maximumSize(maxKeys).executor(Runnable::run).build();
    this.entries = cache.asMap();
  }

  /// The ban that holds now.
  public Optional<Ban> check(String key, Instant now) {
    Entry entry = entries.get(key);
    return entry == null || !now.isBefore(entry.until())
        ? Optional.empty()
        : Optional.of(new Ban(key, entry.step(), entry.until(), entry.reason()));
  }

  /// Somebody was refused.
  ///
  /// @param reason plain token, kept with the ban that it may lead to
  /// @return the ban that this strike brought
  public Optional<Ban> strike(String key, String reason, Instant now) {
    List<Ban> fresh = new ArrayList<>(1);
    entries.compute(
        key,
        (_, before) -> {
          fresh.clear();
          BanPolicy rules = policy.get();
          Entry r = before == null ? Entry.NEW : before;
          if (now.isBefore(r.until())) {
            return r; // what is refused during a ban does not lengthen it
          }
          boolean open = now.isBefore(r.windowEnds());
          int strikes = (open ? r.strikes() : 0) + 1;
          if (strikes < rules.strikes()) {
            return new Entry(
                strikes,
                open ? r.windowEnds() : now.plus(rules.window()),
                r.step(),
                r.until(),
                r.reason());
          }
          Ban ban = next(rules, key, r, reason, now);
          fresh.add(ban);
          return new Entry(0, Instant.MIN, ban.step(), ban.until(), reason);
        });
    fresh.forEach(listener);
    return fresh.stream().findFirst();
  }

  private static Ban next(BanPolicy rules, String key, Entry r, String reason, Instant now) {
    boolean forgiven = r.step() == 0 || !now.isBefore(r.until().plus(rules.forgive()));
    int step = forgiven ? 1 : r.step() + 1;
    return new Ban(
        key, step, now.plus(rules.ladder().get(Math.min(step, rules.ladder().size()) - 1)), reason);
  }

  /// Takes over a ban from another node or an operator. The longer one holds.
  public void apply(Ban ban) {
    entries.merge(
        ban.key(),
        new Entry(0, Instant.MIN, ban.step(), ban.until(), ban.reason()),
        (old, given) -> old.until().isBefore(given.until()) ? given : old);
  }

  /// Lifts a ban and forgets the ladder.
  public void lift(String key) {
    entries.remove(key);
  }

  /// The bans that hold now, by key.
  public List<Ban> active(Instant now) {
    return entries.keySet().stream()
        .flatMap(key -> check(key, now).stream())
        .sorted(Comparator.comparing(Ban::key))
        .toList();
  }
}
