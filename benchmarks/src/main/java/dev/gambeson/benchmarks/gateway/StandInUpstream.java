package dev.gambeson.benchmarks.gateway;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A model server that costs next to nothing: answers as many rows as it is asked, by a fixed rule.
/// What is measured before it is then the gateway alone. Argument: `PORT`.
public final class StandInUpstream {
  private static final String METADATA =
      """
      {"name":"fraud","versions":["1"],"platform":"stand-in","inputs":[{"name":"features","datatype":"FP32","shape":[-1,30]}],
      "outputs":[{"name":"probabilities","datatype":"FP32","shape":[-1,2]}]}\
      """;

  private static final Pattern SHAPE = Pattern.compile("\"shape\": *\\[(\\d{1,6})");

  private StandInUpstream() {}

  /// Starts it; returns at once.
  public static void main(String[] args) {
    Vertx vertx =
        Vertx.vertx(new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(1));
    Buffer one = answer(1);
    vertx
        .createHttpServer(new HttpServerOptions().setPort(Integer.parseInt(args[0])))
        .requestHandler(r -> {
          r.response().putHeader("content-type", "application/json");
          if (r.method().equals(HttpMethod.GET)) {
            var _ = r.response().end(METADATA);
          } else {
            r.body()
                .onSuccess(b -> {
                  int rows = rows(b);
                  var _ = r.response().end(rows == 1 ? one : answer(rows));
                });
          }
        })
        .listen()
        .await();
  }

  private static int rows(Buffer body) {
    Matcher shape = SHAPE.matcher(body.getString(0, Math.min(200, body.length())));
    return shape.find() ? Integer.parseInt(shape.group(1)) : 1;
  }

  private static Buffer answer(int rows) {
    StringBuilder scores = new StringBuilder();
    for (int i = 0; i < rows; i++) {
      scores.append(i == 0 ? "" : ",").append(i % 3 == 0 ? "0.9731,0.0269" : "0.1204,0.8796");
    }
    return Buffer.buffer(
        """
        {"model_name":"fraud","model_version":"1","id":"3f1c2a","outputs":[{"name":"probabilities","datatype":"FP32","shape":[%d,2],"data":[%s]}]}\
        """
            .formatted(rows, scores));
  }
}
