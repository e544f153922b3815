package dev.gambeson.data.pii;

/// Finds names of people, postal addresses, dates written with a month's name, and words of health:
/// one walk over the words of a text.
///
/// A method without a language model: names need a known given name or a form of address, streets a
/// word or ending that means street and a number. What lies outside ten languages and their
/// frequent names is not found.
final class WordFinder implements Finder {
  private static final int NAMES = Vocabulary.GIVEN | Vocabulary.SURNAME | Vocabulary.PARTICLE;
  private static final int LONGEST_NAME = 60;
  private final int person;
  private final int address;
  private final int birth;
  private final int health;

  WordFinder(TypeNumbers numbers) {
    this.person = numbers.of(PiiTypes.PERSON);
    this.address = numbers.of(PiiTypes.ADDRESS);
    this.birth = numbers.of(PiiTypes.BIRTH);
    this.health = numbers.of(PiiTypes.HEALTH);
  }

  @Override
  public void find(TextScan text) {
    if (text.letters() < 2) {
      return;
    }
    if (text.headerSpeaksOf(person) && text.length() <= LONGEST_NAME) {
      wholeName(text);
    }
    int i = 0;
    while (i < text.length()) {
      if (!Character.isLetter(text.at(i)) || (i > 0 && text.isDigit(i - 1))) {
        i++;
        continue;
      }
      int end = Words.end(text, i);
      i = Math.max(end, word(text, i, end));
    }
  }

  /// A cell of a column that is named like names: one to five words, most with a capital.
  private void wholeName(TextScan text) {
    int i = 0;
    int names = 0;
    boolean known = false;
    while (i < text.length()) {
      if (" .,-'".indexOf(text.at(i)) >= 0) {
        i++;
        continue;
      }
      if (!Character.isLetter(text.at(i))) {
        return;
      }
      int end = Words.end(text, i);
      int flags = flags(text, i, end);
      known |= (flags & (Vocabulary.GIVEN | Vocabulary.SURNAME)) != 0;
      boolean small = (flags & (Vocabulary.PARTICLE | Vocabulary.TITLE)) != 0;
      if (!small && !Character.isUpperCase(text.at(i))) {
        return;
      }
      names++;
      i = end;
    }
    if (names >= 1 && names <= 5) {
      text.add(person, 0, text.length(), known ? 0.8 : 0.55);
    }
  }

  private int word(TextScan text, int start, int end) {
    int flags = flags(text, start, end);
    boolean capital = Character.isUpperCase(text.at(start));
    if (flags == 0) {
      int surname = capital ? surname(text, start, end) : end;
      if (surname > end) {
        return surname;
      }
      if (capital && end - start >= 6 && text.digits() > 0 && Words.endsStreet(text, start, end)) {
        Streets.compound(text, start, end, address);
      }
      return end;
    }
    if ((flags & Vocabulary.HEALTH) != 0) {
      text.add(health, start, end, 0.45, 0.8);
    }
    if (text.digits() > 0) {
      if ((flags & (Vocabulary.STREET_FIRST | Vocabulary.STREET_LAST)) != 0) {
        Streets.named(text, start, end, flags, address);
      }
      if ((flags & Vocabulary.BOX) != 0) {
        Streets.box(text, start, end, address);
      }
      if ((flags & Vocabulary.MONTH) != 0) {
        Months.around(text, start, end, birth);
      }
    }
    if ((flags & Vocabulary.GREETING) != 0) {
      return greeted(text, end);
    }
    boolean begins = capital || (flags & Vocabulary.TITLE) != 0;
    return begins ? name(text, start, end, flags) : end;
  }

  /// A greeting and two capitalised words: whatever they are called.
  private int greeted(TextScan text, int end) {
    int last = surnames(text, end);
    int first = last > end ? Words.end(text, end + 1) : end;
    if (last > first) {
      text.add(person, end + 1, last, 0.65);
      return last;
    }
    return end;
  }

  /// An unknown capitalised word before a frequent surname.
  private int surname(TextScan text, int start, int end) {
    int last = Words.isName(text, start, end) ? surnames(text, end) : end;
    for (int i = end; i < last; i++) {
      if (text.at(i) == ' ' && Character.isLetter(text.at(i + 1))) {
        int next = Words.end(text, i + 1);
        if ((flags(text, i + 1, next) & Vocabulary.SURNAME) != 0) {
          text.add(person, start, last, 0.6);
          return last;
        }
      }
    }
    return end;
  }

  private int name(TextScan text, int start, int end, int flags) {
    if ((flags & Vocabulary.GIVEN) != 0 && Character.isUpperCase(text.at(start))) {
      int last = surnames(text, end);
      if (last > end) {
        text.add(person, start, last, 0.7);
        return last;
      }
      int before = Words.surnameWithComma(text, start);
      text.add(person, before, end, before < start ? 0.6 : 0.3, 0.6);
    } else if ((flags & Vocabulary.TITLE) != 0) {
      int next = end < text.length() && text.at(end) == '.' ? end + 1 : end;
      int last = surnames(text, next);
      if (last > next) {
        text.add(person, next + 1, last, 0.75);
        return last;
      }
    }
    if ((flags & Vocabulary.SURNAME) != 0 && start == 0 && end == text.length()) {
      text.add(person, start, end, 0.3);
    }
    return end;
  }

  /// The end of the run of up to three capitalised words that follows, particles between them.
  private static int surnames(TextScan text, int from) {
    int end = from;
    int i = from;
    for (int words = 0; words < 5; words++) {
      if (i + 1 >= text.length() || text.at(i) != ' ' || !Character.isLetter(text.at(i + 1))) {
        break;
      }
      int next = Words.end(text, i + 1);
      int flags = flags(text, i + 1, next);
      boolean initial = next == i + 2 && next < text.length() && text.at(next) == '.';
      if (Words.isName(text, i + 1, next) && (flags & ~NAMES) == 0) {
        end = next;
      } else if (initial && Character.isUpperCase(text.at(i + 1))) {
        next++;
      } else if ((flags & Vocabulary.PARTICLE) == 0) {
        break;
      }
      i = next;
    }
    return end;
  }

  static int flags(TextScan text, int start, int end) {
    return Vocabulary.WORDS.find(text.folded(), start, end, 0);
  }
}
