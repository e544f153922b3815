package dev.gambeson.artifact.sign.oms;

import dev.gambeson.artifact.sign.Attestation;
import dev.gambeson.artifact.sign.Dsse;
import dev.gambeson.artifact.sign.Statement;
import dev.gambeson.core.GambesonException;
import dev.gambeson.core.Progress;
import dev.gambeson.core.Workers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Signs a model or a data set: a folder with everything in it, or one file.
///
/// Guarantees that the signature covers the name and content of every regular file but those left
/// out, read once each, and that symbolic links are refused rather than followed. Does not cover
/// empty folders, permissions and times. Does not know whether the files are good: it says who
/// vouches for them.
public final class ModelSigner {
  /// What to do about signatures that are there already.
  public enum Existing {
    /// Refuse to sign.
    REFUSE,
    /// Let them go.
    REPLACE,
    /// Sign beside them; the files must be the same ones.
    ADD
  }

  /// What was signed.
  ///
  /// @param manifest the files
  /// @param written the files of the signature
  /// @param notPortable names that are something else on another system, one sentence each
  public record Signed(Manifest manifest, List<Path> written, List<String> notPortable) {
    public Signed {
      written = List.copyOf(written);
      notPortable = List.copyOf(notPortable);
    }
  }

  private final SignatureFiles files;

  /// @param files where the signature goes
  public ModelSigner(SignatureFiles files) {
    this.files = files;
  }

  /// Reads a model and lists its files.
  ///
  /// @param name to sign it under, usually [#nameOf]
  /// @param ignore paths to leave out, from the model's folder
  /// @throws GambesonException when there is nothing to sign, or something that cannot be signed
  public Manifest manifest(
      Path model, String name, Collection<String> ignore, Workers workers, Progress progress) {
    Tree tree = Tree.of(model);
    Ignored ignored = ignored(model, ignore);
    Set<String> own = new HashSet<>(files.withinEver(model));
    List<String> odd = tree.odd().keySet().stream().filter(n -> !ignored.covers(n)).toList();
    if (!odd.isEmpty()) {
      throw GambesonException.badInput(
          "'%s' in %s is %s; only regular files can be signed. Replace links by the files that they lead to (cp -rL), or leave them out with --ignore."
              .formatted(odd.getFirst(), model, tree.odd().get(odd.getFirst())));
    }
    List<String> names =
        tree.files().keySet().stream().filter(n -> !ignored.covers(n) && !own.contains(n)).toList();
    return Manifest.of(name, new FileDigests(workers, progress).of(tree, names), ignored);
  }

  /// Lists files by digests that are known already; reads none of them.
  ///
  /// @param digests as [DigestList#read] gives them
  public Manifest manifest(
      Path model, String name, Collection<String> ignore, Map<String, String> digests) {
    return Manifest.of(name, digests, ignored(model, ignore));
  }

  private Ignored ignored(Path model, Collection<String> ignore) {
    List<String> all = new ArrayList<>(files.within(model));
    ignore.forEach(i -> all.add(Ignored.asked(i)));
    return Ignored.with(all);
  }

  /// The name under which a model is usually signed: the last part of its path.
  public static String nameOf(Path model) {
    return Tree.nameOf(model);
  }

  /// Signs a list of files and writes the signature.
  ///
  /// @param signatories who signs, each once
  public Signed sign(Manifest manifest, List<Signatory> signatories, Existing existing) {
    if (existing == Existing.REFUSE && files.exist()) {
      throw GambesonException.usage(
          "There is a signature already: %s. Use --add to sign beside it, --replace to let it go."
              .formatted(files.main()));
    }
    List<Path> written = new ArrayList<>();
    files.change(
        existing == Existing.REPLACE,
        () -> {
          SignatureFiles.Content content = content(manifest, signatories, existing);
          content.main().ifPresent(_ -> written.add(files.main()));
          content.more().ifPresent(_ -> written.add(files.more()));
          return content;
        });
    return new Signed(
        manifest, written, Names.notPortable(List.copyOf(manifest.digests().keySet())));
  }

  private SignatureFiles.Content content(
      Manifest manifest, List<Signatory> signatories, Existing existing) {
    List<Attestation> before = existing == Existing.ADD ? files.read() : List.of();
    before.forEach(b -> requireSame(manifest, b));
    byte[] payload = manifest.statement().toJson();
    Optional<ObjectNode> main = Optional.empty();
    ObjectNode more = existing == Existing.ADD ? files.moreNow() : SignatureFiles.emptyMore();
    boolean mainTaken = existing == Existing.ADD && java.nio.file.Files.exists(files.main());
    for (Signatory one : signatories) {
      refuseSecond(before, one);
      if (!one.key().kind().inOms()) {
        array(more, "envelopes")
            .add(Dsse.sign(Statement.PAYLOAD_TYPE, payload, one.key()).toNode());
      } else if (mainTaken || main.isPresent()) {
        array(more, "bundles").add(bundle(payload, one));
      } else {
        main = Optional.of(bundle(payload, one));
      }
    }
    boolean anyMore = !array(more, "bundles").isEmpty() || !array(more, "envelopes").isEmpty();
    return new SignatureFiles.Content(main, anyMore ? Optional.of(more) : Optional.empty());
  }

  private static ArrayNode array(ObjectNode node, String key) {
    return (ArrayNode) node.path(key);
  }

  private static ObjectNode bundle(byte[] payload, Signatory one) {
    // OMS identifies the key in the bundle; the reference implementation leaves the keyid empty.
    Dsse envelope = Dsse.sign(Statement.PAYLOAD_TYPE, payload, one.key(), "");
    return one.chain().isEmpty()
        ? Bundle.ofKey(envelope, one.key().verifyingKey())
        : Bundle.ofCertificate(envelope, one.chain());
  }

  private static void requireSame(Manifest manifest, Attestation before) {
    Manifest signed =
        Manifest.of(Statement.in(before.envelope(), before.origin()), before.origin());
    if (!signed.digests().equals(manifest.digests())) {
      throw GambesonException.badInput(
          "%s signs other files than the ones that are there now. See what changed with `gambeson verify`; sign anew with --replace."
              .formatted(before.origin()));
    }
  }

  private static void refuseSecond(List<Attestation> before, Signatory one) {
    if (before.stream().anyMatch(b -> b.envelope().verifiedBy(one.key().verifyingKey()))) {
      throw GambesonException.usage(
          "The key %s has signed these files already; one key counts once."
              .formatted(one.key().verifyingKey().id()));
    }
  }
}
