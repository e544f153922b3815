package dev.gambeson.cli.serve;

import dev.gambeson.core.ExitCode;
import dev.gambeson.core.GambesonException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Whether a gateway is ready, for a container's health check.
@Command(
    name = "health",
    mixinStandardHelpOptions = true,
    header = "Ask a gateway whether it is ready: exit code 0, or 2 when it is not.",
    description = {"", "Example:", "  gambeson serve health --url http://127.0.0.1:9464", ""})
final class HealthCommand implements Callable<Integer> {
  @Option(
      names = "--url",
      paramLabel = "URL",
      defaultValue = "http://127.0.0.1:9464",
      description = "address of the metrics listener (default: http://127.0.0.1:9464)")
  private URI url = URI.create("http://127.0.0.1:9464");

  @Override
  public Integer call() throws InterruptedException {
    ask(url, "/health/ready");
    return ExitCode.CLEAN.code();
  }

  /// Fails unless a gateway says there that it is ready.
  static void ask(URI gateway, String path) throws InterruptedException {
    try (HttpClient http = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build()) {
      int status =
          http.send(
                  HttpRequest.newBuilder(gateway.resolve(path))
                      .timeout(Duration.ofSeconds(2))
                      .build(),
                  HttpResponse.BodyHandlers.discarding())
              .statusCode();
      if (status != 200) {
        throw GambesonException.badInput(
            "The gateway at %s is not ready (%d).".formatted(gateway, status));
      }
    } catch (IOException | IllegalArgumentException e) {
      throw GambesonException.badInput("No gateway answers at %s.".formatted(gateway), e);
    }
  }
}
