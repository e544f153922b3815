package dev.gambeson.guard.detect;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/// Steps up by one with each alarm, down by one with each quiet while.
final class Ladder {
  private static final long REPEAT = 60;

  private Level level = Level.NONE;
  private long since;
  private long until;
  private long alarms;
  private boolean moved;
  private long told;

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
    moved = next != level;
    if (moved) {
      since = epochSecond;
    }
    level = next;
    until = epochSecond + ttl;
    alarms++;
    return level;
  }

  /// Whether the newest alarm is to be told: it changed the level, or none was told for a minute. A
  /// client on the last step raises alarms as fast as it asks; each costs writes and tells nothing.
  boolean isNews(long epochSecond) {
    boolean news = moved || epochSecond - told >= REPEAT;
    if (news) {
      told = epochSecond;
    }
    return news;
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
