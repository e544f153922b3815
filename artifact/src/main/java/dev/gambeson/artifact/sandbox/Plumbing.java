package dev.gambeson.artifact.sandbox;

import dev.gambeson.artifact.sandbox.Pipes.Drain;
import dev.gambeson.artifact.sandbox.Pipes.Pipe;
import java.util.ArrayList;
import java.util.List;

/// The pipes of one run: a gate as the child's standard input, its two outputs, and a channel.
/// Every descriptor is closed exactly once, whatever happens.
final class Plumbing implements AutoCloseable {
  private final Pipe gate;
  private final Pipe out;
  private final Pipe err;
  private final Pipe channel;
  private final boolean useChannel;
  private final List<Integer> open = new ArrayList<>();

  private Plumbing(Pipe gate, Pipe out, Pipe err, Pipe channel, boolean useChannel) {
    this.gate = gate;
    this.out = out;
    this.err = err;
    this.channel = channel;
    this.useChannel = useChannel;
    for (Pipe p : List.of(gate, out, err, channel)) {
      open.add(p.read());
      open.add(p.write());
    }
  }

  static Plumbing open(boolean useChannel) {
    List<Pipe> pipes = new ArrayList<>();
    boolean done = false;
    try {
      for (int i = 0; i < 4; i++) {
        pipes.add(Pipe.open());
      }
      done = true;
      return new Plumbing(pipes.get(0), pipes.get(1), pipes.get(2), pipes.get(3), useChannel);
    } finally {
      if (!done) {
        pipes.forEach(p -> Pipes.close(p.read()));
        pipes.forEach(p -> Pipes.close(p.write()));
      }
    }
  }

  /// What become the child's descriptors 0, 1, 2 and on.
  List<Integer> childs(List<Integer> more) {
    List<Integer> all = new ArrayList<>(List.of(gate.read(), out.write(), err.write()));
    if (useChannel || !more.isEmpty()) {
      all.add(channel.write());
    }
    all.addAll(more);
    return all;
  }

  /// Readers of the outputs.
  record Drains(Drain out, Drain err, Drain channel) {}

  /// Call when the child has its ends: ours of them are closed and the outputs are read.
  Drains started(int keep) {
    for (int fd : List.of(gate.read(), out.write(), err.write(), channel.write())) {
      close(fd);
    }
    for (int fd : List.of(out.read(), err.read(), channel.read())) {
      open.remove((Integer) fd); // the reader closes it
    }
    return new Drains(
        new Drain(out.read(), keep), new Drain(err.read(), keep), new Drain(channel.read(), keep));
  }

  /// Lets the child go on.
  void openGate() {
    Pipes.writeLine(gate.write());
    close(gate.write());
  }

  private void close(int fd) {
    if (open.remove((Integer) fd)) {
      Pipes.close(fd);
    }
  }

  @Override
  public void close() {
    List.copyOf(open).forEach(this::close);
  }
}
