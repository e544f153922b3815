package dev.gambeson.verification;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// `mvnw` and `gambeson` find a JDK by themselves.
@DisabledOnOs(OS.WINDOWS)
class FindJdkTest {
  private static final Path ROOT = Path.of(System.getProperty("gambeson.root"));

  @TempDir private Path folder;

  private record Run(int code, String text) {}

  private Run find(Map<String, String> environment, String... setUp) throws Exception {
    String script =
        String.join("\n", setUp)
            + "\n. '"
            + ROOT.resolve(".mvn/find-jdk.sh")
            + "'\nfind_jdk || exit $?\nprintf %s \"$JAVA_HOME\"";
    ProcessBuilder builder = new ProcessBuilder("sh", "-c", script).redirectErrorStream(true);
    builder.environment().remove("JAVA_HOME");
    builder.environment().putAll(environment);
    Process process = builder.start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Run(process.waitFor(), text.strip());
  }

  private Path fakeJdk(String name, String version) throws IOException {
    Path home = Files.createDirectories(folder.resolve(name));
    Files.createDirectories(home.resolve("bin"));
    for (String tool : new String[] {"java", "javac"}) {
      Path file = Files.writeString(home.resolve("bin").resolve(tool), "#!/bin/sh\n");
      assertThat(file.toFile().setExecutable(true)).isTrue();
    }
    Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
    return home;
  }

  @Test
  void aFittingJavaHomeIsKept() throws Exception {
    Path jdk = fakeJdk("mine", "25.0.4");
    assertThat(find(Map.of("JAVA_HOME", jdk.toString()))).isEqualTo(new Run(0, jdk.toString()));
  }

  @Test
  void anOldJavaHomeGivesWayToANewerJdkInAUsualPlace() throws Exception {
    Path old = fakeJdk("old", "17.0.15");
    Path home = folder.resolve("home");
    Path jdk = fakeJdk("home/.jdks/temurin-25", "25.0.3");
    Run run =
        find(Map.of("JAVA_HOME", old.toString(), "HOME", home.toString(), "PATH", "/usr/bin:/bin"));
    // The machine may have its own JDK 25, which is looked at first; never the old one.
    assertThat(run.code()).isZero();
    assertThat(run.text()).isNotEqualTo(old.toString());
    assertThat(Files.readString(Path.of(run.text()).resolve("release")))
        .containsPattern("JAVA_VERSION=\"(2[5-9]|[3-9]\\d)");
    assertThat(jdk).exists();
  }

  @Test
  void earlier25BuildsDoNotFit() throws Exception {
    Path early = fakeJdk("early", "25.0.2");
    Run run = find(Map.of("JAVA_HOME", early.toString()));
    assertThat(run.text()).isNotEqualTo(early.toString());
  }

  @Test
  void withoutAnyTheMessageSaysWhatIsMissing() throws Exception {
    Run run =
        find(
            Map.of("HOME", folder.toString()),
            "eval \"$(sed 's/^jdk_fits() {.*/jdk_fits() { return 1;/' '"
                + ROOT.resolve(".mvn/find-jdk.sh")
                + "')\"",
            "find_jdk; exit $?");
    assertThat(run.code()).isEqualTo(4);
    assertThat(run.text())
        .contains("needs a JDK 25.0.3 or later and found none")
        .contains("JAVA_HOME");
  }
}
