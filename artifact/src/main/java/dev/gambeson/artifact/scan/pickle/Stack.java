package dev.gambeson.artifact.scan.pickle;

import dev.gambeson.artifact.scan.engine.Malformed;
import java.util.Arrays;

/// The operand stack with its marks and the memo, as CPython's C unpickler keeps them: nothing
/// below the last mark can be reached without taking the mark away.
final class Stack {
  private static final int MAX_DEPTH = 1 << 24;
  private static final int MAX_MARKS = 1 << 22;

  private long[] values = new long[256];
  private int[] marks = new int[16];
  private int height;
  private int markCount;
  private int fence;

  void clear() {
    height = 0;
    markCount = 0;
    fence = 0;
  }

  void push(long value) {
    if (height == values.length) {
      grow();
    }
    values[height++] = value;
  }

  private void grow() {
    if (height >= MAX_DEPTH) {
      throw new Malformed(0, "its stack grows beyond " + MAX_DEPTH + " values");
    }
    values = Arrays.copyOf(values, values.length * 2);
  }

  long pop(long where) {
    if (height <= fence) {
      throw underflow(where);
    }
    return values[--height];
  }

  long top(long where) {
    if (height <= fence) {
      throw underflow(where);
    }
    return values[height - 1];
  }

  void replaceTop(long value) {
    values[height - 1] = value;
  }

  int height() {
    return height;
  }

  long at(int index) {
    return values[index];
  }

  void mark() {
    if (markCount == marks.length) {
      if (markCount >= MAX_MARKS) {
        throw new Malformed(0, "it opens more than " + MAX_MARKS + " marks");
      }
      marks = Arrays.copyOf(marks, markCount * 2);
    }
    marks[markCount++] = height;
    fence = height;
  }

  /// Takes the last mark away.
  ///
  /// @return the height at which it stood
  int unmark(long where) {
    if (markCount == 0) {
      throw new Malformed(where, "an instruction needs a mark, but there is none");
    }
    int mark = marks[--markCount];
    fence = markCount == 0 ? 0 : marks[markCount - 1];
    return mark;
  }

  /// What stands below a mark that was just taken away.
  long below(int mark, long where) {
    if (mark <= fence) {
      throw underflow(where);
    }
    return values[mark - 1];
  }

  void cut(int toHeight) {
    height = toHeight;
  }

  /// POP: the top value, or the mark if nothing stands above it.
  void drop(long where) {
    if (markCount > 0 && marks[markCount - 1] == height) {
      unmark(where);
    } else {
      pop(where);
    }
  }

  private static Malformed underflow(long where) {
    return new Malformed(where, "an instruction takes a value from an empty stack");
  }
}
