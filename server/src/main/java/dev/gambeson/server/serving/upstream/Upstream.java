package dev.gambeson.server.serving.upstream;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.data.Feature;
import dev.gambeson.core.data.FeatureSpace;
import dev.gambeson.core.data.Rows;
import dev.gambeson.guard.Answer;
import dev.gambeson.model.Preprocessing;
import dev.gambeson.model.RowEncoder;
import dev.gambeson.server.oip.Datatype;
import dev.gambeson.server.serving.FeatureSpaces;
import dev.gambeson.server.serving.ServableVersion;
import dev.gambeson.server.serving.Unavailable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// A version that other servers run: any that speaks the Open Inference Protocol v2 over HTTP.
///
/// Guaranteed: it connects only to addresses of the configuration, checked after they were looked
/// up ([EgressRule]); follows no redirect; sends nothing of the client's request but the values;
/// answers within the timeout; reads no more than the limit; repeats only what was certainly not
/// answered, within a budget; leaves an address alone that fails; and stops answering when the
/// model's metadata change. Not guaranteed: that the upstream runs the model that its metadata
/// name; golden queries are for that.
public final class Upstream implements ServableVersion {
  private final String version;
  private final String digest;
  private final UpstreamSettings settings;
  private final FeatureSpace features;
  private final List<String> classes;
  private final Metadata metadata;
  private final RequestWriter writer;
  private final ReplyReader reader;
  private final Transport transport;
  private volatile boolean changed;
  private volatile boolean closed;

  private Upstream(
      String version,
      UpstreamSettings settings,
      FeatureSpace features,
      List<String> classes,
      Metadata metadata,
      Optional<RowEncoder> encoder,
      Transport transport) {
    this.version = version;
    this.settings = settings;
    this.features = features;
    this.classes = List.copyOf(classes);
    this.metadata = metadata;
    this.digest = metadata.digest(settings.addresses() + " " + transport.infer());
    this.writer = RequestWriter.of(features, encoder, metadata, settings);
    this.reader = new ReplyReader(classes, settings.output());
    this.transport = transport;
  }

  /// Looks the addresses up, reads the model's metadata and compares them with the features. Blocks
  /// until then; not for an event loop.
  ///
  /// @param features the raw inputs; empty: those of the preprocessing, or what the metadata name
  /// @param classes class labels; empty for a model that gives a number
  /// @param onChange hears once, in one sentence, when the model there becomes another one
  /// @throws GambesonException when an address is not allowed, nobody answers, or the model does
  ///   not fit
  public static Upstream open(
      Vertx vertx,
      String version,
      UpstreamSettings settings,
      Optional<FeatureSpace> features,
      List<String> classes,
      Consumer<String> onChange) {
    Transport transport = Transport.open(vertx, settings);
    boolean good = false;
    try {
      Metadata metadata = Metadata.read(fetch(transport, settings));
      Optional<Preprocessing> steps = settings.preprocessing().map(Preprocessing::read);
      FeatureSpace space =
          features.orElseGet(
              () -> steps.map(FeatureSpaces::of).orElseGet(() -> told(settings, metadata)));
      Optional<RowEncoder> encoder = steps.map(s -> RowEncoder.of(space, Optional.of(s)));
      Upstream upstream =
          new Upstream(version, settings, space, classes, metadata, encoder, transport);
      transport.watch(() -> upstream.check(onChange));
      good = true;
      return upstream;
    } catch (Unavailable e) {
      throw GambesonException.badInput(
          "The upstream model '%s' does not answer: %s Start it, or correct its address."
              .formatted(settings.model(), e.getMessage()),
          e);
    } finally {
      if (!good) {
        transport.close();
      }
    }
  }

  private static byte[] fetch(Transport transport, UpstreamSettings settings) {
    try {
      return transport.metadata().await();
    } catch (Unavailable e) {
      throw e;
    } catch (RuntimeException e) {
      throw new Unavailable(
          "upstream-metadata", "The metadata of '%s' cannot be read.".formatted(settings.model()));
    }
  }

  private static FeatureSpace told(UpstreamSettings settings, Metadata metadata) {
    List<Metadata.Port> inputs = metadata.inputs();
    if (inputs.size() == 1 && inputs.getFirst().width() > 1) {
      return new FeatureSpace(
          java.util.stream.LongStream.range(0, inputs.getFirst().width())
              .mapToObj(i -> number("x" + i))
              .toList());
    }
    if (inputs.isEmpty()
        || inputs.stream().anyMatch(p -> p.datatype().orElse(Datatype.BYTES) == Datatype.BYTES)) {
      throw GambesonException.usage(
          "The metadata of the upstream model '%s' do not tell its features. Give its preprocessing or data profile."
              .formatted(settings.model()));
    }
    return new FeatureSpace(inputs.stream().map(p -> number(p.name())).toList());
  }

  private static Feature number(String name) {
    return new Feature.Numeric(name, false, -Double.MAX_VALUE, Double.MAX_VALUE, 1, false);
  }

  /// Reads the metadata again; a model that became another one answers no more. Blocks.
  private void check(Consumer<String> onChange) {
    Metadata now;
    try {
      now = Metadata.read(fetch(transport, settings));
    } catch (Unavailable e) {
      return; // that it does not answer shows in the requests
    }
    boolean other = !now.equals(metadata);
    if (other && !changed) {
      changed = true;
      onChange.accept(
          "The upstream model '%s' takes or gives something else than when it was configured"
              .formatted(settings.model()));
    }
  }

  @Override
  public String version() {
    return version;
  }

  /// SHA-256 of the addresses and the metadata: says where it is asked, not what runs there.
  @Override
  public String digest() {
    return digest;
  }

  @Override
  public FeatureSpace features() {
    return features;
  }

  @Override
  public List<String> classes() {
    return classes;
  }

  @Override
  public boolean ready() {
    return !closed && !changed && transport.reachable();
  }

  @Override
  public Future<Answer> infer(Rows rows) {
    if (closed || changed) {
      return Future.failedFuture(
          changed
              ? new Unavailable("upstream-changed", "The model at the upstream is another one now.")
              : new Unavailable("unloaded", "The version was unloaded."));
    }
    RequestWriter.Body body;
    try {
      body = settings.binary() ? writer.binary(rows) : writer.json(rows);
    } catch (Unavailable e) {
      return Future.failedFuture(e);
    }
    return transport
        .infer(body)
        .map(reply ->
            reader.answer(ReplyParser.read(reply.body(), reply.headerLength()), rows.count()));
  }

  @Override
  public void close() {
    closed = true;
    transport.close();
  }

  @Override
  public String toString() {
    return "Upstream[%s at %s, %s]".formatted(version, settings.addresses(), writer);
  }
}
