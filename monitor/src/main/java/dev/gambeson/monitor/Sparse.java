package dev.gambeson.monitor;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/// Arrays of counts that are mostly zero, as bytes: runs of zeros and values, each as a number of
/// seven bits a byte.
final class Sparse {
  private Sparse() {}

  static void write(DataOutput out, long[] counts) throws IOException {
    int zeros = 0;
    for (long count : counts) {
      if (count == 0) {
        zeros++;
      } else {
        put(out, zeros);
        put(out, count);
        zeros = 0;
      }
    }
    put(out, zeros);
    put(out, 0); // a value is never 0, so this ends the array
  }

  static long[] read(DataInput in, int size) throws IOException {
    long[] counts = new long[size];
    long at = 0;
    while (true) {
      long zeros = get(in);
      long value = get(in);
      at += zeros;
      if (zeros < 0 || value < 0 || at > size || (value > 0 && at == size)) {
        throw new IOException("counts do not fit");
      }
      if (value == 0) {
        if (at != size) {
          throw new IOException("counts end early");
        }
        return counts;
      }
      counts[(int) at++] = value;
    }
  }

  private static void put(DataOutput out, long value) throws IOException {
    long rest = value;
    while (rest > 127) {
      out.writeByte((int) ((rest & 127) | 128));
      rest >>>= 7;
    }
    out.writeByte((int) rest);
  }

  private static long get(DataInput in) throws IOException {
    long value = 0;
    for (int shift = 0; shift < 63; shift += 7) {
      int b = in.readUnsignedByte();
      value |= (long) (b & 127) << shift;
      if (b < 128) {
        return value;
      }
    }
    throw new IOException("a count is too large");
  }
}
