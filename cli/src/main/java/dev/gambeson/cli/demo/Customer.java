package dev.gambeson.cli.demo;

import java.util.random.RandomGenerator;

/// A card holder and their habits.
///
/// @param index position in the population
/// @param age in years
/// @param sex `F` or `M`
/// @param country of their home
/// @param usual median amount at a grocer's, euros
/// @param spread standard deviation of the log of an amount
/// @param peakHour hour around which they pay
/// @param hourSpread standard deviation of the hour
/// @param activity relative number of payments
/// @param mix cumulative shares of the merchant categories, in their order
/// @param cardIssued day on which the card was issued, before the simulation: not positive
/// @param tripStart first day abroad
/// @param tripDays days abroad, 0 for none
/// @param tripCountry where
/// @param tripKm how far from home
@SuppressWarnings("ArrayRecordComponent") // a private lookup table
record Customer(
    int index,
    int age,
    String sex,
    String country,
    double usual,
    double spread,
    double peakHour,
    double hourSpread,
    double activity,
    double[] mix,
    int cardIssued,
    int tripStart,
    int tripDays,
    String tripCountry,
    double tripKm) {
  private static final String[] COUNTRIES = {"DE", "FR", "IT", "ES", "NL", "PL"};
  private static final double[] COUNTRY_SHARES = {0.35, 0.55, 0.7, 0.82, 0.92, 1};
  private static final double MEAN_LOG_AMOUNT = Math.log(24);

  static Customer draw(int index, int days, RandomGenerator random) {
    int age = (int) Math.clamp(Math.round(46 + 17 * random.nextGaussian()), 18, 90);
    boolean travels = random.nextDouble() < 0.15;
    String home = country(random);
    return new Customer(
        index,
        age,
        random.nextBoolean() ? "F" : "M",
        home,
        Math.exp(MEAN_LOG_AMOUNT + 0.35 * random.nextGaussian()),
        0.45 + 0.25 * random.nextDouble(),
        age > 65 ? 12 + random.nextGaussian() : 15 + 2 * random.nextGaussian(),
        2.5 + 2 * random.nextDouble(),
        Math.exp(0.6 * random.nextGaussian()),
        mix(age, random),
        -random.nextInt(1800),
        random.nextInt(Math.max(1, days - 10)),
        travels ? 3 + random.nextInt(12) : 0,
        country(random),
        200 + 1500 * random.nextDouble());
  }

  static String country(RandomGenerator random) {
    double u = random.nextDouble();
    int i = 0;
    while (u > COUNTRY_SHARES[i]) {
      i++;
    }
    return COUNTRIES[i];
  }

  /// The average mix, disturbed; the young play and buy online more.
  private static double[] mix(int age, RandomGenerator random) {
    MerchantCategory[] all = MerchantCategory.values();
    double[] cumulative = new double[all.length];
    double sum = 0;
    for (int c = 0; c < all.length; c++) {
      double young =
          age < 35 && all[c].online() == 1 ? 1.8 : age > 65 && all[c].online() == 1 ? 0.5 : 1;
      sum += all[c].share() * young * Math.exp(0.5 * random.nextGaussian());
      cumulative[c] = sum;
    }
    for (int c = 0; c < all.length; c++) {
      cumulative[c] /= sum;
    }
    cumulative[all.length - 1] = 1;
    return cumulative;
  }

  MerchantCategory category(RandomGenerator random) {
    double u = random.nextDouble();
    int c = 0;
    while (u > mix[c]) {
      c++;
    }
    return MerchantCategory.values()[c];
  }

  /// The usual amount at a kind of merchant.
  double usual(MerchantCategory category) {
    return usual * category.price();
  }

  boolean away(long day) {
    return day >= tripStart && day < tripStart + tripDays;
  }
}
