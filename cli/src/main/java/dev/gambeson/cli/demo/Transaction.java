package dev.gambeson.cli.demo;

import java.util.List;
import java.util.Locale;

/// One simulated card payment, as the bank sees it when it must decide.
///
/// @param second seconds since the start of the simulation; not written
/// @param scenario what really happened; not written
/// @param amount in euros, whole cents
/// @param category kind of merchant
/// @param country two letters, of the place of purchase (online: of the device)
/// @param channel `pos`, `online` or `atm`
/// @param cardAgeDays days since the card was issued
/// @param distanceKm from the customer's home to the place of purchase (online: to the device)
/// @param secondsSinceLast since the card's previous payment, at most 30 days
/// @param inLast24h payments of the card in the 24 hours before
/// @param amountVsHabit amount over the customer's usual amount at this kind of merchant
/// @param newDevice whether the device was never seen with this card
/// @param customerAge in years
/// @param customerSex `F` or `M`; for fairness, not meant as a feature
/// @param labelledFraud what the label says; may differ from the scenario
public record Transaction(
    long second,
    Scenario scenario,
    double amount,
    MerchantCategory category,
    String country,
    String channel,
    int cardAgeDays,
    double distanceKm,
    long secondsSinceLast,
    int inLast24h,
    double amountVsHabit,
    boolean newDevice,
    int customerAge,
    String customerSex,
    boolean labelledFraud) {

  private static final long DAY = 86_400;

  /// Names of the columns, in order; the last one is the label.
  public static final List<String> COLUMNS =
      List.of(
          "amount",
          "amount_cents",
          "hour",
          "weekday",
          "merchant_category",
          "country",
          "channel",
          "card_age_days",
          "distance_km",
          "seconds_since_last",
          "tx_last_24h",
          "amount_vs_habit",
          "new_device",
          "customer_age",
          "customer_sex",
          "is_fraud");

  /// Hour of the day, 0 to 23.
  public int hour() {
    return (int) (second % DAY / 3600);
  }

  /// Day of the week, 1 (Monday) to 7. The simulation starts on a Monday.
  public int weekday() {
    return (int) (second / DAY % 7) + 1;
  }

  /// The part of the amount after the point, 0 to 99.
  public int cents() {
    return (int) (Math.round(amount * 100) % 100);
  }

  /// Whether it is fraud, whatever the label says.
  public boolean isFraud() {
    return scenario != Scenario.LEGITIMATE;
  }

  /// The same payment under another label.
  Transaction labelled(boolean fraud) {
    return new Transaction(
        second,
        scenario,
        amount,
        category,
        country,
        channel,
        cardAgeDays,
        distanceKm,
        secondsSinceLast,
        inLast24h,
        amountVsHabit,
        newDevice,
        customerAge,
        customerSex,
        fraud);
  }

  /// The same payment at another kind of merchant for another amount.
  Transaction at(MerchantCategory merchant, double newAmount) {
    return new Transaction(
        second,
        scenario,
        newAmount,
        merchant,
        country,
        channel,
        cardAgeDays,
        distanceKm,
        secondsSinceLast,
        inLast24h,
        amountVsHabit * newAmount / amount,
        newDevice,
        customerAge,
        customerSex,
        labelledFraud);
  }

  /// The row of a CSV file under [#COLUMNS]; no cell needs quotes.
  String csv() {
    return String.format(
        Locale.ROOT,
        "%.2f,%d,%d,%d,%s,%s,%s,%d,%.1f,%d,%d,%.3f,%d,%d,%s,%d",
        amount,
        cents(),
        hour(),
        weekday(),
        category.id(),
        country,
        channel,
        cardAgeDays,
        distanceKm,
        secondsSinceLast,
        inLast24h,
        amountVsHabit,
        newDevice ? 1 : 0,
        customerAge,
        customerSex,
        labelledFraud ? 1 : 0);
  }
}
