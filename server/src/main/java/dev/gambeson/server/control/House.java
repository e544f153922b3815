package dev.gambeson.server.control;

import dev.gambeson.guard.budget.BudgetStore;
import dev.gambeson.guard.detect.QueryWatch;
import dev.gambeson.monitor.ModelMonitor;
import dev.gambeson.monitor.MonitorReport;
import dev.gambeson.registry.ledger.LedgerKey;
import dev.gambeson.response.IncidentBook;
import dev.gambeson.response.playbook.Playbook;
import dev.gambeson.response.playbook.PlaybookRunner;
import dev.gambeson.server.audit.Deeds;
import dev.gambeson.server.audit.LedgerDecisionLog;
import dev.gambeson.server.canary.CanaryKeeper;
import dev.gambeson.server.identity.ApiKeys;
import dev.gambeson.server.policy.Policies;
import dev.gambeson.server.serving.Models;
import dev.gambeson.server.state.ChangeFeed;
import dev.gambeson.server.state.PolicyBundles;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/// What the console shows and steers, all of one gateway.
///
/// @param ledger folder of the ledger
/// @param ledgerKey its keys
/// @param reports latest report of each monitor, by [Watchers#key]
/// @param signer signs policy bundles
/// @param records what else is known, for pages alone
public record House(
    Clock clock,
    Models models,
    Policies policies,
    PolicyBundles bundles,
    PolicySigner signer,
    ApiKeys keys,
    CanaryKeeper canaries,
    QueryWatch watch,
    Holds holds,
    ClientLadder ladder,
    TrafficHub traffic,
    TrafficMemory memory,
    BudgetStore budgets,
    Map<String, ModelMonitor> monitors,
    Map<String, MonitorReport> reports,
    IncidentBook incidents,
    PlaybookRunner runner,
    List<Playbook> playbooks,
    GatewayActions actions,
    AlertDesk alerts,
    Deeds deeds,
    LedgerDecisionLog log,
    Path ledger,
    LedgerKey ledgerKey,
    ChangeFeed feed,
    Records records) {}
