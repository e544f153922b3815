package dev.gambeson.data.pii.protect;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenisationTest {
  @TempDir Path folder;
  private ProtectionKey key;

  @BeforeEach
  void makeKey() {
    key = ProtectionKey.create(folder.resolve("key"));
  }

  private Tokenisation digits(String column) {
    return new Tokenisation(key, column, Tokenisation.Alphabet.DIGITS);
  }

  /// NIST, FF1 samples 1 to 9 of the examples to SP 800-38G.
  @ParameterizedTest
  @CsvSource({
    "2B7E151628AED2A6ABF7158809CF4F3C,10,'',0123456789,2433477484",
    "2B7E151628AED2A6ABF7158809CF4F3C,10,39383736353433323130,0123456789,6124200773",
    "2B7E151628AED2A6ABF7158809CF4F3C,36,3737373770717273373737,0123456789ABCDEFGHI,A9TV40MLL9KDU509EUM",
    "2B7E151628AED2A6ABF7158809CF4F3CEF4359D8D580AA4F,10,'',0123456789,2830668132",
    "2B7E151628AED2A6ABF7158809CF4F3CEF4359D8D580AA4F,10,39383736353433323130,0123456789,2496655549",
    "2B7E151628AED2A6ABF7158809CF4F3CEF4359D8D580AA4F,36,3737373770717273373737,0123456789ABCDEFGHI,XBJ3KV35JRAWXV32YSR",
    "2B7E151628AED2A6ABF7158809CF4F3CEF4359D8D580AA4F7F036D6F04FC6A94,10,'',0123456789,6657667009",
    "2B7E151628AED2A6ABF7158809CF4F3CEF4359D8D580AA4F7F036D6F04FC6A94,10,39383736353433323130,0123456789,1001623463",
    "2B7E151628AED2A6ABF7158809CF4F3CEF4359D8D580AA4F7F036D6F04FC6A94,36,3737373770717273373737,0123456789ABCDEFGHI,XS8A0AZH2AVYALYZUWD"
  })
  void agreesWithTheVectorsOfNist(
      String hexKey, int radix, String tweak, String plain, String token) {
    HexFormat hex = HexFormat.of();
    Tokenisation ff1 =
        new Tokenisation(hex.parseHex(hexKey), hex.parseHex(tweak), radix, new KeyedHash(key, "x"));
    assertThat(ff1.token(plain)).isEqualTo(token);
    assertThat(ff1.reveal(token)).contains(plain);
  }

  @Test
  void aTokenHasTheFormOfItsValueAndTurnsBack() {
    String token = digits("card").token("4111-1111-1111-1111");
    assertThat(token).matches("\\d{4}-\\d{4}-\\d{4}-\\d{4}").isNotEqualTo("4111-1111-1111-1111");
    assertThat(digits("card").reveal(token)).contains("4111-1111-1111-1111");
  }

  @Test
  void columnsHaveDifferentTokens() {
    assertThat(digits("a").token("123456789")).isNotEqualTo(digits("b").token("123456789"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"12345", "M\u00fcller99", "12-34-5", "N/A", "1234567x"})
  void whatHasTooFewPossibilitiesBecomesAHashThatDoesNotTurnBack(String value) {
    String token = digits("a").token(value);
    assertThat(token).matches("#[0-9a-f]{32}");
    assertThat(digits("a").reveal(token)).isEmpty();
  }

  @Test
  void lettersAndDigitsKeepTheirSeparators() {
    Tokenisation ff1 = new Tokenisation(key, "iban", Tokenisation.Alphabet.ALPHANUMERIC);
    String token = ff1.token("DE89 3704 0044");
    assertThat(token).matches("[0-9A-Za-z]{4} [0-9A-Za-z]{4} [0-9A-Za-z]{4}");
    assertThat(ff1.reveal(token)).contains("DE89 3704 0044");
  }

  @Test
  void anotherKeyDoesNotTurnATokenBack() {
    ProtectionKey other = ProtectionKey.create(folder.resolve("other"));
    String token = digits("a").token("123456789012");
    Tokenisation wrong = new Tokenisation(other, "a", Tokenisation.Alphabet.DIGITS);
    assertThat(wrong.reveal(token)).isPresent().get().isNotEqualTo("123456789012");
  }
}
