package dev.gambeson.server.serving;

import static java.util.Objects.requireNonNull;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.data.Rows;
import dev.gambeson.guard.Answer;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/// Asks the versions in service, again and again and by the way that clients take, what they
/// answered when they were released; a version that answers otherwise twice in a row is taken out
/// of service ([Trigger#GOLDEN_QUERY]).
///
/// Guaranteed: a wrong answer counts, no answer does not, so that a slow or busy house does not
/// lose its model; after a wrong one the second question follows at once, not a whole round later.
/// Not guaranteed: that a model which changed only where no golden row lies is noticed, nor one
/// that knows golden rows when it sees them.
public final class GoldenWatch implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int MISSES = 2;

  private final Models models;
  private final Way way;
  private final Duration interval;
  private final Duration again;
  private final InstantSource clock;
  private final Map<String, Watched> watched = new ConcurrentHashMap<>();
  private volatile Optional<Thread> thread = Optional.empty();

  /// The way that clients take. The client that asks must be one whose answers are neither rounded
  /// nor cut, and whose questions cost no budget.
  @FunctionalInterface
  public interface Way {
    /// Asks a version by its name.
    Future<Answer> ask(String model, String version, Rows rows);
  }

  /// Rows with what is to be said of them. Make one only from a record whose signature was
  /// verified.
  ///
  /// @param model name of the model
  /// @param version the version that gave the answers
  /// @param question the rows
  /// @param mismatch what is wrong with an answer, in one sentence without values; empty when
  ///   nothing is
  public record Golden(
      String model, String version, Rows question, Function<Answer, Optional<String>> mismatch) {
    public Golden {
      requireNonNull(model, "model");
      requireNonNull(version, "version");
      requireNonNull(question, "question");
      requireNonNull(mismatch, "mismatch");
    }
  }

  /// What came of a version's golden queries.
  ///
  /// @param model name of the model
  /// @param version name of the version
  /// @param lastRight when it last answered rightly; empty when it never did
  /// @param misses wrong answers since
  public record State(String model, String version, Optional<Instant> lastRight, int misses) {}

  private static final class Watched {
    final Golden golden;
    volatile Optional<Instant> lastRight = Optional.empty();
    final AtomicInteger misses = new AtomicInteger();

    Watched(Golden golden) {
      this.golden = golden;
    }
  }

  /// @param interval between rounds, usually a minute
  /// @param again between a wrong answer and the second question
  public GoldenWatch(
      Models models, Way way, Duration interval, Duration again, InstantSource clock) {
    this.models = models;
    this.way = way;
    this.interval = interval;
    this.again = again;
    this.clock = clock;
  }

  /// Asks a version no more.
  public void forget(String model, String version) {
    watched.remove(model + "/" + version);
  }

  /// Takes golden queries in; later ones of the same version replace earlier ones.
  public void watch(Golden golden) {
    HostedModel model =
        models
            .hosted(golden.model())
            .orElseThrow(() ->
                GambesonException.usage(
                    "Golden queries for a model '%s', which is not served. Correct their model."
                        .formatted(golden.model())));
    if (golden.question().width() != model.features().width()) {
      throw GambesonException.badInput(
          "Golden queries of '%s' have %d features, the model has %d. Make them anew."
              .formatted(golden.model(), golden.question().width(), model.features().width()));
    }
    watched.put(golden.model() + "/" + golden.version(), new Watched(golden));
  }

  /// Starts the rounds, on a thread of its own.
  public void start() {
    thread =
        Optional.of(
            Thread.ofVirtual()
                .name("gambeson-golden")
                .start(() -> {
                  while (pause(interval)) {
                    round();
                  }
                }));
  }

  private static boolean pause(Duration time) {
    try {
      Thread.sleep(time);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /// One round over all versions in service. Blocks.
  public void round() {
    for (HostedModel model : models.hosted()) {
      for (String version : model.versions()) {
        Watched own = watched.get(model.name() + "/" + version);
        if (own != null) {
          examine(model, own);
        }
      }
    }
  }

  private void examine(HostedModel model, Watched own) {
    Optional<String> wrong = ask(own);
    while (wrong.isPresent() && own.misses.get() < MISSES && pause(again)) {
      wrong = ask(own);
    }
    if (own.misses.get() >= MISSES) {
      own.misses.set(0);
      model.trip(
          own.golden.version(),
          Trigger.GOLDEN_QUERY,
          "Golden queries were answered wrongly %d times in a row: %s"
              .formatted(MISSES, wrong.orElse("")));
    }
  }

  /// @return what is wrong with the answer; empty when nothing is, or when there was none
  private Optional<String> ask(Watched own) {
    Golden golden = own.golden;
    Answer answer;
    try {
      answer =
          way.ask(golden.model(), golden.version(), golden.question())
              .await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (Exception e) { // await throws what the future failed with, whatever that is
      return Optional.empty();
    }
    Optional<String> wrong = golden.mismatch().apply(answer);
    if (wrong.isPresent()) {
      own.misses.incrementAndGet();
    } else {
      own.misses.set(0);
      own.lastRight = Optional.of(clock.instant());
    }
    return wrong;
  }

  /// Where every watched version stands.
  public List<State> states() {
    return watched.values().stream()
        .map(w -> new State(w.golden.model(), w.golden.version(), w.lastRight, w.misses.get()))
        .toList();
  }

  /// Versions in service that nobody made golden queries for, as `model/version`.
  public List<String> unwatched() {
    List<String> names = new ArrayList<>();
    for (HostedModel model : models.hosted()) {
      model.versions().stream()
          .map(v -> model.name() + "/" + v)
          .filter(n -> !watched.containsKey(n))
          .forEach(names::add);
    }
    return names;
  }

  @Override
  public void close() {
    thread.ifPresent(Thread::interrupt);
  }
}
