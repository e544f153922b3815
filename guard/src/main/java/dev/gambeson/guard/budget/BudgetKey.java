package dev.gambeson.guard.budget;

import static java.util.Objects.requireNonNull;

/// Whose budget and for which model.
///
/// @param holder who spends, for example [dev.gambeson.guard.Client#key()]; or a whole tenant
/// @param model the model's name
public record BudgetKey(String holder, String model) {
  public BudgetKey {
    requireNonNull(holder, "holder");
    requireNonNull(model, "model");
  }
}
