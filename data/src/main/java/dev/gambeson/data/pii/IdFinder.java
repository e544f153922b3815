package dev.gambeson.data.pii;

import java.util.List;

/// Finds identifiers of fixed form.
final class IdFinder implements Finder {
  private static final ShapeAutomaton SHAPES = new ShapeAutomaton(IdRules.ALL);
  private final int[] types;
  private final List<IdRule> rules = IdRules.ALL;

  IdFinder(TypeNumbers numbers) {
    this.types = rules.stream().mapToInt(r -> numbers.of(r.type())).toArray();
  }

  @Override
  public void find(TextScan text) {
    if (text.digits() < 1) {
      return;
    }
    IdChars id = new IdChars();
    int n = text.length();
    int i = 0;
    while (i < n) {
      int c = ShapeAutomaton.classOf(text.at(i));
      boolean token = c == ShapeAutomaton.DIGIT || c == ShapeAutomaton.LETTER;
      if (token && text.beginsAt(i)) {
        from(text, i, id);
      }
      i++;
      if (token) {
        i = endOfToken(text, i);
      }
    }
  }

  private static int endOfToken(TextScan text, int from) {
    int i = from;
    while (i < text.length()) {
      int c = ShapeAutomaton.classOf(text.at(i));
      if (c != ShapeAutomaton.DIGIT && c != ShapeAutomaton.LETTER) {
        break;
      }
      i++;
    }
    return i;
  }

  private void from(TextScan text, int start, IdChars id) {
    id.clear();
    int state = SHAPES.start();
    for (int i = start; i < text.length(); i++) {
      int c = ShapeAutomaton.classOf(text.at(i));
      state = SHAPES.next(state, c);
      if (state == 0) {
        return;
      }
      if (c == ShapeAutomaton.DIGIT || c == ShapeAutomaton.LETTER) {
        id.append(text.at(i));
        ShapeAutomaton.Form[] forms = SHAPES.ends(state);
        if (forms.length > 0 && text.endsAt(i + 1)) {
          judge(text, start, i + 1, id, forms);
        }
      }
    }
  }

  private void judge(TextScan text, int start, int end, IdChars id, ShapeAutomaton.Form[] forms) {
    for (ShapeAutomaton.Form form : forms) {
      IdRule rule = rules.get(form.rule());
      int type = types[form.rule()];
      if (rule.saysLittle(form.alone()) && !text.keepsWeak() && !text.named(type, start, end)) {
        continue;
      }
      if (rule.test().test(id)) {
        text.add(type, start, end, form.alone(), Scores.inContext(rule.chance()));
      } else {
        text.shape(type, start, end);
      }
    }
  }
}
