package dev.gambeson.benchmarks.gateway;

import dev.gambeson.core.data.FeatureSpace;
import dev.gambeson.core.data.Rows;
import dev.gambeson.guard.Answer;
import dev.gambeson.server.serving.ModelVersion;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.util.List;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// The least that a forwarding version can do: rebuild the request, read two scores.
final class Forward implements ModelVersion {
  private static final JsonFactory JSON = new JsonFactory();

  private final HttpClient client;
  private final RequestOptions target;
  private final FeatureSpace features;

  Forward(Vertx vertx, String url, FeatureSpace features) {
    URI uri = URI.create(url);
    this.features = features;
    this.client =
        vertx.createHttpClient(new HttpClientOptions(), new PoolOptions().setHttp1MaxSize(256));
    this.target =
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setHost(uri.getHost())
            .setPort(uri.getPort())
            .setURI("/v2/models/fraud/infer");
  }

  @Override
  public String version() {
    return "1";
  }

  @Override
  public String digest() {
    return "upstream";
  }

  @Override
  public Future<Answer> infer(Rows rows) {
    Buffer body = Buffer.buffer(body(rows));
    return client
        .request(target)
        .compose(r -> {
          r.putHeader("content-type", "application/json");
          return r.send(body);
        })
        .compose(response -> response.body())
        .map(reply -> answer(reply, rows.count()));
  }

  private byte[] body(Rows rows) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(1024);
    try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), out)) {
      json.writeStartObject();
      json.writeArrayPropertyStart("inputs");
      json.writeStartObject();
      json.writeStringProperty("name", "features");
      json.writeStringProperty("datatype", "FP32");
      json.writeName("shape");
      json.writeArray(new int[] {rows.count(), features.width()}, 0, 2);
      json.writeArrayPropertyStart("data");
      for (double v : rows.values()) {
        json.writeNumber((float) v);
      }
      json.writeEndArray();
      json.writeEndObject();
      json.writeEndArray();
      json.writeEndObject();
    }
    return out.toByteArray();
  }

  private static Answer answer(Buffer reply, int count) {
    float[] scores = new float[2 * count];
    int n = 0;
    boolean data = false;
    try (JsonParser in = JSON.createParser(ObjectReadContext.empty(), reply.getBytes())) {
      for (JsonToken t = in.nextToken(); t != null; t = in.nextToken()) {
        switch (t) {
          case PROPERTY_NAME -> data = in.currentName().equals("data");
          case VALUE_NUMBER_FLOAT -> {
            if (data && n < scores.length) {
              scores[n++] = in.getFloatValue();
            }
          }
          default -> {}
        }
      }
    }
    return new Answer(List.of("0", "1"), count, new int[count], scores);
  }
}
