package dev.gambeson.guard.detect;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/// Steps up by one with each alarm, down by one with each quiet while.
final class Ladder {
  private Level level = Level.NONE;
  private long since;
  private long until;
  private long alarms;

  /// The level at a time, after the steps down that are due.
  Level at(long epochSecond, long ttl) {
    while (level != Level.NONE && epochSecond >= until) {
      level = level.milder();
      since = until;
      until += ttl;
    }
    return level;
  }

  /// An alarm.
  Level up(long epochSecond, long ttl, Level highest) {
    Level next = at(epochSecond, ttl).next(highest);
    if (next != level) {
      since = epochSecond;
    }
    level = next;
    until = epochSecond + ttl;
    alarms++;
    return level;
  }

  void clear() {
    level = Level.NONE;
  }

  long since() {
    return since;
  }

  long until() {
    return until;
  }

  long alarms() {
    return alarms;
  }

  void write(DataOutputStream out) throws IOException {
    out.writeUTF(level.name());
    out.writeLong(since);
    out.writeLong(until);
    out.writeLong(alarms);
  }

  static Ladder read(DataInputStream in) throws IOException {
    Ladder read = new Ladder();
    read.level = Bytes.constant(in, Level.values());
    read.since = in.readLong();
    read.until = in.readLong();
    read.alarms = in.readLong();
    return read;
  }
}
