package dev.gambeson.cli.ledger;

import dev.gambeson.core.ExitCode;
import dev.gambeson.core.GambesonException;
import dev.gambeson.registry.ledger.Actor;
import dev.gambeson.registry.ledger.LedgerReader;
import dev.gambeson.registry.ledger.PseudonymKey;
import dev.gambeson.registry.ledger.Recorded;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Prints entries, each checked against the root.
@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    header = "Print entries as JSON lines; each is checked against the checkpoint's root.",
    description = {
      "",
      "Does not check the signature: `gambeson ledger verify` does.",
      "",
      "Examples:",
      "  gambeson ledger show DIR --from 40",
      "  gambeson ledger show DIR --actor anna --pseudonym-key keys/pseudonym.key",
      ""
    })
final class ShowCommand implements Callable<Integer> {
  @Parameters(paramLabel = "DIR", description = "the ledger's folder")
  private Path ledger = Path.of(".");

  @Option(names = "--from", paramLabel = "N", description = "first entry (default 0)")
  private long from;

  @Option(names = "--count", paramLabel = "N", description = "at most so many (default all)")
  private long count = Long.MAX_VALUE;

  @Option(names = "--actor", paramLabel = "NAME", description = "only entries of this actor")
  private Optional<String> actor = Optional.empty();

  @Option(
      names = "--pseudonym-key",
      paramLabel = "FILE",
      description = "the key that tells whose pseudonym is whose; needed with --actor")
  private Optional<Path> key = Optional.empty();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    LedgerReader reader = LedgerReader.open(ledger);
    if (from < 0 || from > reader.checkpoint().size() || count < 0) {
      throw GambesonException.usage(
          "--from %d, --count %d: entries are numbered from 0, and there are %d."
              .formatted(from, count, reader.checkpoint().size()));
    }
    Optional<String> wanted = wanted();
    PrintWriter out = spec.commandLine().getOut();
    long left = count;
    for (long i = from; i < reader.checkpoint().size() && left > 0; i++) {
      Recorded entry = reader.entry(i); // refuses what the ledger would not have written
      if (wanted.filter(w -> !w.equals(entry.actor())).isEmpty()) {
        String json = new String(entry.bytes(), StandardCharsets.US_ASCII);
        out.println("{\"index\":" + i + ",\"entry\":" + json + "}");
        left--;
      }
    }
    out.flush();
    return ExitCode.CLEAN.code();
  }

  private Optional<String> wanted() {
    if (actor.isPresent() != key.isPresent()) {
      throw GambesonException.usage("--actor and --pseudonym-key need each other.");
    }
    return key.map(k -> PseudonymKey.read(k).of(Actor.of(actor.orElseThrow())));
  }
}
