package dev.gambeson.server.policy;

import dev.gambeson.guard.budget.BudgetPeriod;
import dev.gambeson.guard.budget.BudgetPolicy;
import dev.gambeson.guard.input.AdversarialPolicy;
import dev.gambeson.guard.input.InputPolicy;
import dev.gambeson.guard.input.ReplayPolicy;
import dev.gambeson.guard.limit.LimitPolicy;
import dev.gambeson.guard.output.OutputPolicy;
import java.util.Optional;

/// What holds for one class of clients.
///
/// @param limits rates and requests in flight; none when absent
/// @param budget how much each client may learn of each model; counted without a limit when absent
/// @param output how much of an answer it gets; the label alone when absent
/// @param input what inputs it may send; the usual checks when absent
/// @param adversarial what a row gets that looks like an adversarial example; not looked at when
///   absent
/// @param replay requests that are sent twice; answered again when absent
/// @param sign whether answers over HTTP are signed; not when absent
/// @param rows most rows of a request, 1 to 65,536; 256 when absent
/// @param bodyBytes largest body, 1 to 64 MiB; 1 MiB when absent
public record ClassPolicy(
    Optional<LimitPolicy> limits,
    Optional<BudgetPolicy> budget,
    Optional<OutputPolicy> output,
    Optional<InputPolicy> input,
    Optional<AdversarialPolicy> adversarial,
    Optional<ReplayPolicy> replay,
    Optional<Boolean> sign,
    Optional<Integer> rows,
    Optional<Long> bodyBytes) {
  private static final int MAX_ROWS = 1 << 16;
  private static final long MAX_BODY = 1L << 26;

  public ClassPolicy {
    rows.ifPresent(r -> require(r >= 1 && r <= MAX_ROWS, "rows", r, "1 to 65536"));
    bodyBytes.ifPresent(b -> require(b >= 1 && b <= MAX_BODY, "body-bytes", b, "1 to " + MAX_BODY));
  }

  private static void require(boolean fine, String what, Object value, String range) {
    if (!fine) {
      throw new IllegalArgumentException("%s is %s; give %s".formatted(what, value, range));
    }
  }

  BudgetPolicy spending() {
    return budget.orElseGet(() ->
        new BudgetPolicy(Optional.empty(), Optional.empty(), BudgetPeriod.MONTH, Optional.empty()));
  }

  /// What a class may send where its policy says nothing: ranges and levels are held in line; how a
  /// row lies as a whole costs more than the rest of the gateway and is the query watch's.
  InputPolicy taken() {
    return input.orElseGet(() ->
        new InputPolicy(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(InputPolicy.Reaction.ALLOW),
            Optional.empty(),
            Optional.empty()));
  }

  OutputPolicy shown() {
    return output.orElseGet(OutputPolicy::label);
  }
}
