package dev.gambeson.server.config;

import static java.util.Objects.requireNonNull;

import dev.gambeson.response.route.RouteSettings;
import dev.gambeson.server.admin.port.Role;
import dev.gambeson.server.identity.IdentityPolicy;
import dev.gambeson.server.serving.upstream.UpstreamSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// What the operator settles before the process starts: addresses, state, models. Everything that
/// may change while it runs stands in the policy bundle.
///
/// Paths are relative to the file that holds the settings. Secrets are never written here, only the
/// files they stand in.
///
/// @param node name of this node, unique in the cluster; default `node-1`
/// @param data where clients ask; default 127.0.0.1:8080
/// @param grpc where clients ask by gRPC; off by default
/// @param admin control API and console; default 127.0.0.1:8090
/// @param consoleOrigins addresses under which browsers reach the console besides its own, for
///   example `https://console.bank.example`; requests under other names get nothing
/// @param metrics Prometheus and health; default 127.0.0.1:9464
/// @param trustedProxies addresses or CIDR blocks whose `X-Forwarded-For` is believed
/// @param state where keys, budgets, incidents and the ledger stand
/// @param models what is served; at least one
/// @param policy the policy bundle; without one the built-in policy holds
/// @param playbooks folder of playbooks; without one the built-in ones hold
/// @param routes whom playbooks can tell, by name
/// @param ledgerTo name of a route of kind syslog, by TCP or TLS, to which entries and checkpoints
///   of the ledger go as well; nowhere by default
/// @param identity how clients show who they are; API keys alone otherwise
/// @param signIn OpenID Connect for the console; local users otherwise
/// @param telemetry traces; off by default
/// @param consoleLogIn what a log-in at the console takes
/// @param transport what may leave or reach this machine in the clear; default: nothing
public record GatewaySettings(
    Optional<String> node,
    Optional<Listener> data,
    Optional<Listener> grpc,
    Optional<Listener> admin,
    Optional<List<String>> consoleOrigins,
    Optional<Listener> metrics,
    Optional<List<String>> trustedProxies,
    Optional<State> state,
    List<Model> models,
    Optional<Path> policy,
    Optional<Path> playbooks,
    Optional<Map<String, RouteSettings>> routes,
    Optional<String> ledgerTo,
    Optional<IdentityPolicy> identity,
    Optional<SignIn> signIn,
    Optional<Telemetry> telemetry,
    Optional<ConsoleLogIn> consoleLogIn,
    Optional<Transport> transport) {
  private static final Pattern NAME = Pattern.compile("[a-z0-9]+(?:[._-][a-z0-9]+)*");
  private static final int MAX_NAME = 63;

  public GatewaySettings {
    node.ifPresent(n -> checkName(n, "node"));
    models = models == null ? List.of() : List.copyOf(models);
    if (models.isEmpty()) {
      throw new IllegalArgumentException(
          "serve: no model is named; give `models`, or a `model` at the top of gambeson.yaml");
    }
    ledgerTo.ifPresent(name -> checkLog(name, routes.orElse(Map.of())));
    Set<String> seen = new HashSet<>();
    for (Model model : models) {
      if (!seen.add(model.name())) {
        throw new IllegalArgumentException(
            "serve: two models are called '%s'".formatted(model.name()));
      }
    }
  }

  /// Whether the settings allow this in the clear beyond this machine.
  public boolean clear(Transport.Clear what) {
    return transport.flatMap(Transport::clear).orElse(Set.of()).contains(what);
  }

  /// The same gateway for trying it out: on free ports of this machine, with a state of its own,
  /// and telling nobody.
  public GatewaySettings rehearsal(Path folder) {
    return new GatewaySettings(
        node,
        data.map(Listener::rehearsal),
        grpc.map(Listener::rehearsal),
        admin.map(Listener::rehearsal),
        consoleOrigins,
        metrics.map(Listener::rehearsal),
        trustedProxies,
        Optional.of(
            new State(
                Optional.of(folder),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty())),
        models,
        policy,
        playbooks,
        Optional.empty(),
        Optional.empty(),
        identity,
        signIn,
        Optional.empty(),
        consoleLogIn,
        transport);
  }

  private static void checkLog(String name, Map<String, RouteSettings> routes) {
    if (!(routes.get(name) instanceof RouteSettings.Syslog s)
        || s.transport() == RouteSettings.Syslog.Transport.UDP) {
      throw new IllegalArgumentException(
          "serve: ledger-to must name one of `routes` that is of kind syslog, by TCP or TLS");
    }
  }

  /// Where the ledger goes as well.
  public Optional<RouteSettings> logServer() {
    return ledgerTo.flatMap(name -> routes.map(all -> all.get(name)));
  }

  static void checkName(String name, String what) {
    if (name.length() > MAX_NAME || !NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "serve: %s '%s' must be at most %d of a-z, 0-9, with single . _ - between them"
              .formatted(
                  what, name.length() > MAX_NAME ? name.substring(0, MAX_NAME) : name, MAX_NAME));
    }
  }

  /// An address to listen on.
  ///
  /// @param host address; default 127.0.0.1
  /// @param port 0 takes a free one
  /// @param tls certificate and key; plain HTTP without
  public record Listener(Optional<String> host, int port, Optional<Tls> tls) {
    public Listener {
      if (port < 0 || port > 65_535) {
        throw new IllegalArgumentException("serve: port %d; give 0 to 65535".formatted(port));
      }
    }

    private Listener rehearsal() {
      return new Listener(Optional.empty(), 0, tls);
    }

    /// On loopback, without TLS.
    public static Listener local(int port) {
      return new Listener(Optional.empty(), port, Optional.empty());
    }

    /// Whether only this machine can reach it.
    public boolean loopback() {
      String h = host.orElse("127.0.0.1");
      return h.startsWith("127.") || h.equals("::1") || h.equals("localhost");
    }
  }

  /// Transport security; files are read again when they change.
  ///
  /// @param certificate PEM chain
  /// @param key PEM private key
  /// @param clientCa PEM of authorities whose client certificates are accepted
  /// @param clientCertificate whether one must be shown; default: asked for, not required
  public record Tls(
      Path certificate, Path key, Optional<Path> clientCa, Optional<Boolean> clientCertificate) {
    public Tls {
      requireNonNull(certificate, "tls: certificate");
      requireNonNull(key, "tls: key");
    }
  }

  /// Where state stands.
  ///
  /// @param folder of the ledger, its keys and the embedded database; default `gambeson-state`
  /// @param database `jdbc:postgresql://…` for several nodes; embedded otherwise
  /// @param databasePassword file with the password
  /// @param redis `redis://…` or `rediss://…` for limits over several nodes
  /// @param redisPassword file with the password
  public record State(
      Optional<Path> folder,
      Optional<String> database,
      Optional<Path> databasePassword,
      Optional<String> redis,
      Optional<Path> redisPassword) {
    /// Embedded.
    public static final State EMBEDDED =
        new State(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    /// The folder.
    public Path where() {
      return folder.orElse(Path.of("gambeson-state"));
    }
  }

  /// A model.
  ///
  /// @param name what clients call it
  /// @param reference table of rows like those it was trained on: learns inputs, ranges, baselines
  /// @param label column of the reference that is no input
  /// @param ignore other columns that are no inputs
  /// @param groups columns by which fairness is watched; they need not be inputs
  /// @param favourable label value that is good for the person concerned
  /// @param versions at least one
  /// @param live name of the version in service; default: the last one listed
  /// @param extraction result of `gambeson audit --format json` on a version's file: how good a
  ///   copy is that is made from so many answers, shown beside what each client has got
  /// @param registry whose live version is followed, among the versions listed here
  public record Model(
      String name,
      Path reference,
      Optional<String> label,
      Optional<List<String>> ignore,
      Optional<List<String>> groups,
      Optional<String> favourable,
      List<Version> versions,
      Optional<String> live,
      Optional<Path> extraction,
      Optional<Registered> registry) {
    public Model {
      checkName(requireNonNull(name, "models: name"), "model");
      requireNonNull(reference, "models: reference: name a table of rows like the training data");
      versions = versions == null ? List.of() : List.copyOf(versions);
      if (versions.isEmpty()) {
        throw new IllegalArgumentException("serve: model '%s' has no version".formatted(name));
      }
      List<String> names = versions.stream().map(Version::version).toList();
      if (new HashSet<>(names).size() < names.size()) {
        throw new IllegalArgumentException(
            "serve: model '%s' has two versions of one name".formatted(name));
      }
      String shown = name;
      live.filter(l -> !names.contains(l))
          .ifPresent(l -> {
            throw new IllegalArgumentException(
                "serve: model '%s': live is '%s', but the versions are %s"
                    .formatted(shown, l, names));
          });
      boolean signed = versions.stream().anyMatch(v -> v.trust().isPresent());
      registry
          .flatMap(Registered::load)
          .filter(l -> signed && l.trust().isEmpty())
          .ifPresent(_ -> {
            throw new IllegalArgumentException(
                "serve: model '%s': a listed version needs a signature, so what the registry loads must: name a `trust` under registry: load"
                    .formatted(shown));
          });
    }
  }

  /// Where a model stands in a registry.
  ///
  /// @param folder of the registry
  /// @param token file with a token that may read there
  /// @param name of the model there; default: the name here
  /// @param load takes in versions that are not listed when they become live there; default: they
  ///   are told and not loaded
  public record Registered(
      Path folder, Path token, Optional<String> name, Optional<FromRegistry> load) {
    public Registered {
      requireNonNull(folder, "models: registry: folder");
      requireNonNull(token, "models: registry: token");
    }
  }

  /// What of a registry's version is loaded. Names within the version, no paths of this machine.
  ///
  /// @param file the model file
  /// @param preprocessing steps from columns to the model's matrix
  /// @param trust trust policy on this machine: the file then needs a signature that it accepts,
  ///   beside it in the version
  public record FromRegistry(String file, Optional<String> preprocessing, Optional<Path> trust) {
    public FromRegistry {
      within(requireNonNull(file, "models: registry: load: file"));
      preprocessing.ifPresent(FromRegistry::within);
    }

    private static void within(String name) {
      if (!name.matches("[A-Za-z0-9_][A-Za-z0-9._-]*(/[A-Za-z0-9_][A-Za-z0-9._-]*){0,7}")
          || name.length() > 200) {
        throw new IllegalArgumentException(
            "serve: registry: load: '%s' must be the name of a file within the registry's version"
                .formatted(name));
      }
    }
  }

  /// A version, in process or upstream: exactly one of `file` and `upstream`.
  ///
  /// @param version its name
  /// @param file model file
  /// @param sha256 what the file must hash to; checked when given
  /// @param preprocessing steps from columns to the model's matrix
  /// @param trust trust policy: the file then needs a signature that it accepts
  /// @param upstream addresses of Open Inference Protocol servers
  public record Version(
      String version,
      Optional<Path> file,
      Optional<String> sha256,
      Optional<Path> preprocessing,
      Optional<Path> trust,
      Optional<Upstream> upstream) {
    public Version {
      checkName(requireNonNull(version, "versions: version"), "version");
      if (file.isPresent() == upstream.isPresent()) {
        throw new IllegalArgumentException(
            "serve: version '%s' needs a `file` or an `upstream`, not both".formatted(version));
      }
    }
  }

  /// A model server behind the gateway.
  ///
  /// @param urls for example `https://kserve.internal:8443`; only these are ever asked
  /// @param model its name there; default: the name here
  /// @param version its version there; default: none is named
  /// @param bearer file with a token for it
  /// @param ca PEM of the authority that signed its certificate
  /// @param certificate PEM chain that this gateway shows it, with `key`
  /// @param key PEM private key of that certificate
  /// @param classes class labels in the order of its scores
  /// @param input name and datatype of the one matrix it takes, for servers without metadata
  /// @param output name of the tensor with the scores; found when left out
  /// @param binary whether to speak binary tensors to it; default false
  /// @param timeoutMillis deadline of a request; default 5,000
  /// @param allowLocal whether it may be on this machine or at a link-local address; default false
  public record Upstream(
      List<String> urls,
      Optional<String> model,
      Optional<String> version,
      Optional<Path> bearer,
      Optional<Path> ca,
      Optional<Path> certificate,
      Optional<Path> key,
      Optional<List<String>> classes,
      Optional<UpstreamSettings.Input> input,
      Optional<String> output,
      Optional<Boolean> binary,
      Optional<Integer> timeoutMillis,
      Optional<Boolean> allowLocal) {
    public Upstream {
      urls = urls == null ? List.of() : List.copyOf(urls);
      if (urls.isEmpty()) {
        throw new IllegalArgumentException("serve: an upstream needs at least one of `urls`");
      }
      if (certificate.isPresent() != key.isPresent()) {
        throw new IllegalArgumentException(
            "serve: an upstream's `certificate` and `key` come together, or neither");
      }
    }
  }

  /// OpenID Connect for the console.
  ///
  /// @param issuer `https://…`
  /// @param clientId of the console
  /// @param clientSecret file with its secret; left out for a public client
  /// @param redirect the console's own address and `/api/v1/session/oidc/callback`
  /// @param rolesClaim claim that names groups; default `roles`
  /// @param roles what a group may do: `viewer`, `operator`, `approver` or `admin`
  /// @param label of the button; default `Single sign-on`
  /// @param acr one of these the issuer's token must name as the strength of the log-in; default:
  ///   any
  /// @param maxAge how long ago that log-in may have been, for example `PT8H`; default: any
  public record SignIn(
      String issuer,
      String clientId,
      Optional<Path> clientSecret,
      String redirect,
      Optional<String> rolesClaim,
      Map<String, Role> roles,
      Optional<String> label,
      Optional<List<String>> acr,
      Optional<Duration> maxAge) {
    public SignIn {
      requireNonNull(issuer, "sign-in: issuer");
      requireNonNull(clientId, "sign-in: client-id");
      requireNonNull(redirect, "sign-in: redirect");
      roles = roles == null ? Map.of() : Map.copyOf(roles);
    }
  }

  /// What a log-in at the console takes.
  ///
  /// @param secondFactor whether local accounts must have a second factor; default: where other
  ///   machines can reach the console (it listens beyond loopback, or `console-origins` names an
  ///   address)
  /// @param sessions at most so many of one account, 1 to 100; default 5
  public record ConsoleLogIn(Optional<Boolean> secondFactor, Optional<Integer> sessions) {}

  /// What may leave or reach this machine in the clear; nothing by default.
  ///
  /// @param clear what may be spoken without TLS beyond this machine, for example because something
  ///   before or below the gateway encrypts
  public record Transport(Optional<Set<Clear>> clear) {
    /// What a gateway listens on and connects to.
    public enum Clear {
      /// Listener of clients.
      DATA,
      /// Listener of clients by gRPC.
      GRPC,
      /// Listener of the console.
      ADMIN,
      /// Metrics and health, which have no TLS of their own.
      METRICS,
      /// PostgreSQL.
      DATABASE,
      /// Redis.
      REDIS,
      /// Model servers.
      UPSTREAM,
      /// Routes of kind syslog.
      SYSLOG,
      /// Collector of traces.
      TELEMETRY
    }
  }

  /// Traces.
  ///
  /// @param otlp address of a collector, `http://host:4318/v1/traces`
  /// @param sample share of requests that are traced, 0 to 1; default 0.01
  public record Telemetry(String otlp, Optional<Double> sample) {
    public Telemetry {
      requireNonNull(otlp, "telemetry: otlp");
    }
  }
}
