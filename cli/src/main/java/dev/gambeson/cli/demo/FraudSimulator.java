package dev.gambeson.cli.demo;

import dev.gambeson.core.Seed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;

/// Simulates card payments with fraud among them. The model of the world is told, with all its
/// figures, in `docs/fraud-simulator.md`. The same options and seed give the same payments.
///
/// ```java
/// FraudData data = FraudSimulator.simulate(FraudOptions.defaults(), new Seed(42));
/// data.write(folder); // train.csv, test.csv
/// ```
public final class FraudSimulator {
  private static final int DAYS = 90;
  private static final int PAYMENTS_PER_CUSTOMER = 30;
  private static final long MONTH = 30 * 86_400L;
  private static final long DAY = 86_400L;

  private final FraudOptions options;
  private final Seed seed;
  private final Payments payments = new Payments(DAYS);

  private FraudSimulator(FraudOptions options, Seed seed) {
    this.options = options;
    this.seed = seed;
  }

  /// Simulates 90 days; the earlier payments are for training, the later ones for testing.
  public static FraudData simulate(FraudOptions options, Seed seed) {
    return new FraudSimulator(options, seed).run();
  }

  private FraudData run() {
    List<Customer> customers = customers();
    List<Draft> drafts = frauds(customers);
    legitimate(customers, options.rows() - drafts.size(), drafts);
    drafts.sort(
        Comparator.comparingLong(Draft::second).thenComparingInt(d -> d.customer().index()));
    List<Transaction> all = history(drafts, customers.size());
    return new FraudData(
        all.subList(0, options.trainRows()), all.subList(options.trainRows(), options.rows()));
  }

  private List<Customer> customers() {
    int count = Math.max(20, options.rows() / PAYMENTS_PER_CUSTOMER);
    List<Customer> customers = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      customers.add(Customer.draw(i, DAYS, seed.child("customer").child(i).random()));
    }
    return customers;
  }

  /// Incident after incident, until the share is reached; the last one is cut short.
  private List<Draft> frauds(List<Customer> customers) {
    int target = Math.toIntExact(Math.round(options.rows() * options.fraudShare()));
    List<Draft> drafts = new ArrayList<>();
    for (int incident = 0; drafts.size() < target; incident++) {
      List<Draft> more = incident(customers, seed.child("incident").child(incident).random());
      drafts.addAll(more.subList(0, Math.min(more.size(), target - drafts.size())));
    }
    return drafts;
  }

  private List<Draft> incident(List<Customer> customers, RandomGenerator random) {
    double u = random.nextDouble();
    if (u < 0.20) {
      return payments.cardTesting(any(customers, random), random);
    }
    if (u < 0.55) {
      return payments.stolenCard(any(customers, random), random);
    }
    if (u < 0.85) {
      return payments.accountTakeover(gullible(customers, random), random);
    }
    return compromise(customers, random);
  }

  private List<Draft> compromise(List<Customer> customers, RandomGenerator random) {
    MerchantCategory category =
        random.nextBoolean() ? MerchantCategory.FASHION : MerchantCategory.ONLINE_RETAIL;
    int first = random.nextInt(DAYS - 10);
    int victims = 5 + random.nextInt(8);
    List<Draft> out = new ArrayList<>();
    for (int v = 0; v < victims; v++) {
      out.add(
          payments.afterCompromise(
              any(customers, random), first + random.nextInt(10), category, random));
    }
    return out;
  }

  private static Customer any(List<Customer> customers, RandomGenerator random) {
    return customers.get(random.nextInt(customers.size()));
  }

  /// Of two customers, the one above 65 if there is one: the old lose their accounts more often.
  private static Customer gullible(List<Customer> customers, RandomGenerator random) {
    Customer first = any(customers, random);
    Customer second = any(customers, random);
    return second.age() > 65 ? second : first;
  }

  private void legitimate(List<Customer> customers, int count, List<Draft> out) {
    double[] cumulative = new double[customers.size()];
    double sum = 0;
    for (int i = 0; i < cumulative.length; i++) {
      sum += customers.get(i).activity();
      cumulative[i] = sum;
    }
    RandomGenerator random = seed.child("legitimate").random();
    for (int i = 0; i < count; i++) {
      int at = Arrays.binarySearch(cumulative, sum * random.nextDouble());
      Customer customer = customers.get(Math.min(at < 0 ? -at - 1 : at, cumulative.length - 1));
      out.add(payments.legitimate(customer, random));
    }
  }

  /// Adds what depends on the card's past, and the label.
  private List<Transaction> history(List<Draft> drafts, int customers) {
    List<List<Long>> past = new ArrayList<>(customers);
    for (int i = 0; i < customers; i++) {
      past.add(new ArrayList<>());
    }
    RandomGenerator random = seed.child("labels").random();
    List<Transaction> out = new ArrayList<>(drafts.size());
    for (Draft d : drafts) {
      List<Long> own = past.get(d.customer().index());
      out.add(transaction(d, own, reported(d, random)));
      own.add(d.second());
    }
    return out;
  }

  private static Transaction transaction(Draft d, List<Long> past, boolean labelled) {
    Customer c = d.customer();
    int recent = 0;
    while (recent < past.size() && past.get(past.size() - 1 - recent) > d.second() - DAY) {
      recent++;
    }
    long since = past.isEmpty() ? MONTH : Math.min(MONTH, d.second() - past.getLast());
    return new Transaction(
        d.second(),
        d.scenario(),
        d.amount(),
        d.category(),
        d.country(),
        d.channel(),
        (int) (d.second() / DAY) - c.cardIssued(),
        Math.rint(d.distanceKm() * 10) / 10,
        since,
        recent,
        d.amount() / c.usual(d.category()),
        d.newDevice(),
        c.age(),
        c.sex(),
        labelled);
  }

  /// Whether a payment is fraud and somebody says so before the simulation ends.
  private boolean reported(Draft d, RandomGenerator random) {
    double missed = random.nextDouble();
    double delay = -options.reportDelayDays() * Math.log(1 - random.nextDouble());
    return d.scenario() != Scenario.LEGITIMATE
        && missed >= options.missedShare()
        && d.second() + delay * DAY <= DAYS * DAY;
  }
}
