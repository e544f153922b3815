package dev.gambeson.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CommandRecordTest {

  @Test
  void whatChangesNoResultIsNotRecorded() {
    List<String> args =
        List.of(
            "audit",
            "--model",
            "m.onnx",
            "--format",
            "json",
            "--output",
            "a.json",
            "--output=b.html",
            "--threads",
            "4",
            "--quiet",
            "--seed",
            "7");
    assertThat(CommandRecord.reproducing(args))
        .containsExactly("gambeson", "audit", "--model", "m.onnx", "--seed", "7");
  }
}
