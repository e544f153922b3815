package dev.gambeson.data;

import dev.gambeson.core.CheckContext;
import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.CheckResult;
import dev.gambeson.core.data.Batch;
import dev.gambeson.core.data.Profile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The memories of several checks, fed in one pass. A check that breaks stops remembering and is
/// inconclusive in the end, never left out; the others go on.
final class PassOver implements Profile<PassOver> {
  private final List<Seat<?>> seats;

  PassOver(List<? extends StreamCheck<?>> checks) {
    List<Seat<?>> all = new ArrayList<>();
    checks.forEach(c -> all.add(seat(c)));
    this.seats = List.copyOf(all);
  }

  private static <P extends Profile<P>> Seat<P> seat(StreamCheck<P> check) {
    return new Seat<>(check);
  }

  @Override
  public void add(Batch batch) {
    seats.forEach(s -> s.add(batch));
  }

  @Override
  public void merge(PassOver other) {
    for (int i = 0; i < seats.size(); i++) {
      seats.get(i).merge(other.seats.get(i));
    }
  }

  /// What every check says of what was seen, in their order.
  List<CheckResult> judge(String table, CheckContext context) {
    List<CheckResult> results = new ArrayList<>();
    seats.forEach(s -> results.addAll(s.judge(table, context)));
    return results;
  }

  /// What a check remembers, unless it broke.
  @SuppressWarnings("ReferenceEquality") // the seat of this very check
  <P extends Profile<P>> Optional<P> memoryOf(StreamCheck<P> check, Class<P> type) {
    return seats.stream()
        .filter(s -> s.check == check && s.broken.isEmpty())
        .findFirst()
        .map(s -> type.cast(s.memory));
  }

  /// The first memory of a kind, unless its check broke.
  <P> Optional<P> memory(Class<P> type) {
    return seats.stream()
        .filter(s -> type.isInstance(s.memory) && s.broken.isEmpty())
        .findFirst()
        .map(s -> type.cast(s.memory));
  }

  private static final class Seat<P extends Profile<P>> {
    private final StreamCheck<P> check;
    private final P memory;
    private String broken = "";

    Seat(StreamCheck<P> check) {
      this.check = check;
      this.memory = check.start();
    }

    void add(Batch batch) {
      if (broken.isEmpty()) {
        broken = Attempts.reasonOf(() -> memory.add(batch)).orElse("");
      }
    }

    @SuppressWarnings("unchecked") // the same place of a list made from the same checks
    void merge(Seat<?> other) {
      broken = broken.isEmpty() ? other.broken : broken;
      if (broken.isEmpty()) {
        broken = Attempts.reasonOf(() -> memory.merge(((Seat<P>) other).memory)).orElse("");
      }
    }

    List<CheckResult> judge(String table, CheckContext context) {
      List<CheckInfo> asked =
          check.infos().stream().filter(i -> context.policy().enabled(i)).toList();
      if (asked.isEmpty()) {
        return check.infos().stream().map(Attempts::off).toList();
      }
      if (!broken.isEmpty()) {
        return asked.stream().map(i -> CheckResult.inconclusive(i.id(), "", broken)).toList();
      }
      List<CheckResult> all = Attempts.of(asked, () -> check.judge(memory, table, context));
      List<CheckResult> kept = new ArrayList<>();
      for (CheckInfo info : check.infos()) {
        if (asked.contains(info)) {
          List<CheckResult> own = all.stream().filter(r -> r.check().equals(info.id())).toList();
          kept.addAll(
              own.isEmpty()
                  ? List.of(CheckResult.inconclusive(info.id(), "", "gave no answer"))
                  : own);
        } else {
          kept.add(Attempts.off(info));
        }
      }
      return kept;
    }
  }
}
