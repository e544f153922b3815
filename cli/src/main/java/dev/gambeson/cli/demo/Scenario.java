package dev.gambeson.cli.demo;

/// What really happened behind a payment. See `docs/fraud-simulator.md`.
public enum Scenario {
  /// The customer paid.
  LEGITIMATE,
  /// Stolen card numbers are tried out with small amounts, then used.
  CARD_TESTING,
  /// A stolen card is emptied far from home.
  STOLEN_CARD,
  /// Somebody else is logged in as the customer.
  ACCOUNT_TAKEOVER,
  /// The data of a merchant's customers were stolen and are used one by one.
  MERCHANT_COMPROMISE
}
