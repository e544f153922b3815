package dev.gambeson.artifact.advisory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gambeson.artifact.bom.Ecosystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TyposquatsTest {
  /// Names under which malware was published, and neighbours of the same kinds.
  @ParameterizedTest
  @CsvSource({
    "PYPI, reqeusts, requests",
    "PYPI, request, requests",
    "PYPI, urlib3, urllib3",
    "PYPI, python-dateutils, python-dateutil",
    "PYPI, tensorfllow, tensorflow",
    "PYPI, scikitlearn, scikit-learn",
    "PYPI, nurnpy, numpy",
    "PYPI, co1orama, colorama",
    "PYPI, beautifulsoup, beautifulsoup4x",
    "NPM, crossenv, cross-env",
    "NPM, loadsh, lodash",
    "NPM, expres, express",
    "NPM, @babe1/core, @babel",
    "NPM, electorn, electron",
    "MAVEN, org.apache.comons:commons-lang3, org.apache.commons",
    "MAVEN, com.fasterxml.jackson.c0re:jackson-core, com.fasterxml.jackson.core"
  })
  void aTypingErrorOfAPopularNameIsReported(Ecosystem ecosystem, String name, String popular) {
    boolean known = !popular.endsWith("x") && !popular.equals("cross-env");
    assertThat(Typosquats.of(ecosystem, name).map(Typosquats.Hint::popular))
        .isEqualTo(known ? java.util.Optional.of(popular) : java.util.Optional.empty());
  }

  @ParameterizedTest
  @CsvSource({
    "PYPI, requests",
    "PYPI, boto3",
    "PYPI, boto",
    "PYPI, httpx",
    "NPM, react",
    "NPM, preact",
    "NPM, @types/lodash",
    "NPM, my-own-thing",
    "MAVEN, com.acme:requests",
    "MAVEN, org.apache.commons:commons-lang3",
    "PYPI, lxml2",
    "CONDA, numpyy"
  })
  void realAndFarNamesAreNotReported(Ecosystem ecosystem, String name) {
    assertThat(Typosquats.of(ecosystem, name)).isEmpty();
  }

  @Test
  void oneSwapOfNeighboursIsOneEdit() {
    assertThat(Typosquats.oneEdit("lodash", "loadsh")).isTrue();
    assertThat(Typosquats.oneEdit("abcd", "badc")).isFalse();
    assertThat(Typosquats.oneEdit("abc", "abc")).isFalse();
    assertThat(Typosquats.oneEdit("abc", "abcde")).isFalse();
  }
}
