package dev.gambeson.cli.demo;

import java.util.Locale;

/// Kinds of merchants.
public enum MerchantCategory {
  GROCERY(0.30, 1.0, 0.08),
  RESTAURANT(0.17, 0.9, 0.10),
  FUEL(0.10, 1.5, 0.0),
  FASHION(0.09, 2.0, 0.45),
  ONLINE_RETAIL(0.11, 1.4, 1.0),
  PHARMACY(0.06, 0.7, 0.10),
  ELECTRONICS(0.04, 5.0, 0.55),
  TRAVEL(0.03, 7.0, 0.85),
  GAMING(0.03, 0.6, 1.0),
  CASH(0.05, 3.0, 0.0),
  JEWELLERY(0.01, 6.0, 0.25),
  GIFT_CARDS(0.01, 1.5, 0.60);

  private final double share;
  private final double price;
  private final double online;

  MerchantCategory(double share, double price, double online) {
    this.share = share;
    this.price = price;
    this.online = online;
  }

  /// Share of an average customer's payments; sums to 1.
  double share() {
    return share;
  }

  /// Usual amount here over the customer's usual amount at a grocer's.
  double price() {
    return price;
  }

  /// Share of legitimate payments that are made online.
  double online() {
    return online;
  }

  /// Lower-case name, as written to files.
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
