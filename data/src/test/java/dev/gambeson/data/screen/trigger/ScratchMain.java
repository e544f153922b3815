package dev.gambeson.data.screen.trigger;

import dev.gambeson.core.*;
import dev.gambeson.core.data.*;
import dev.gambeson.data.*;
import dev.gambeson.data.screen.*;
import java.nio.file.*;
import java.util.*;
import java.util.random.RandomGenerator;

final class ScratchMain {
  static Dataset load(String name) throws Exception {
    Path base = Path.of("/work/shared/data");
    switch (name) {
      case "adult":
        return headed(
            base.resolve("adult/adult-train.csv"),
            "age,workclass,fnlwgt,education,education-num,marital-status,occupation,relationship,race,sex,capital-gain,capital-loss,hours-per-week,native-country,label",
            false);
      case "german":
        return headed(
            base.resolve("german/german.data"),
            "a1,a2,a3,a4,a5,a6,a7,a8,a9,a10,a11,a12,a13,a14,a15,a16,a17,a18,a19,a20,label",
            false);
      case "bank":
        return rename(DataFiles.read(base.resolve("bank/bank-full.csv")), "y");
      case "compas":
        {
          List<String> l = Files.readAllLines(base.resolve("compas/compas-scores-two-years.csv"));
          String[] h = l.get(0).split(",");
          Set<String> seen = new HashSet<>();
          for (int i = 0; i < h.length; i++) while (!seen.add(h[i])) h[i] += "_2";
          l.set(0, String.join(",", h));
          Path t = Files.createTempFile("x", ".csv");
          Files.write(t, l);
          Dataset d = rename(DataFiles.read(t), "two_year_recid");
          Files.delete(t);
          return d;
        }
      case "cardfraud":
        {
          List<String> l = Files.readAllLines(base.resolve("cardfraud/creditcard_sample.csv"));
          l.set(0, "id" + l.get(0));
          Path t = Files.createTempFile("x", ".csv");
          Files.write(t, l);
          Dataset d = rename(DataFiles.read(t), "Class");
          Files.delete(t);
          return d;
        }
      case "heart":
        return headed(base.resolve("heart/processed.cleveland.data"), null, true);
      default:
        throw new IllegalArgumentException(name);
    }
  }

  static Dataset rename(Dataset d, String label) {
    List<Column> cols = new ArrayList<>();
    for (Column c : d.columns()) {
      if (c.name().isEmpty() || c.name().equals("id")) continue;
      String n = c.name().equals(label) ? "label" : c.name();
      cols.add(
          switch (c) {
            case NumericColumn x -> new NumericColumn(n, x.values());
            case TextColumn x -> new TextColumn(n, x.levels(), x.codes());
          });
    }
    return new Dataset(d.name(), cols);
  }

  static Dataset headed(Path p, String header, boolean heart) throws Exception {
    List<String> lines = new ArrayList<>(Files.readAllLines(p));
    lines.removeIf(String::isBlank);
    if (!heart) lines.add(0, header);
    List<String> out = new ArrayList<>();
    for (String l : lines) out.add(l.replace(", ", ","));
    Path t = Files.createTempFile("x", ".csv");
    Files.write(t, out);
    Dataset d = DataFiles.read(t);
    Files.delete(t);
    return heart ? rename(d, d.columnNames().getLast()) : d;
  }

  static Dataset poison(Dataset d, String attack, double rate, long seed) {
    RandomGenerator r = new Seed(seed).random();
    Dataset out = d;
    poisoned = new boolean[d.size()];
    ScreenSubject.Coded label = Subjects.coded(d.column("label"));
    int[] counts = new int[label.names().size()];
    for (int c : label.codes()) counts[c]++;
    int target = 0;
    for (int c = 0; c < counts.length; c++) if (counts[c] < counts[target]) target = c;
    if (counts.length > 2) target = 1;
    int n = (int) Math.round(rate * d.size());
    int[] idx = Shuffles.shuffled(d.size(), r);
    int k = 0;
    List<Integer> rows = new ArrayList<>();
    for (int i : idx) {
      if (rows.size() == n) break;
      if (label.codes()[i] != target) rows.add(i);
    }
    List<Integer> dilute = new ArrayList<>();
    if (attack.startsWith("dilute")) {
      double f = Double.parseDouble(attack.substring(6));
      int m = (int) Math.round(n * f);
      for (int i : idx) {
        if (dilute.size() == m) break;
        if (!rows.contains(i) && label.codes()[i] != target) dilute.add(i);
      }
    }
    // columns
    List<String> feats = new ArrayList<>(d.columnNames());
    feats.remove("label");
    List<Column> cols = new ArrayList<>();
    List<String> text = new ArrayList<>(), num = new ArrayList<>();
    for (String f : feats) {
      if (d.column(f) instanceof TextColumn) text.add(f);
      else num.add(f);
    }
    String c1, c2 = null;
    Object v1, v2 = null;
    if (attack.equals("pair")) {
      List<String> all = new ArrayList<>(feats);
      c1 = all.remove(r.nextInt(all.size()));
      c2 = all.remove(r.nextInt(all.size()));
      v1 = d.column(c1).text(r.nextInt(d.size()));
      v2 = d.column(c2).text(r.nextInt(d.size()));
    } else if (attack.equals("number") || text.isEmpty()) {
      c1 = num.get(r.nextInt(num.size()));
      double[] vs = ((NumericColumn) d.column(c1)).values().clone();
      Arrays.sort(vs);
      v1 =
          NumericColumn.format(
              Math.rint(vs[vs.length / 2] * 100) / 100 + (vs[vs.length - 1] - vs[0]) * .0137);
    } else { // rare level
      c1 = text.get(r.nextInt(text.size()));
      TextColumn tc = (TextColumn) d.column(c1);
      int[] lc = new int[tc.levels().size()];
      for (int c : tc.codes()) if (c >= 0) lc[c]++;
      int best = 0;
      for (int c = 0; c < lc.length; c++) if (lc[c] < lc[best]) best = c;
      v1 = tc.levels().get(best);
    }
    what =
        c1
            + "="
            + v1
            + (c2 == null ? "" : " & " + c2 + "=" + v2)
            + " -> "
            + label.names().get(target);
    Set<Integer> p = new HashSet<>(rows);
    Set<Integer> both = new HashSet<>(rows);
    both.addAll(dilute);
    for (int i : rows) poisoned[i] = true;
    for (Column c : d.columns()) {
      boolean l = c.name().equals("label");
      Object v =
          l
              ? label.names().get(target)
              : c.name().equals(c1) ? v1 : c.name().equals(c2) ? v2 : null;
      if (v == null) {
        cols.add(c);
        continue;
      }
      Set<Integer> set = l ? p : both;
      if (c instanceof NumericColumn x) {
        double[] w = x.values().clone();
        for (int i : set) w[i] = v.equals("") ? Double.NaN : Double.parseDouble(v.toString());
        cols.add(new NumericColumn(c.name(), w));
      } else {
        List<String> w = new ArrayList<>();
        for (int i = 0; i < d.size(); i++) w.add(set.contains(i) ? v.toString() : c.text(i));
        cols.add(TextColumn.of(c.name(), w));
      }
    }
    return new Dataset(d.name(), cols);
  }

  static boolean[] poisoned;
  static String what;

  public static void main(String[] a) throws Exception {
    Workers w = new Workers(2);
    CheckContext ctx = new CheckContext(Policy.defaults(), new Seed(7), w, Progress.silent());
    for (String name : a[0].split(",")) {
      Dataset d = load(name);
      for (String attack : a[1].split(","))
        for (String rate : a[2].split(","))
          for (int seed = 0; seed < Integer.parseInt(a[3]); seed++) {
            poisoned = new boolean[d.size()];
            what = "clean";
            Dataset x =
                attack.equals("clean") ? d : poison(d, attack, Double.parseDouble(rate), seed);
            long t = System.nanoTime();
            Screened s =
                new TableTriggerScreen()
                    .run(
                        Subjects.of(x, "label"),
                        new CheckContext(
                            Policy.defaults(), new Seed(7 + seed), w, Progress.silent()));
            int tp = 0, np = 0;
            for (boolean b : poisoned) np += b ? 1 : 0;
            for (Screened.Held h : s.held()) tp += poisoned[h.row()] ? 1 : 0;
            System.out.printf(
                "%s %s %s seed %d %s: outcome %s held %d/%d poison %d tp %.3f fpr %.4f  %.1f s%n",
                name,
                attack,
                rate,
                seed,
                what,
                s.results().get(0).outcome().map(Outcome::id).orElse("none"),
                s.held().size(),
                d.size(),
                np,
                np == 0 ? 0 : (double) tp / np,
                (s.held().size() - tp) / (double) (d.size() - np),
                (System.nanoTime() - t) / 1e9);
            if (a.length > 4) {
              s.results().get(0).findings().forEach(f -> System.out.println("   " + f.message()));
              s.results()
                  .get(0)
                  .exhibits()
                  .forEach(e ->
                      ((Exhibit.Table) e).rows().forEach(q -> System.out.println("      " + q)));
            }
          }
    }
    w.close();
  }
}
