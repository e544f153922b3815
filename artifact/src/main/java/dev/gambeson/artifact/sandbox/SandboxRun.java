package dev.gambeson.artifact.sandbox;

import dev.gambeson.core.GambesonException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/// What a confined program did. When this exists, no process of it lives any more. Everything in it
/// was written by the program: bytes to be judged, not believed.
///
/// Closing it deletes the files that nobody took.
public final class SandboxRun implements AutoCloseable {
  private final Scratch scratch;
  private final Facts facts;

  SandboxRun(Scratch scratch, Facts facts) {
    this.scratch = scratch;
    this.facts = facts;
  }

  record Facts(
      Confinement confinement,
      Watch.Report report,
      Output out,
      Output err,
      Output channel,
      Scratch.Harvest harvest) {}

  /// Some bytes of output.
  ///
  /// @param text decoded as UTF-8, malformed parts replaced
  /// @param bytes how many came; the text holds no more than [Limits#outputBytes] of them
  /// @param cut whether some were thrown away
  public record Output(String text, long bytes, boolean cut) {
    static Output of(Pipes.Caught caught) {
      return new Output(
          new String(caught.bytes(), StandardCharsets.UTF_8),
          caught.total(),
          caught.total() > caught.bytes().length);
    }
  }

  /// A regular file in the output folder.
  ///
  /// @param name relative to the folder
  /// @param bytes size
  public record Produced(Path name, long bytes) {}

  /// What held it in.
  public Confinement confinement() {
    return facts.confinement();
  }

  /// How it ended.
  public Ending ending() {
    return facts.report().ending();
  }

  /// Standard output.
  public Output out() {
    return facts.out();
  }

  /// Standard error.
  public Output err() {
    return facts.err();
  }

  /// What it wrote to descriptor 3; empty without [Job#withChannel].
  public Output channel() {
    return facts.channel();
  }

  /// Regular files that it left, by name.
  public List<Produced> files() {
    return List.copyOf(facts.harvest().files());
  }

  /// Other things that it left: symbolic links, hard links, pipes. They are not handed over.
  public List<Path> refused() {
    return List.copyOf(facts.harvest().refused());
  }

  /// Time from start to end.
  public Duration wall() {
    return facts.report().wall();
  }

  /// Processor time of the child and of its children that it waited for.
  public Duration cpu() {
    return facts.report().cpu();
  }

  /// The path of a produced file as long as this is open. Its content is the program's.
  public Path path(Produced file) {
    return scratch.out().resolve(file.name());
  }

  /// Copies a produced file to a place, where it appears whole or not at all, as a new file of
  /// ours.
  ///
  /// @throws GambesonException when it cannot be written
  public void take(Produced file, Path target) {
    Path folder = target.toAbsolutePath().getParent();
    if (folder == null) {
      throw GambesonException.usage(target + " is no file name.");
    }
    Path temporary = folder.resolve("." + target.getFileName() + "." + UUID.randomUUID() + ".tmp");
    try {
      try (InputStream in = Files.newInputStream(path(file), LinkOption.NOFOLLOW_LINKS);
          OutputStream out =
              Files.newOutputStream(
                  temporary,
                  StandardOpenOption.WRITE,
                  StandardOpenOption.CREATE_NEW,
                  StandardOpenOption.SYNC)) {
        in.transferTo(out);
      }
      Files.move(
          temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw GambesonException.badInput("Cannot write " + target + ": " + e.getMessage(), e);
    } finally {
      discard(temporary);
    }
  }

  private static void discard(Path temporary) {
    try {
      Files.deleteIfExists(temporary);
    } catch (IOException e) {
      // The failure that left it there is the one to report.
    }
  }

  @Override
  public void close() {
    try {
      scratch.delete();
    } catch (IOException e) {
      throw GambesonException.badInput(
          "The sandbox's folder %s could not be removed: %s".formatted(scratch.root(), e), e);
    }
  }
}
