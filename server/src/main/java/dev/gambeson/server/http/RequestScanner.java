package dev.gambeson.server.http;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/// Follows the bytes of an HTTP/1.1 connection before anything else sees them, and accepts only
/// what every server reads alike (RFC 9112): so that nobody in front of or behind us can disagree
/// with us about where a request ends, which is what request smuggling lives on.
///
/// Refused: obs-fold, bare LF or CR, white space before a colon, control characters, no Host or
/// two, targets that are not in origin form or not normalised, two Content-Length, Content-Length
/// together with Transfer-Encoding, any coding but `chunked`, chunk extensions, trailers, HTTP/1.0,
/// and more or larger headers than allowed. Not thread-safe: one per connection.
final class RequestScanner {
  /// Where in a request the connection is.
  enum State {
    /// Between two requests.
    IDLE,
    /// Within request line or headers.
    HEAD,
    /// Within a body.
    BODY,
    /// Refused; nothing is looked at any more.
    BROKEN
  }

  private enum Part {
    LINE,
    HEADERS,
    FIXED,
    CHUNK_SIZE,
    CHUNK,
    CHUNK_END,
    TRAILER
  }

  private static final long UNSET = -1;

  private final FrontLimits limits;
  private final boolean percent;
  private Part part = Part.LINE;
  private byte[] line = new byte[512];
  private int length;
  private int headBytes;
  private int headers;
  private int hosts;
  private long contentLength = UNSET;
  private boolean chunked;
  private long left;
  private long bodyBytes;
  private int requests;
  private String error = "";
  private int status;

  RequestScanner(FrontLimits limits) {
    this(limits, false);
  }

  /// @param percent whether paths may hold percent signs
  RequestScanner(FrontLimits limits, boolean percent) {
    this.limits = limits;
    this.percent = percent;
  }

  /// Looks at bytes from the reader index on, without moving it.
  ///
  /// @return false when the connection must be closed; see [#status] and [#error]
  boolean feed(ByteBuf in) {
    int at = in.readerIndex();
    int end = in.writerIndex();
    while (at < end && status == 0) {
      at =
          switch (part) {
            case LINE, HEADERS, CHUNK_SIZE, CHUNK_END, TRAILER -> line(in, at, end);
            case FIXED, CHUNK -> skip(at, end);
          };
    }
    return status == 0;
  }

  private int skip(int at, int end) {
    int taken = (int) Math.min(left, end - at);
    left -= taken;
    bodyBytes += taken;
    if (left == 0) {
      if (part == Part.FIXED) {
        next();
      } else {
        part = Part.CHUNK_END;
      }
    }
    return at + taken;
  }

  private int line(ByteBuf in, int at, int end) {
    int lf = in.indexOf(at, end, (byte) '\n');
    int stop = lf < 0 ? end : lf;
    int most = part == Part.LINE || part == Part.HEADERS ? limits.headerBytes() - headBytes : 64;
    if (length + (stop - at) > most) {
      refuse(part == Part.LINE ? 414 : 431, "request line and headers are too large");
      return end;
    }
    append(in, at, stop - at);
    if (lf < 0) {
      return end;
    }
    if (length == 0 || line[length - 1] != '\r') {
      refuse(400, "a line ends without CR");
      return end;
    }
    headBytes += length + 1;
    length--;
    complete();
    length = 0;
    return lf + 1;
  }

  private void append(ByteBuf in, int at, int count) {
    if (length + count > line.length) {
      line = Arrays.copyOf(line, Math.max(length + count, 2 * line.length));
    }
    in.getBytes(at, line, length, count);
    length += count;
  }

  private void complete() {
    switch (part) {
      case LINE -> requestLine();
      case HEADERS -> header();
      case CHUNK_SIZE -> chunkSize();
      case CHUNK_END -> {
        part = Part.CHUNK_SIZE;
        require(length == 0, 400, "a chunk does not end where it says");
      }
      default -> { // TRAILER
        require(length == 0, 400, "trailers are not accepted");
        next();
      }
    }
  }

  private void requestLine() {
    require(HttpText.isRequestLine(line, length, percent), 400, "the request line is not accepted");
    part = Part.HEADERS;
  }

  private void header() {
    if (length == 0) {
      head();
      return;
    }
    headers++;
    require(headers <= limits.headers(), 431, "there are too many headers");
    require(line[0] != ' ' && line[0] != '\t', 400, "a header is folded over two lines");
    int colon = HttpText.nameLength(line, length);
    require(colon > 0, 400, "a header name is not accepted");
    require(HttpText.isValue(line, colon + 1, length), 400, "a header value is not accepted");
    if (status == 0) {
      known(colon);
    }
  }

  private void known(int colon) {
    if (HttpText.is(line, colon, "host")) {
      hosts++;
      require(hosts == 1 && HttpText.isHost(line, colon + 1, length), 400, "Host is not accepted");
    } else if (HttpText.is(line, colon, "content-length")) {
      require(contentLength == UNSET, 400, "Content-Length is said twice");
      contentLength = HttpText.number(line, colon + 1, length);
      require(contentLength >= 0, 400, "Content-Length is not a number");
    } else if (HttpText.is(line, colon, "transfer-encoding")) {
      require(
          !chunked && HttpText.valueIs(line, colon + 1, length, "chunked"),
          501,
          "Transfer-Encoding must be chunked");
      chunked = true;
    }
  }

  private void head() {
    require(hosts == 1, 400, "there must be exactly one Host");
    require(!chunked || contentLength == UNSET, 400, "Content-Length and Transfer-Encoding");
    require(contentLength <= limits.bodyBytes(), 413, "the body is too large");
    if (status != 0) {
      return;
    }
    requests++;
    bodyBytes = 0;
    if (chunked) {
      part = Part.CHUNK_SIZE;
    } else if (contentLength > 0) {
      left = contentLength;
      part = Part.FIXED;
    } else {
      next();
    }
  }

  private void chunkSize() {
    long size = HttpText.hex(line, length);
    require(size >= 0, 400, "a chunk size is not accepted");
    require(bodyBytes + size <= limits.bodyBytes(), 413, "the body is too large");
    left = size;
    part = size == 0 ? Part.TRAILER : Part.CHUNK;
  }

  private void next() {
    part = Part.LINE;
    headBytes = 0;
    headers = 0;
    hosts = 0;
    contentLength = UNSET;
    chunked = false;
  }

  private void require(boolean fine, int otherwise, String message) {
    if (!fine) {
      refuse(otherwise, message);
    }
  }

  private void refuse(int code, String message) {
    if (status == 0) {
      status = code;
      error = message;
    }
  }

  /// Whether the bytes of a request are under way.
  State state() {
    if (status != 0) {
      return State.BROKEN;
    }
    return switch (part) {
      case LINE -> length == 0 ? State.IDLE : State.HEAD;
      case HEADERS -> State.HEAD;
      default -> State.BODY;
    };
  }

  /// Requests whose headers were complete.
  int requests() {
    return requests;
  }

  /// Bytes of the current body so far.
  long bodyBytes() {
    return bodyBytes;
  }

  /// The status to answer with; 0 while nothing is wrong.
  int status() {
    return status;
  }

  /// What is wrong, without any byte of the request.
  String error() {
    return error;
  }
}
