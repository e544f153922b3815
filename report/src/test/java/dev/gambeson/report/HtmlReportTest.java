package dev.gambeson.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class HtmlReportTest {
  @Test
  void aThousandFindingsStayUnder300Kilobytes() throws IOException {
    byte[] html = Renderers.of(Format.HTML).render(SampleResults.large(1000));
    Files.write(Path.of("target/large.html"), html);
    assertThat(html.length).isLessThan(300_000);
  }

  @Test
  void theSampleIsWrittenForTheEye() throws IOException {
    byte[] html = Renderers.of(Format.HTML).render(SampleResults.adult());
    Files.write(Path.of("target/sample.html"), html);
    assertThat(html).isNotEmpty();
  }
}
