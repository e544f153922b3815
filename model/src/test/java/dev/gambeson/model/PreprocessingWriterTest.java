package dev.gambeson.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreprocessingWriterTest {
  @TempDir private Path folder;

  @Test
  void whatIsWrittenReadsBackTheSame() throws Exception {
    Preprocessing all =
        new Preprocessing(
            List.of(
                new Preprocessing.Standard("a", 1.25, 0.1, OptionalDouble.of(1.25)),
                new Preprocessing.MinMax("b", -1, 3, OptionalDouble.empty()),
                new Preprocessing.Numeric("c", OptionalDouble.of(0)),
                new Preprocessing.OneHot("d", List.of("x", "\"y\"")),
                new Preprocessing.Ordinal("e", List.of("low", "high"), OptionalDouble.of(-1))),
            Optional.of("label"),
            Optional.of("1"),
            List.of("d"));
    Path file = Files.writeString(folder.resolve("p.json"), all.toJson());
    assertThat(Preprocessing.read(file)).isEqualTo(all);
  }
}
