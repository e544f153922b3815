package dev.gambeson.server.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gambeson.core.data.Rows;
import dev.gambeson.guard.Client;
import dev.gambeson.server.audit.DecisionRecord;
import dev.gambeson.server.state.Database;
import dev.gambeson.server.state.SqlClientStates;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LearntCurvesTest {
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
  private static final Client ANNA =
      new Client("anna", "bank", "partner", Set.of(), Map.of(), "192.0.2.7");

  @TempDir private Path folder;
  private Database database;

  @BeforeEach
  void open() {
    database = Database.embedded(folder);
  }

  @AfterEach
  void close() {
    database.close();
  }

  private LearntCurves curves(String node) {
    return new LearntCurves(new SqlClientStates(database), node, () -> NOON);
  }

  private static DecisionRecord answered(Instant time, int rows, double bits) {
    return decision(time, DecisionRecord.Ending.ANSWERED, rows, bits);
  }

  private static DecisionRecord decision(
      Instant time, DecisionRecord.Ending ending, int rows, double bits) {
    return new DecisionRecord(
        time,
        "r",
        Optional.of(ANNA),
        "192.0.2.7",
        "infer",
        "fraud",
        "1",
        "",
        "",
        ending,
        "ok",
        List.of(),
        Optional.of(new Rows(rows, 1, new double[rows])),
        Optional.empty(),
        bits,
        100);
  }

  @Test
  void whatWasAnsweredAddsUpAndRefusalsTeachNothing() {
    LearntCurves curves = curves("a");
    curves.add(answered(NOON, 1, 6.5));
    curves.add(decision(NOON.plusSeconds(5), DecisionRecord.Ending.REFUSED, 1, 0));
    curves.add(answered(NOON.plusSeconds(10), 3, 19.5));

    assertThat(curves.of(ANNA))
        .containsEntry(
            "fraud",
            List.of(
                new LearntCurve.Point(NOON, 1, 6.5),
                new LearntCurve.Point(NOON.plusSeconds(10), 4, 26)));
  }

  @Test
  void aLongCurveKeepsItsEndsAndItsShapeInFewPoints() {
    LearntCurve curve = new LearntCurve();
    for (int i = 0; i < 100_000; i++) {
      curve.add(NOON.plusSeconds(i), 1, 2);
    }

    List<LearntCurve.Point> points = curve.points();
    assertThat(points).hasSizeLessThanOrEqualTo(LearntCurve.MOST + 1);
    assertThat(points.getFirst().time()).isEqualTo(NOON);
    assertThat(points.getLast())
        .isEqualTo(new LearntCurve.Point(NOON.plusSeconds(99_999), 100_000, 200_000));
    assertThat(points)
        .allSatisfy(p -> {
          long seconds = p.time().getEpochSecond() - NOON.getEpochSecond();
          assertThat(p.queries()).isEqualTo(seconds + 1);
        });
  }

  @Test
  void aCurveGoesOnAfterARestart() {
    LearntCurves before = curves("a");
    before.add(answered(NOON, 2, 13));
    before.save();

    LearntCurves after = curves("a");
    after.restore();
    after.add(answered(NOON.plusSeconds(60), 1, 6.5));

    assertThat(after.of(ANNA).get("fraud").getLast())
        .isEqualTo(new LearntCurve.Point(NOON.plusSeconds(60), 3, 19.5));
  }

  @Test
  void whatOtherNodesAnsweredCountsToo() {
    LearntCurves other = curves("b");
    other.add(answered(NOON.plusSeconds(30), 10, 65));
    other.save();
    LearntCurves here = curves("a");
    here.add(answered(NOON, 1, 6.5));
    here.add(answered(NOON.plusSeconds(60), 1, 6.5));

    assertThat(here.of(ANNA).get("fraud"))
        .containsExactly(
            new LearntCurve.Point(NOON, 1, 6.5),
            new LearntCurve.Point(NOON.plusSeconds(30), 11, 71.5),
            new LearntCurve.Point(NOON.plusSeconds(60), 12, 78));
  }

  @Test
  void bytesThatAreNoCurveAreRefused() {
    assertThatThrownBy(() -> LearntCurve.of(new byte[11]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> LearntCurve.of(new byte[8 + 24 * 1_000]))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
