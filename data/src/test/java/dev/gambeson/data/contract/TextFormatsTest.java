package dev.gambeson.data.contract;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextFormatsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "email | a.b+c@example.org | true",
        "email | a@b | false",
        "email | a..b@example.org | false",
        "email | .a@example.org | false",
        "email | a@-example.org | false",
        "email | a b@example.org | false",
        "email | a@example.org. | false",
        "email | a@b@example.org | false",
        "uuid | 123e4567-e89b-12d3-a456-426614174000 | true",
        "uuid | 123e4567e89b12d3a456426614174000 | false",
        "uuid | 123e4567-e89b-12d3-a456-42661417400g | false",
        "ipv4 | 192.168.0.1 | true",
        "ipv4 | 256.1.1.1 | false",
        "ipv4 | 01.1.1.1 | false",
        "ipv4 | 1.1.1 | false",
        "ipv4 | 1.1.1.+1 | false",
        "ipv4 | 1.1..1.1 | false",
        "url | https://example.org/a?b=c#d | true",
        "url | http://localhost:8080 | true",
        "url | example.org | false",
        "url | https:// | false",
        "url | https://exa mple.org | false",
        "url | javascript:alert(1) | false",
      })
  void aFormatTakesWhatItMeansAndNothingElse(String format, String text, boolean fits) {
    assertThat(TextFormats.all().get(format).test(text)).isEqualTo(fits);
  }
}
