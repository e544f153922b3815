package dev.gambeson.server.grpc;

import dev.gambeson.core.GambesonException;
import dev.gambeson.server.http.ConnectionCounts;
import io.grpc.Codec;
import io.grpc.CompressorRegistry;
import io.grpc.DecompressorRegistry;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.nio.NioIoHandler;
import io.grpc.netty.shaded.io.netty.handler.ssl.ClientAuth;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import io.grpc.util.AdvancedTlsX509KeyManager;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.IntStream;

/// The gRPC listener, on a port of its own.
///
/// Guaranteed: messages and headers are bounded before they are read, nothing is decompressed, a
/// client that pings too often, opens too many calls or lets a message drip is turned away, there
/// is no reflection.
public final class GrpcListener implements AutoCloseable {
  private static final int LOOPS = 2;

  private static final int WINDOW = 256 << 10;
  private static final long SWEEP_MILLIS = 1_000;

  /// gRPC writes a stack trace for each frame and message it refuses: a stranger could fill the
  /// disk.
  private static final Logger FRAMES = Logger.getLogger("io.grpc.netty.shaded.io.grpc.netty");

  private final Server server;
  private final EventLoopGroup loops;
  private final Optional<GrpcSettings.Tls> tls;
  private final AdvancedTlsX509KeyManager keys;
  private final Runnable stopSweeping;

  private GrpcListener(
      Server server,
      EventLoopGroup loops,
      Optional<GrpcSettings.Tls> tls,
      AdvancedTlsX509KeyManager keys,
      Runnable stopSweeping) {
    this.server = server;
    this.loops = loops;
    this.tls = tls;
    this.keys = keys;
    this.stopSweeping = stopSweeping;
  }

  /// Starts listening.
  ///
  /// @throws GambesonException when the port is taken or a certificate cannot be read
  public static GrpcListener start(GrpcParts parts, GrpcSettings settings) {
    GrpcSettings.Limits limits = settings.limits();
    DecompressorRegistry plain =
        DecompressorRegistry.emptyInstance().with(Codec.Identity.NONE, true);
    LeastRate rate = new LeastRate(limits.messageRate(), limits.messageGrace(), System::nanoTime);
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(new InetSocketAddress(settings.host(), settings.port()))
            .executor(executor(parts.vertx()))
            .flowControlWindow(WINDOW) // what a stranger may make us hold
            .maxInboundMessageSize(limits.maxMessageBytes())
            .maxInboundMetadataSize(limits.maxMetadataBytes())
            .maxConcurrentCallsPerConnection(limits.maxCallsPerConnection())
            .permitKeepAliveTime(limits.minPingInterval().toMillis(), TimeUnit.MILLISECONDS)
            .permitKeepAliveWithoutCalls(false)
            .maxConnectionIdle(limits.maxIdle().toMillis(), TimeUnit.MILLISECONDS)
            .maxConnectionAge(limits.maxAge().toMillis(), TimeUnit.MILLISECONDS)
            .maxConnectionAgeGrace(30, TimeUnit.SECONDS)
            .handshakeTimeout(limits.handshake().toMillis(), TimeUnit.MILLISECONDS)
            .maxRstFramesPerWindow(100, 30) // CVE-2023-44487
            .decompressorRegistry(plain)
            .compressorRegistry(CompressorRegistry.newEmptyInstance())
            .addStreamTracerFactory(rate)
            .addService(new InferenceService(parts, rate).definition());
    quiet();
    EventLoopGroup loops = loops(builder, limits);
    AdvancedTlsX509KeyManager keys = new AdvancedTlsX509KeyManager();
    settings.tls().ifPresent(tls -> builder.sslContext(context(tls, keys)));
    try {
      Server server = builder.build().start();
      return new GrpcListener(server, loops, settings.tls(), keys, sweeping(parts.vertx(), rate));
    } catch (IOException e) {
      var _ = loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
      throw GambesonException.usage(
          "gRPC cannot listen on %s:%d: %s. Choose another port, or stop what uses it."
              .formatted(settings.host(), settings.port(), e.getMessage()));
    }
  }

  private static Runnable sweeping(Vertx vertx, LeastRate rate) {
    long timer = vertx.setPeriodic(SWEEP_MILLIS, _ -> rate.sweep());
    return () -> vertx.cancelTimer(timer);
  }

  private static void quiet() {
    FRAMES.setLevel(Level.OFF);
  }

  /// The threads that read frames, and a channel that counts what it accepts.
  private static EventLoopGroup loops(NettyServerBuilder builder, GrpcSettings.Limits limits) {
    ConnectionCounts counts =
        new ConnectionCounts(limits.maxConnections(), limits.maxConnectionsPerAddress());
    EventLoopGroup loops =
        new MultiThreadIoEventLoopGroup(
            LOOPS + 1,
            Thread.ofPlatform().daemon().name("gateway-grpc-", 0).factory(),
            NioIoHandler.newFactory());
    builder
        .bossEventLoopGroup(loops)
        .workerEventLoopGroup(loops)
        .channelFactory(() -> new CappedServerChannel(counts));
    return loops;
  }

  /// Calls run on event loops of Vert.x, as the pipeline and the clients of upstreams want it.
  private static Executor executor(Vertx vertx) {
    List<Context> loops =
        IntStream.range(0, LOOPS).mapToObj(_ -> vertx.getOrCreateContext()).toList();
    AtomicInteger next = new AtomicInteger();
    return task ->
        loops.get(Math.floorMod(next.getAndIncrement(), LOOPS)).runOnContext(_ -> task.run());
  }

  private static SslContext context(GrpcSettings.Tls tls, AdvancedTlsX509KeyManager keys) {
    try {
      keys.updateIdentityCredentials(tls.certificate().toFile(), tls.key().toFile());
      SslContextBuilder builder =
          GrpcSslContexts.configure(SslContextBuilder.forServer(keys))
              .protocols("TLSv1.3", "TLSv1.2");
      tls.clientAuthorities()
          .ifPresent(authorities ->
              builder
                  .trustManager(authorities.toFile())
                  .clientAuth(
                      tls.clientCertificateRequired() ? ClientAuth.REQUIRE : ClientAuth.OPTIONAL));
      return builder.build();
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      throw GambesonException.badInput(
          "The certificate %s or key %s of the gRPC listener cannot be used: %s."
              .formatted(tls.certificate(), tls.key(), e.getMessage()),
          e);
    }
  }

  /// Reads certificate and key again, not the authorities of clients.
  ///
  /// @return fails, and keeps the old ones, when the new ones cannot be used
  public Future<Void> reloadCertificates() {
    try {
      if (tls.isPresent()) {
        keys.updateIdentityCredentials(tls.get().certificate().toFile(), tls.get().key().toFile());
      }
      return Future.succeededFuture();
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      return Future.failedFuture(e);
    }
  }

  /// The port that it listens on.
  public int port() {
    return server.getPort();
  }

  /// Stops listening; calls under way have 5 s to end.
  @Override
  public void close() {
    stopSweeping.run();
    server.shutdown();
    try {
      if (!server.awaitTermination(5, TimeUnit.SECONDS)) {
        server.shutdownNow();
      }
    } catch (InterruptedException e) {
      server.shutdownNow();
      Thread.currentThread().interrupt();
    }
    var _ = loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }
}
