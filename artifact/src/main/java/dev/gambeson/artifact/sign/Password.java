package dev.gambeson.artifact.sign;

import dev.gambeson.artifact.sign.internal.SmallFiles;
import dev.gambeson.core.GambesonException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The password of a private key file, from a file or an environment variable: never from the
/// command line, where every process of the machine could read it. Never printed.
public final class Password implements AutoCloseable {
  private final char[] characters;

  private Password(String text, String where) {
    if (text.isEmpty()) {
      throw GambesonException.usage("The password in " + where + " is empty.");
    }
    this.characters = text.toCharArray();
  }

  /// The first line of a file.
  public static Password inFile(Path file) {
    String text = SmallFiles.text(file, "The password file");
    return new Password(text.lines().findFirst().orElse(""), file.toString());
  }

  /// The value of an environment variable.
  ///
  /// @param environment how to look a variable up, as `System::getenv`
  public static Password inVariable(String name, Function<String, @Nullable String> environment) {
    String value = environment.apply(name);
    if (value == null) {
      throw GambesonException.usage(
          "The environment variable " + name + ", which should hold the password, is not set.");
    }
    return new Password(value, "the environment variable " + name);
  }

  /// A password given as it is, for programs that got it elsewhere.
  public static Password of(String text) {
    return new Password(text, "the call");
  }

  char[] characters() {
    return characters.clone();
  }

  /// Forgets it.
  @Override
  public void close() {
    Arrays.fill(characters, '\0');
  }

  @Override
  public String toString() {
    return "Password[hidden]";
  }
}
