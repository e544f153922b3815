package dev.gambeson.artifact.scan.pickle;

import dev.gambeson.artifact.scan.pickle.Policy.Allowed;
import dev.gambeson.artifact.scan.pickle.Policy.Use;

/// One name that a pickle imports, and what has been said about it so far.
final class Imported {
  private final String module;
  private final String name;
  private final Policy.Entry entry;
  private final long at;
  private boolean reported;
  private boolean called;

  Imported(String module, String name, Policy.Entry entry, long at) {
    this.module = module;
    this.name = name;
    this.entry = entry;
    this.at = at;
  }

  /// For messages: module and name, cut where they are long.
  String title() {
    String title = module + "." + name;
    return title.length() > 120 ? title.substring(0, 120) + "..." : title;
  }

  Policy.Entry entry() {
    return entry;
  }

  /// Where it is imported first.
  long at() {
    return at;
  }

  boolean may(Use use) {
    return entry instanceof Allowed allowed && allowed.may(use);
  }

  boolean is(String otherModule, String otherName) {
    return Policy.today(module).equals(otherModule) && name.equals(otherName);
  }

  boolean isNamed(String otherName) {
    return name.equals(otherName);
  }

  /// Whether nothing worse than a mention was reported; then it counts as reported.
  boolean report() {
    boolean first = !reported;
    reported = true;
    return first;
  }

  /// Whether this is the first call of it.
  boolean call() {
    boolean first = !called;
    called = true;
    return first;
  }

  boolean isReported() {
    return reported;
  }
}
