package dev.gambeson.data.screen.trigger;

import dev.gambeson.core.*;
import dev.gambeson.core.data.*;
import dev.gambeson.data.screen.*;
import dev.gambeson.testing.*;
import java.util.*;
import java.util.stream.*;

final class ScratchImages {
  static ScreenSubject subject(Digits d) {
    Dataset t = d.table("digits");
    double[] v = new double[t.size() * 784];
    for (int i = 0; i < t.size(); i++)
      for (int p = 0; p < 784; p++) v[i * 784 + p] = (d.pixels()[i][p] & 255) / 255.0;
    return new ScreenSubject(
        t,
        LongStream.rangeClosed(1, t.size()).toArray(),
        t.size(),
        Roles.NONE.withLabel("label"),
        new Rows(t.size(), 784, v),
        t.columnNames().subList(0, 784),
        Optional.of(Subjects.coded(t.column("label"))),
        Optional.empty(),
        Optional.of(new ScreenSubject.Image(28, 28, 1)),
        Optional.empty(),
        Optional.empty());
  }

  public static void main(String[] a) {
    Digits clean = Digits.train();
    try (Workers w = new Workers(2)) {
      run("clean", new PoisonedDigits(clean, new boolean[10000]), w);
      run(
          "fixture10",
          PoisonedDigits.patched(clean, Digits.poisonedRows("mnist_badnets_10_idx.npz")),
          w);
      run(
          "fixture01",
          PoisonedDigits.patched(clean, Digits.poisonedRows("mnist_badnets_01_idx.npz")),
          w);
      for (PoisonedDigits.Kind k : PoisonedDigits.Kind.values())
        for (double r : new double[] {.005, .01, .05})
          run(k + " " + r, PoisonedDigits.of(clean, k, r, new Seed(3)), w);
    }
  }

  static void run(String name, PoisonedDigits p, Workers w) {
    long t = System.nanoTime();
    ScreenSubject subject = subject(p.digits());
    long t1 = System.nanoTime();
    Screened s =
        new ImageTriggerScreen()
            .run(subject, new CheckContext(Policy.defaults(), new Seed(1), w, Progress.silent()));
    int np = 0, tp = 0;
    for (boolean b : p.poisoned()) np += b ? 1 : 0;
    for (Screened.Held h : s.held()) tp += p.poisoned()[h.row()] ? 1 : 0;
    System.out.printf(
        "%s: %s held %d poison %d tpr %.3f fpr %.4f  tpr@1%% %s %.1f s (%.1f)%n",
        name,
        s.results().get(0).outcome().get().id(),
        s.held().size(),
        np,
        np == 0 ? 0 : tp / (double) np,
        (s.held().size() - tp) / (10000.0 - np),
        np == 0
            ? ""
            : dev.gambeson.core.stats.Roc.of(s.suspicion(), p.poisoned()).tprAt(.01, "x").value(),
        (System.nanoTime() - t1) / 1e9,
        (t1 - t) / 1e9);
    s.results().get(0).findings().stream()
        .limit(3)
        .forEach(f -> System.out.println("   " + f.message()));
    ((Exhibit.Table) s.results().get(0).exhibits().get(0))
        .rows().stream().limit(3).forEach(q -> System.out.println("     " + q));
  }
}
