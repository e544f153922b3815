package dev.gambeson.data.pii;

import java.util.List;

/// The numbers that stand for kinds while a text is searched.
record TypeNumbers(List<PiiType> types) {
  TypeNumbers {
    types = List.copyOf(types);
  }

  int of(PiiType type) {
    int number = types.indexOf(type);
    if (number < 0) {
      throw new IllegalArgumentException("no number for " + type.id());
    }
    return number;
  }

  /// The number of the kind with this id.
  int of(String id) {
    for (int i = 0; i < types.size(); i++) {
      if (types.get(i).id().equals(id)) {
        return i;
      }
    }
    throw new IllegalArgumentException("no kind " + id);
  }
}
