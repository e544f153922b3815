package dev.gambeson.data.screen.trigger;

import dev.gambeson.core.data.Column;
import dev.gambeson.core.stats.Intervals;
import dev.gambeson.data.screen.ScreenSubject;
import java.util.List;
import java.util.Optional;

/// What rows admitted earlier say about a value.
final class Contrast {
  private static final double CONFIDENCE = 0.998;

  private final ScreenSubject trusted;
  private final int rows;

  private Contrast(ScreenSubject trusted) {
    this.trusted = trusted;
    this.rows = trusted.size();
  }

  static Optional<Contrast> of(ScreenSubject subject) {
    return subject.trusted().filter(t -> t.label().isPresent() && t.size() > 0).map(Contrast::new);
  }

  /// What is known of a value.
  enum Word {
    /// Carried as often and with the same label there: an honest sign.
    HONEST,
    /// Rare there, or with other labels.
    NEW,
    /// Too few rows to say.
    UNKNOWN
  }

  /// @param rowsHere rows of the table in which the candidate was found
  /// @param label name of its label
  Word on(Candidate candidate, int rowsHere, String label) {
    List<Column> columns =
        candidate.parts().stream().flatMap(p -> trusted.data().find(p.column()).stream()).toList();
    if (columns.size() < candidate.parts().size()) {
      return Word.UNKNOWN;
    }
    int n = 0;
    int hits = 0;
    for (int row = 0; row < rows; row++) {
      if (carries(candidate, columns, row)) {
        n++;
        hits += label.equals(labelOf(row)) ? 1 : 0;
      }
    }
    return judge(candidate, rowsHere, n, hits);
  }

  private Word judge(Candidate candidate, int rowsHere, int n, int hits) {
    double share = (double) candidate.hits() / rowsHere;
    double most = Intervals.clopperPearson("share there", hits, rows, CONFIDENCE).high();
    double least = new Intervals.Share(candidate.hits(), rowsHere).wilson(CONFIDENCE)[0];
    if (most < least / 2) {
      return Word.NEW;
    }
    boolean sameLabel =
        n >= 10
            && new Intervals.Share(hits, n).wilson(CONFIDENCE)[1]
                >= (double) candidate.hits() / candidate.n();
    return sameLabel && hits >= share * rows / 2 ? Word.HONEST : Word.UNKNOWN;
  }

  private String labelOf(int row) {
    ScreenSubject.Coded label = trusted.label().orElseThrow();
    return label.codes()[row] < 0 ? "" : label.names().get(label.codes()[row]);
  }

  private static boolean carries(Candidate candidate, List<Column> columns, int row) {
    for (int p = 0; p < columns.size(); p++) {
      if (!candidate.parts().get(p).holds(candidate.codes().get(p), columns.get(p), row)) {
        return false;
      }
    }
    return true;
  }
}
