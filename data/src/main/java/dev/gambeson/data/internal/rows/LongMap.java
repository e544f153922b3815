package dev.gambeson.data.internal.rows;

/// Long to long, open addressing; the key 0 is not allowed. Keys are hashes already.
public final class LongMap {
  private long[] keys;
  private long[] values;
  private int size;

  public LongMap() {
    this(1024);
  }

  private LongMap(int places) {
    keys = new long[places];
    values = new long[places];
  }

  private int place(long key) {
    int mask = keys.length - 1;
    int at = (int) key & mask;
    while (keys[at] != 0 && keys[at] != key) {
      at = at + 1 & mask;
    }
    return at;
  }

  /// The value of a key, or `otherwise`.
  public long get(long key, long otherwise) {
    int at = place(key);
    return keys[at] == 0 ? otherwise : values[at];
  }

  public boolean contains(long key) {
    return keys[place(key)] != 0;
  }

  public void put(long key, long value) {
    int at = place(key);
    if (keys[at] == 0) {
      keys[at] = key;
      if (++size * 2 > keys.length) {
        values[at] = value;
        grow();
        return;
      }
    }
    values[at] = value;
  }

  private void grow() {
    LongMap larger = new LongMap(Math.multiplyExact(keys.length, 2));
    for (int i = 0; i < keys.length; i++) {
      if (keys[i] != 0) {
        int at = larger.place(keys[i]);
        larger.keys[at] = keys[i];
        larger.values[at] = values[i];
      }
    }
    keys = larger.keys;
    values = larger.values;
  }

  public int size() {
    return size;
  }
}
