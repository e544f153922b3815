package dev.gambeson.redteam.poisoning;
import dev.gambeson.core.*;
import dev.gambeson.data.screen.*;
import dev.gambeson.data.screen.trigger.*;
import dev.gambeson.testing.*;
import java.util.*;
final class ScratchActs {
  public static void main(String[] a) {
    Digits clean = Digits.train();
    go("clean", new PoisonedDigits(clean, new boolean[10000]), "mnist_cnn.onnx");
    go("10", PoisonedDigits.patched(clean, Digits.poisonedRows("mnist_badnets_10_idx.npz")), "mnist_cnn_badnets_10.onnx");
    go("01", PoisonedDigits.patched(clean, Digits.poisonedRows("mnist_badnets_01_idx.npz")), "mnist_cnn_badnets_01.onnx");
  }
  static void go(String name, PoisonedDigits p, String model) {
    long t0 = System.nanoTime();
    Activations acts = BadNets.activations(model);
    System.out.println(name + " tensor " + acts.tensor());
    ScreenSubject s = BadNets.subject(p.digits(), Optional.of(acts));
    System.out.printf("subject %.1f s%n", (System.nanoTime() - t0) / 1e9);
    for (Screen screen : PoisonScreens.all()) {
      long t = System.nanoTime();
      Screened out = BadNets.run(List.of(screen), s, 1).get(0);
      CheckResult r = out.results().get(0);
      int np = 0, tp = 0; for (boolean b : p.poisoned()) np += b ? 1 : 0;
      for (Screened.Held h : out.held()) tp += p.poisoned()[h.row()] ? 1 : 0;
      System.out.printf("%s %s: %s held %d poison %d tpr %.3f fpr %.4f %s %.1f s%n", name, screen.info().id(), r.outcome().map(Outcome::id).orElse("n/e"), out.held().size(), np, tp / (double) Math.max(1, np), (out.held().size() - tp) / (10000.0 - np), np == 0 || out.suspicion().length == 0 ? "" : dev.gambeson.core.stats.Roc.of(out.suspicion(), p.poisoned()).auc("x").value() + " tpr@1% " + dev.gambeson.core.stats.Roc.of(out.suspicion(), p.poisoned()).tprAt(.01, "x").value(), (System.nanoTime() - t) / 1e9);
      r.findings().stream().limit(2).forEach(f -> System.out.println("   " + f.message()));
      if (screen.info().id().compareTo("GB-POIS-008") >= 0) r.exhibits().forEach(e -> ((Exhibit.Table) e).rows().forEach(q -> System.out.println("     " + q)));
    }
  }
}
