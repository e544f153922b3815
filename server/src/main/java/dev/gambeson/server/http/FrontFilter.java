package dev.gambeson.server.http;

import dev.gambeson.server.oip.ErrorBody;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.util.AttributeKey;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Stands before the HTTP codec: lets through only what a [RequestScanner] accepts, closes
/// connections that are slow or silent. Everything runs on the connection's event loop.
final class FrontFilter extends ChannelInboundHandlerAdapter {
  private static final AttributeKey<FrontFilter> KEY = AttributeKey.valueOf("gambeson-front");
  private static final int TICK_MILLIS = 1000;

  private final FrontLimits limits;
  private final LongSupplier nanos;
  private final Rejections rejections;
  private final RequestScanner scanner;
  private RequestScanner.State state = RequestScanner.State.IDLE;
  private long since;
  private long lastProgress;
  private long lastPending;
  private int answered;
  private @Nullable ScheduledFuture<?> tick;

  /// Counts what was refused, by plain token.
  @FunctionalInterface
  interface Rejections {
    void rejected(String reason);
  }

  FrontFilter(FrontLimits limits, LongSupplier nanos, Rejections rejections) {
    this(limits, nanos, rejections, new RequestScanner(limits));
  }

  FrontFilter(
      FrontLimits limits, LongSupplier nanos, Rejections rejections, RequestScanner scanner) {
    this.limits = limits;
    this.nanos = nanos;
    this.rejections = rejections;
    this.scanner = scanner;
  }

  /// The filter of a channel, if it speaks HTTP/1.1.
  static @Nullable FrontFilter of(io.netty.channel.Channel channel) {
    return channel.attr(KEY).get();
  }

  /// A request was answered.
  ///
  /// @return whether the connection shall be closed after it
  boolean answering() {
    answered++;
    since = nanos.getAsLong();
    return answered >= limits.requestsPerConnection();
  }

  /// Whether the request under way is the last one that its connection may make.
  boolean last() {
    return answered + 1 >= limits.requestsPerConnection();
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    ctx.channel().attr(KEY).set(this);
    since = nanos.getAsLong();
    tick =
        ctx.executor()
            .scheduleWithFixedDelay(
                () -> check(ctx), TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    if (tick != null) {
      tick.cancel(false);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    handlerRemoved(ctx);
    ctx.fireChannelInactive();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (!(message instanceof ByteBuf bytes)) {
      ctx.fireChannelRead(message);
      return;
    }
    if (state == RequestScanner.State.BROKEN) {
      ReferenceCountUtil.release(message);
      return;
    }
    int before = scanner.requests();
    if (!scanner.feed(bytes)) {
      ReferenceCountUtil.release(message);
      reject(ctx, scanner.status(), scanner.error());
      return;
    }
    RequestScanner.State now = scanner.state();
    if (now != state || scanner.requests() != before) {
      since = nanos.getAsLong();
      state = now;
    }
    if (scanner.requests() - answered > limits.requestsPerConnection()) {
      ReferenceCountUtil.release(message);
      close(ctx, "pipelining");
      return;
    }
    ctx.fireChannelRead(message);
  }

  /// Answers with the error, unless an earlier request is still to be answered: then the error
  /// would be taken for its answer. One answer per request.
  private void reject(ChannelHandlerContext ctx, int status, String error) {
    state = RequestScanner.State.BROKEN;
    rejections.rejected("front-" + status);
    if (scanner.requests() > answered) {
      shut(ctx);
      return;
    }
    byte[] body = ErrorBody.of("The request is not accepted: " + error + ".");
    String head =
        "HTTP/1.1 %d Refused\r\ncache-control: no-store\r\nx-content-type-options: nosniff\r\ncontent-type: application/json\r\ncontent-length: %d\r\nconnection: close\r\n\r\n"
            .formatted(status, body.length);
    ByteBuf out = Unpooled.wrappedBuffer(head.getBytes(StandardCharsets.US_ASCII), body);
    ctx.writeAndFlush(out).addListener(ChannelFutureListener.CLOSE);
  }

  private void close(ChannelHandlerContext ctx, String reason) {
    state = RequestScanner.State.BROKEN;
    rejections.rejected(reason);
    shut(ctx);
  }

  @SuppressWarnings("FutureReturnValueIgnored") // nothing is left to be done if closing fails
  private static void shut(ChannelHandlerContext ctx) {
    ctx.close();
  }

  private void check(ChannelHandlerContext ctx) {
    long now = nanos.getAsLong();
    long age = now - since;
    if (stuck(ctx, now)) {
      close(ctx, "slow-reader");
      return;
    }
    switch (state) {
      case IDLE -> {
        if (scanner.requests() <= answered && age > limits.idle().toNanos()) {
          close(ctx, "idle");
        }
      }
      case HEAD -> {
        if (age > limits.headerTime().toNanos()) {
          reject(ctx, 408, "its headers came too slowly");
        }
      }
      case BODY -> {
        long paid = age - limits.bodyGrace().toNanos();
        boolean waits = !ctx.channel().config().isAutoRead();
        if (!waits && paid > 0 && scanner.bodyBytes() < paid / 1e9 * limits.bodyRate()) {
          close(ctx, "slow-body");
        }
      }
      case BROKEN -> shut(ctx);
    }
  }

  /// Whether the other side has not taken a byte of its answer for too long.
  private boolean stuck(ChannelHandlerContext ctx, long now) {
    ChannelOutboundBuffer out = ctx.channel().unsafe().outboundBuffer();
    long pending = out == null ? 0 : out.totalPendingWriteBytes();
    if (pending == 0 || pending != lastPending) {
      lastPending = pending;
      lastProgress = now;
      return false;
    }
    return now - lastProgress > limits.idle().toNanos();
  }
}
