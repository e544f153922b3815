package dev.gambeson.response.route;

import java.io.Closeable;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;

/// Closes a socket when its time is over, whatever it is doing: a peer that takes or gives one byte
/// a minute holds nobody.
final class Deadline implements AutoCloseable {
  private final Thread watch;

  Deadline(Socket socket, Duration time) {
    this.watch =
        Thread.ofVirtual()
            .start(() -> {
              try {
                Thread.sleep(time);
                quietly(socket);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // done in time
              }
            });
  }

  private static void quietly(Closeable socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // it is closed, or will be when the process ends
    }
  }

  @Override
  public void close() {
    watch.interrupt();
  }
}
