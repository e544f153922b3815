package dev.gambeson.data.pii;

import com.google.re2j.Matcher;
import java.util.List;

/// Finds what the configuration describes.
final class CustomFinder implements Finder {
  private final List<CustomIdentifier> custom;
  private final int[] types;

  CustomFinder(List<CustomIdentifier> custom, TypeNumbers numbers) {
    this.custom = custom;
    this.types = custom.stream().mapToInt(c -> numbers.of(c.type())).toArray();
  }

  @Override
  public void find(TextScan text) {
    String plain = text.substring(0, text.length());
    for (int k = 0; k < types.length; k++) {
      CustomIdentifier wanted = custom.get(k);
      Matcher matcher = wanted.pattern().matcher(plain);
      while (matcher.find()) {
        if (matcher.end() > matcher.start() && counts(text, wanted, k, matcher)) {
          text.add(types[k], matcher.start(), matcher.end(), 0.9);
        }
      }
    }
  }

  private boolean counts(TextScan text, CustomIdentifier wanted, int k, Matcher matcher) {
    String hit = Folding.fold(matcher.group());
    if (wanted.ignore().stream().anyMatch(hit::contains)) {
      return false;
    }
    if (wanted.keywords().isEmpty() || text.headerSpeaksOf(types[k])) {
      return true;
    }
    int from = Math.max(0, matcher.start() - wanted.proximity());
    int to = Math.min(text.length(), matcher.end() + wanted.proximity());
    String before = new String(text.folded(), from, matcher.start() - from);
    String after = new String(text.folded(), matcher.end(), to - matcher.end());
    return wanted.keywords().stream().anyMatch(w -> before.contains(w) || after.contains(w));
  }
}
