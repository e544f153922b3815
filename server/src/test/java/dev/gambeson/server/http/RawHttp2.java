package dev.gambeson.server.http;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// An HTTP/2 connection on which a test sends frames as it likes (RFC 9113; headers as literals
/// without a table, RFC 7541).
public final class RawHttp2 implements AutoCloseable {
  /// Kinds of frames.
  public static final int DATA = 0;

  public static final int HEADERS = 1;
  public static final int RESET = 3;
  public static final int SETTINGS = 4;
  public static final int PING = 6;
  public static final int GOAWAY = 7;
  public static final int CONTINUATION = 9;

  private static final int END_HEADERS = 4;

  private final Socket socket;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /// @param socket after the handshake, if there is TLS
  public RawHttp2(Socket socket) throws IOException {
    this.socket = socket;
    socket.setSoTimeout(5_000);
    out.writeBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    frame(SETTINGS, 0, 0, new byte[0]);
    flush();
  }

  public RawHttp2 frame(int kind, int flags, int stream, byte[] body) {
    out.write(body.length >> 16);
    out.write(body.length >> 8);
    out.write(body.length);
    out.write(kind);
    out.write(flags);
    for (int shift = 24; shift >= 0; shift -= 8) {
      out.write(stream >> shift);
    }
    out.writeBytes(body);
    return this;
  }

  /// Begins a request; its body stays open.
  public RawHttp2 begin(int stream, Map<String, String> headers) {
    return frame(HEADERS, END_HEADERS, stream, block(headers));
  }

  public static byte[] block(Map<String, String> headers) {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    headers.forEach((name, value) -> {
      block.write(0); // literal, never in the table
      text(block, name);
      text(block, value);
    });
    return block.toByteArray();
  }

  private static void text(ByteArrayOutputStream to, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    if (bytes.length < 127) {
      to.write(bytes.length);
    } else {
      to.write(127);
      int rest = bytes.length - 127;
      for (; rest >= 128; rest >>= 7) {
        to.write(rest & 127 | 128);
      }
      to.write(rest);
    }
    to.writeBytes(bytes);
  }

  public RawHttp2 reset(int stream) {
    return frame(RESET, 0, stream, new byte[] {0, 0, 0, 8});
  }

  public void flush() throws IOException {
    socket.getOutputStream().write(out.toByteArray());
    socket.getOutputStream().flush();
    out.reset();
  }

  public RawHttp2 flushed() throws IOException {
    flush();
    return this;
  }

  /// What came back until the other side closed, or was silent for five seconds.
  public record Heard(boolean closed, boolean goAway, int resets, int answers) {}

  public Heard listen() {
    boolean goAway = false;
    int resets = 0;
    int answers = 0;
    try {
      DataInputStream in = new DataInputStream(socket.getInputStream());
      while (true) {
        int first = in.read();
        if (first < 0) {
          return new Heard(true, goAway, resets, answers);
        }
        int length = first << 16 | in.readUnsignedShort();
        int kind = in.readUnsignedByte();
        in.skipNBytes(5L + length);
        goAway |= kind == GOAWAY;
        resets += kind == RESET ? 1 : 0;
        answers += kind == HEADERS ? 1 : 0;
      }
    } catch (SocketTimeoutException e) {
      return new Heard(false, goAway, resets, answers);
    } catch (IOException e) {
      return new Heard(true, goAway, resets, answers);
    }
  }

  /// The status of the first answer, where it is one of HPACK's own table (200, 204, 206, 304, 400,
  /// 404, 500) or a literal; 0 for a reset or a close.
  public int status() throws IOException {
    try {
      DataInputStream in = new DataInputStream(socket.getInputStream());
      while (true) {
        int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
        int kind = in.readUnsignedByte();
        in.skipNBytes(5);
        byte[] body = in.readNBytes(length);
        if (kind == HEADERS) {
          int[] known = {200, 204, 206, 304, 400, 404, 500};
          int index = body[0] & 0x7f;
          return (body[0] & 0x80) != 0 && index >= 8 && index <= 14 ? known[index - 8] : 1;
        }
        if (kind == RESET || kind == GOAWAY) {
          return 0;
        }
      }
    } catch (java.io.EOFException e) {
      return 0;
    }
  }

  /// Whether within this time an answer or a reset came, or the connection closed; settings and
  /// windows do not count.
  public boolean heardWithin(int millis) throws IOException {
    socket.setSoTimeout(millis);
    try {
      DataInputStream in = new DataInputStream(socket.getInputStream());
      while (true) {
        int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
        int kind = in.readUnsignedByte();
        in.skipNBytes(5L + length);
        if (kind == HEADERS || kind == RESET || kind == GOAWAY) {
          return true;
        }
      }
    } catch (SocketTimeoutException e) {
      return false;
    } catch (java.io.EOFException | java.net.SocketException e) {
      return true;
    }
  }

  /// Whether at least one byte has come, within five seconds.
  public boolean answers() {
    try {
      return socket.getInputStream().read() >= 0;
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
