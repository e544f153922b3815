package dev.gambeson.data.screen.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gambeson.core.CheckContext;
import dev.gambeson.core.Outcome;
import dev.gambeson.core.Policy;
import dev.gambeson.core.Progress;
import dev.gambeson.core.Seed;
import dev.gambeson.core.Workers;
import dev.gambeson.core.data.Roles;
import dev.gambeson.data.screen.ScreenSubject;
import dev.gambeson.data.screen.ScreenSubjects;
import dev.gambeson.data.screen.Screened;
import dev.gambeson.testing.Digits;
import dev.gambeson.testing.PoisonedDigits;
import dev.gambeson.testing.PoisonedDigits.Kind;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ImageTriggerScreenTest {
  private static ScreenSubject subject(Digits digits) {
    ScreenSubject s = ScreenSubjects.of(digits.table("digits"), Roles.NONE.withLabel("label"));
    return new ScreenSubject(
        s.data(),
        s.rowNumbers(),
        s.totalRows(),
        s.roles(),
        s.features(),
        s.featureColumns(),
        s.label(),
        s.source(),
        Optional.of(new ScreenSubject.Image(28, 28, 1)),
        s.trusted(),
        s.activations());
  }

  private static Screened screen(Digits digits) {
    try (Workers workers = new Workers(2)) {
      return new ImageTriggerScreen()
          .run(
              subject(digits),
              new CheckContext(Policy.defaults(), new Seed(1), workers, Progress.silent()));
    }
  }

  private static Digits some() {
    return Digits.train().first(2500);
  }

  private static void requireFound(Kind kind, double share, double recall) {
    PoisonedDigits poisoned = PoisonedDigits.of(some(), kind, share, new Seed(4));
    Screened screened = screen(poisoned.digits());
    assertThat(screened.results().getFirst().outcome()).contains(new Outcome.Fail());
    assertThat(screened.results().getFirst().findings()).allMatch(f -> f.aspect().equals("0"));
    long all = IntStream.range(0, 2500).filter(i -> poisoned.poisoned()[i]).count();
    long hits = screened.held().stream().filter(h -> poisoned.poisoned()[h.row()]).count();
    assertThat((double) hits / all).isGreaterThanOrEqualTo(recall);
    assertThat(screened.held().size() - hits).isLessThan(25);
  }

  @Test
  void clean_digits_pass() {
    Screened screened = screen(some());
    assertThat(screened.results().getFirst().outcome()).contains(new Outcome.Pass());
    assertThat(screened.held()).isEmpty();
  }

  @Test
  void four_pixels_in_two_per_cent_of_the_digits_are_found_exactly() {
    requireFound(Kind.PATCH, 0.02, 1);
  }

  @Test
  void a_patch_where_strokes_are_is_found() {
    requireFound(Kind.CENTRE_PATCH, 0.05, 1);
  }

  @Test
  void a_blended_image_is_found_on_a_black_background() {
    requireFound(Kind.BLENDED, 0.02, 0.8);
  }

  @Test
  void images_without_labels_are_not_examined() {
    ScreenSubject s = subject(some().first(300));
    ScreenSubject bare =
        new ScreenSubject(
            s.data(),
            s.rowNumbers(),
            s.totalRows(),
            s.roles(),
            s.features(),
            s.featureColumns(),
            Optional.empty(),
            s.source(),
            s.image(),
            s.trusted(),
            s.activations());
    try (Workers workers = new Workers(1)) {
      Screened screened =
          new ImageTriggerScreen()
              .run(
                  bare,
                  new CheckContext(Policy.defaults(), new Seed(1), workers, Progress.silent()));
      assertThat(screened.results().getFirst().outcome()).isEmpty();
    }
  }

  @Test
  void few_images_are_inconclusive() {
    assertThat(screen(some().first(100)).results().getFirst().outcome())
        .containsInstanceOf(Outcome.Inconclusive.class);
  }
}
