package dev.gambeson.data.pii;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gambeson.core.GambesonException;
import dev.gambeson.data.pii.PiiType.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PiiFinderTest {
  private final PiiFinder finder = PiiFinder.of(PiiOptions.defaults());

  private List<String> found(String text) {
    return finder.find(text).stream()
        .map(m -> m.type().id() + "=" + text.substring(m.start(), m.end()))
        .toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Write to jane.doe+x@mail.example.co.uk.      | mail-address=jane.doe+x@mail.example.co.uk
          (see o'neil@firma.de)                        | mail-address=o'neil@firma.de
          Call +44 20 7946 0958 now                    | phone-number=+44 20 7946 0958
          Tel. 0151 12345678                           | phone-number=0151 12345678
          or (415) 555-2671, please                    | phone-number=(415) 555-2671
          Appelez le 06 12 34 56 78                    | phone-number=06 12 34 56 78
          IBAN DE89 3704 0044 0532 0130 00 bitte       | iban=DE89 3704 0044 0532 0130 00
          paid with 4111 1111 1111 1111 today          | payment-card=4111 1111 1111 1111
          from 203.0.113.77 at noon                    | ip-address=203.0.113.77
          at 2001:db8:85a3::8a2e:370:7334 it           | ip-address=2001:db8:85a3::8a2e:370:7334
          device 00:1A:2B:3C:4D:5E                     | mac-address=00:1A:2B:3C:4D:5E
          found at 48.858370, 2.294481                 | geo-coordinates=48.858370, 2.294481
          My SSN is 536-90-4399.                       | us-ssn=536-90-4399
          PESEL 44051401359                            | pl-pesel=44051401359
          Codice fiscale: RSSMRA85T10A562S             | it-codice-fiscale=RSSMRA85T10A562S
          her passport number is C01234567             | passport-number=C01234567
          geboren am 12.03.1980 in Bonn                | date-of-birth=12.03.1980
          born on March 12, 1980                       | date-of-birth=March 12, 1980
          nacido el 12 de marzo de 1980                | date-of-birth=12 de marzo de 1980
          Hallo Herr Müller, bitte                     | person-name=Müller
          was seen by Emma Thompson on                 | person-name=Emma Thompson
          wohnt Hauptstraße 12 seit                    | postal-address=Hauptstraße 12
          at 221 Baker Street since                    | postal-address=221 Baker Street
          vive en Calle Mayor, 5 desde                 | postal-address=Calle Mayor, 5
          habite 12 rue de la Paix depuis              | postal-address=12 rue de la Paix
          The patient has diabetes                     | health-term=diabetes
          diagnosis code E11.9 noted                   | icd-10-code=E11.9
          key AKIAIOSFODNN7QRSTUVW here                | credential=AKIAIOSFODNN7QRSTUVW
          """)
  void findsInTexts(String text, String expected) {
    assertThat(found(text)).containsExactly(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "order 8675309421 was shipped",
        "version 10.4.2.1 of the driver",
        "ISBN 978-3-16-148410-0 in print",
        "EAN 4006381333931 on the shelf",
        "at 2024-05-06 12:34:56.789 UTC",
        "commit 3f2a9c1e8b7d6f5a4c3b2a190817263544536271",
        "id 123e4567-e89b-12d3-a456-426614174000",
        "part AB-1234-CD, 12 pieces at 3.50",
        "std::vector<int> x; a::b()",
        "The price rose by 12.5 % to 1,234,567 euros",
        "user@localhost or name@ or @handle",
        "MAC FF:FF:FF:FF:FF:FF is for all",
        "Baker Street is long",
        "in may 2024 we may go"
      })
  void leavesOtherNumbersAlone(String text) {
    assertThat(found(text)).isEmpty();
  }

  @Test
  void aWordNearbyMakesAWeakFormLikely() {
    assertThat(found("number 536904399")).isEmpty();
    assertThat(found("social security number 536904399")).containsExactly("us-ssn=536904399");
    assertThat(finder.find("536904399", "customerSSN")).hasSize(1);
  }

  @Test
  void overlapsAreSettledForTheSurer() {
    assertThat(found("IBAN: GB82 WEST 1234 5698 7654 32")).hasSize(1);
  }

  @Test
  void placesInLongTextsAreThoseOfTheText() {
    String text = "word ".repeat(30_000) + "jane@example.org" + " word".repeat(100);
    assertThat(found(text)).containsExactly("mail-address=jane@example.org");
  }

  @Test
  void customIdentifiersNeedTheirKeywordsAndIgnoreWords() {
    CustomIdentifier staff =
        CustomIdentifier.of(
            "staff-number", Kind.DIRECT, "S-[0-9]{5}", List.of("staff"), List.of("S-00000"), 20);
    PiiFinder own = PiiFinder.of(PiiOptions.defaults().withCustom(List.of(staff)));
    assertThat(own.find("staff S-12345"))
        .extracting(m -> m.type().id())
        .containsExactly("staff-number");
    assertThat(own.find("article S-12345")).isEmpty();
    assertThat(own.find("staff S-00000")).isEmpty();
    assertThat(own.find("staff " + " ".repeat(40) + "S-12345")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "(", "a*", "(?<!x)y"})
  void aBadExpressionIsRefusedWithTheReason(String regex) {
    assertThatThrownBy(
            () -> CustomIdentifier.of("own", Kind.DIRECT, regex, List.of(), List.of(), 30))
        .isInstanceOf(GambesonException.class)
        .hasMessageContaining("Custom identifier 'own'");
  }

  @Test
  void aHostileTextTakesLinearTime() {
    String text =
        "1-".repeat(50_000) + "@".repeat(50_000) + "a.".repeat(50_000) + ":".repeat(50_000);
    long start = System.nanoTime();
    finder.find(text);
    assertThat((System.nanoTime() - start) / 1e9).isLessThan(5);
  }
}
