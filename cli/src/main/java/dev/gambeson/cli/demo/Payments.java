package dev.gambeson.cli.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// How customers pay, and how thieves do. All figures are ours, chosen so that single features
/// overlap; `docs/fraud-simulator.md` tells them.
final class Payments {
  private static final long HOUR = 3600;
  private static final long DAY = 24 * HOUR;
  private static final String[] FAR = {"US", "BR", "NG", "RO", "VN", "GB", "TR"};

  private final int days;

  Payments(int days) {
    this.days = days;
  }

  /// A payment of the customer's own.
  Draft legitimate(Customer c, RandomGenerator random) {
    long day = random.nextInt(days);
    MerchantCategory category = c.category(random);
    boolean online = random.nextDouble() < category.online();
    boolean away = c.away(day);
    double local = -8 * Math.log(1 - random.nextDouble());
    double distance = away ? c.tripKm() + local : online ? 0.3 * local : local;
    double amount = c.usual(category) * Math.exp(c.spread() * random.nextGaussian());
    if (category == MerchantCategory.CASH) {
      amount = Math.max(20, 10 * Math.rint(amount / 10));
    }
    return new Draft(
        c,
        day * DAY + habitualSecond(c, random),
        Scenario.LEGITIMATE,
        cents(amount),
        category,
        away
            ? c.tripCountry()
            : random.nextDouble() < 0.01 ? Customer.country(random) : c.country(),
        channel(category, online),
        distance,
        online && random.nextDouble() < 0.05);
  }

  private static long habitualSecond(Customer c, RandomGenerator random) {
    double hour = c.peakHour() + c.hourSpread() * random.nextGaussian();
    return (long) (((hour % 24) + 24) % 24 * HOUR) % DAY;
  }

  private static String channel(MerchantCategory category, boolean online) {
    if (category == MerchantCategory.CASH) {
      return "atm";
    }
    return online ? "online" : "pos";
  }

  /// Small amounts in quick succession, then, in half of the cases, a large one.
  List<Draft> cardTesting(Customer c, RandomGenerator random) {
    long second = start(random, 0.4);
    int tries = 4 + random.nextInt(6);
    String country = random.nextDouble() < 0.5 ? far(random) : c.country();
    double distance = remote(country, c, random);
    List<Draft> out = new ArrayList<>();
    for (int i = 0; i < tries; i++) {
      MerchantCategory category =
          random.nextBoolean() ? MerchantCategory.GAMING : MerchantCategory.ONLINE_RETAIL;
      double amount = 0.5 + 5 * random.nextDouble();
      out.add(
          draft(
              c,
              second,
              Scenario.CARD_TESTING,
              amount,
              category,
              country,
              "online",
              distance,
              true));
      second += 20 + random.nextInt(280);
    }
    if (random.nextBoolean()) {
      MerchantCategory category = loot(random);
      double amount = c.usual(category) * (1.5 + 3 * random.nextDouble());
      out.add(
          draft(
              c,
              second + random.nextInt((int) HOUR),
              Scenario.CARD_TESTING,
              amount,
              category,
              country,
              "online",
              distance,
              true));
    }
    return out;
  }

  /// High amounts in shops and at cash machines, far away, often at night.
  List<Draft> stolenCard(Customer c, RandomGenerator random) {
    long second = start(random, 0.5);
    String country = random.nextDouble() < 0.6 ? far(random) : c.country();
    double distance =
        country.equals(c.country())
            ? 30 + 300 * random.nextDouble()
            : 500 + 7000 * random.nextDouble();
    int count = 1 + random.nextInt(4);
    List<Draft> out = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      boolean cash = random.nextDouble() < 0.3;
      MerchantCategory category = cash ? MerchantCategory.CASH : loot(random);
      double amount = c.usual(category) * Math.exp(0.7 + 0.6 * random.nextGaussian());
      amount = cash ? Math.max(50, 50 * Math.rint(amount / 50)) : amount;
      out.add(
          draft(
              c,
              second,
              Scenario.STOLEN_CARD,
              amount,
              category,
              country,
              cash ? "atm" : "pos",
              distance,
              false));
      second += 600 + random.nextInt(2 * (int) HOUR);
    }
    return out;
  }

  /// Several purchases in two hours from a device that was never seen.
  List<Draft> accountTakeover(Customer c, RandomGenerator random) {
    long second = start(random, 0.3);
    boolean masked = random.nextDouble() < 0.4; // behind an address near the customer's
    String country = masked ? c.country() : far(random);
    double distance = masked ? 30 * random.nextDouble() : remote(country, c, random);
    int count = 2 + random.nextInt(4);
    List<Draft> out = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      MerchantCategory category =
          random.nextDouble() < 0.3 ? MerchantCategory.TRAVEL : loot(random);
      double amount = c.usual(category) * Math.exp(0.6 + 0.5 * random.nextGaussian());
      out.add(
          draft(
              c,
              second,
              Scenario.ACCOUNT_TAKEOVER,
              amount,
              category,
              country,
              "online",
              distance,
              true));
      second += 120 + random.nextInt(1500);
    }
    return out;
  }

  /// One payment that looks nearly like the customer's own.
  Draft afterCompromise(Customer c, long day, MerchantCategory category, RandomGenerator random) {
    double amount = c.usual(category) * Math.exp(0.4 + 0.5 * random.nextGaussian());
    boolean abroad = random.nextDouble() < 0.4;
    String country = abroad ? far(random) : c.country();
    return draft(
        c,
        day * DAY + random.nextInt((int) DAY),
        Scenario.MERCHANT_COMPROMISE,
        amount,
        category,
        country,
        "online",
        remote(country, c, random),
        random.nextDouble() < 0.8);
  }

  private Draft draft(
      Customer c,
      long second,
      Scenario scenario,
      double amount,
      MerchantCategory category,
      String country,
      String channel,
      double distance,
      boolean newDevice) {
    long last = days * DAY - 1;
    return new Draft(
        c,
        Math.min(second, last),
        scenario,
        cents(amount),
        category,
        country,
        channel,
        distance,
        newDevice);
  }

  /// When an incident starts; between midnight and five with the given probability.
  private long start(RandomGenerator random, double night) {
    long day = random.nextInt(days);
    double hour = random.nextDouble() < night ? 5 * random.nextDouble() : 24 * random.nextDouble();
    return day * DAY + (long) (hour * HOUR);
  }

  private static MerchantCategory loot(RandomGenerator random) {
    double u = random.nextDouble();
    if (u < 0.45) {
      return MerchantCategory.ELECTRONICS;
    }
    if (u < 0.65) {
      return MerchantCategory.JEWELLERY;
    }
    return u < 0.75 ? MerchantCategory.GIFT_CARDS : MerchantCategory.ONLINE_RETAIL;
  }

  private static String far(RandomGenerator random) {
    return FAR[random.nextInt(FAR.length)];
  }

  private static double remote(String country, Customer c, RandomGenerator random) {
    return country.equals(c.country())
        ? 400 * random.nextDouble()
        : 800 + 7000 * random.nextDouble();
  }

  private static double cents(double amount) {
    return Math.max(0.01, Math.rint(amount * 100) / 100);
  }
}
