package dev.gambeson.server.admin.port;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Clients and what they have learnt.
public interface ClientsView {
  /// Clients, worst level first, then by share of budget used.
  ///
  /// @param text part of tenant or id; empty for all
  /// @param atLeast only from this level up
  /// @param limit at most so many
  Clients clients(String text, Level atLeast, int limit);

  /// One client.
  Optional<Detail> client(String tenant, String id);

  /// Puts a client on a level for a while, above what detectors say; [Level#BLOCKED] blocks it.
  ///
  /// @param duration after which the client is back where its detectors put it
  /// @throws Rejected when the client is unknown or the level is [Level#OPEN]
  void restrict(
      String tenant, String id, Level level, Duration duration, String reason, Operator who);

  /// Puts a client back to [Level#OPEN] and its detectors to their start. Its budget stays.
  void release(String tenant, String id, String reason, Operator who);

  /// Some clients.
  ///
  /// @param rows the clients
  /// @param total how many there are that fit
  record Clients(List<Row> rows, long total) {
    public Clients {
      rows = List.copyOf(rows);
    }
  }

  /// A client in short.
  ///
  /// @param tenant whose it is
  /// @param id its id
  /// @param clientClass its class
  /// @param level where it stands
  /// @param since when it came to that level; empty for always
  /// @param until when it leaves it by itself
  /// @param firstSeen first request
  /// @param lastSeen latest request
  /// @param queries rows asked in the budget's period
  /// @param bits given away to it in the period
  /// @param budget what it may learn in the period, in bits; NaN for no limit
  /// @param coverage share of the model's input space that its queries reached, 0 to 1; NaN if not
  ///   known
  /// @param capital the strongest detector's capital as a share of the alarm mark, on the
  ///   logarithmic scale: 0 nothing, 1 alarm
  record Row(
      String tenant,
      String id,
      String clientClass,
      Level level,
      Optional<Instant> since,
      Optional<Instant> until,
      Instant firstSeen,
      Instant lastSeen,
      long queries,
      double bits,
      double budget,
      double coverage,
      double capital) {
    public Row {
      requireNonNull(tenant, "tenant");
      requireNonNull(id, "id");
      requireNonNull(level, "level");
    }
  }

  /// A client in full.
  ///
  /// @param row in short
  /// @param learnt per model
  /// @param detectors what each says of it
  /// @param history how it moved on the ladder, newest first
  /// @param growth how what it has learnt grew, for each model
  /// @param copies how good copies were that were made from so many answers, for each of its models
  ///   where that was measured
  record Detail(
      Row row,
      List<Learnt> learnt,
      List<Suspicion> detectors,
      List<Move> history,
      List<Growth> growth,
      List<Copies> copies) {
    public Detail {
      copies = List.copyOf(copies);
      learnt = List.copyOf(learnt);
      detectors = List.copyOf(detectors);
      history = List.copyOf(history);
      growth = List.copyOf(growth);
    }
  }

  /// What a client has learnt of a model.
  ///
  /// @param model the model
  /// @param queries rows asked
  /// @param repeats of them, exact repeats that taught it nothing
  /// @param bits given away
  /// @param budget in bits; NaN for no limit
  /// @param coverage share of the input space reached, 0 to 1; NaN if not known
  /// @param resets when the period ends; empty for never
  record Learnt(
      String model,
      long queries,
      long repeats,
      double bits,
      double budget,
      double coverage,
      Optional<Instant> resets) {}

  /// How what a client has learnt of a model grew, over all periods of its budget.
  ///
  /// @param model the model
  /// @param marks oldest first
  record Growth(String model, List<Mark> marks) {
    public Growth {
      marks = List.copyOf(marks);
    }
  }

  /// How good copies of a model were when somebody tried.
  ///
  /// @param model the model
  /// @param worthless agreement of a copy that always says the same
  /// @param made the best copy at each number of answers, fewest first
  record Copies(String model, double worthless, List<Copy> made) {
    public Copies {
      made = List.copyOf(made);
    }
  }

  /// A copy.
  ///
  /// @param answers that it was made from
  /// @param method what the thief had and did
  /// @param agreement with the model, averaged over the model's answers, 0 to 1
  /// @param low of its 95 % interval
  /// @param high of its 95 % interval
  record Copy(long answers, String method, double agreement, double low, double high) {}

  /// Where a client stood.
  ///
  /// @param time the moment
  /// @param queries rows answered until then
  /// @param bits given away until then
  record Mark(Instant time, long queries, double bits) {}

  /// What a detector says of a client.
  ///
  /// @param check its id
  /// @param title its name
  /// @param model asked about
  /// @param capital logarithm (base 10) of its capital
  /// @param alarm logarithm (base 10) of the mark at which it raises an alarm
  /// @param since when it left zero; empty for not
  /// @param learning whether it still learns what this client's traffic is like
  record Suspicion(
      String check,
      String title,
      String model,
      double capital,
      double alarm,
      Optional<Instant> since,
      boolean learning) {}

  /// A move on the ladder.
  record Move(
      Instant time, Level from, Level to, String by, String reason, Optional<Instant> until) {}
}
