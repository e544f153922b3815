export type Role = 'VIEWER' | 'OPERATOR' | 'APPROVER' | 'ADMIN';
export type Level = 'OPEN' | 'WATCHED' | 'THROTTLED' | 'COARSENED' | 'CHALLENGED' | 'BLOCKED';
export type Severity = 'CRITICAL' | 'HIGH' | 'MEDIUM' | 'LOW' | 'INFO';
export type Ending = 'ANSWERED' | 'RESTRICTED' | 'REFUSED' | 'FAILED';

export interface SessionState {
  name: string | null;
  role: Role | null;
  may: string[];
  local: boolean;
  untouched: boolean;
  factor: boolean;
  mustEnrol: boolean;
  oidc: string | null;
}

/** A session of one's own. */
export interface OwnSession {
  id: string;
  begun: string;
  used: string;
  address: string;
  current: boolean;
}

export interface Estimate {
  name: string;
  value: number | null;
  low: number | null;
  high: number | null;
  n: number;
  method: string;
}

export interface Moment {
  time: string;
  value: number | null;
  low: number | null;
  high: number | null;
}

export interface Overview {
  time: string;
  answered: number;
  restricted: number;
  refused: number;
  failed: number;
  bits: number;
  openIncidents: number;
  probing: Probing[];
  undo: Undoable[];
  points: Counts[];
  notices: { severity: Severity; text: string; page: string }[];
}

export interface Probing {
  tenant: string;
  client: string;
  model: string;
  level: Level;
  because: string;
  check: string;
  since: string;
  queries: number;
  bits: number;
  budget: number | null;
  incident: string | null;
}

export interface Undoable {
  kind: 'CLIENT' | 'MODEL' | 'POLICY' | 'STEP';
  subject: string[];
  what: string;
  by: string;
  when: string;
  until: string | null;
}

export interface Counts {
  time: string;
  answered: number;
  restricted: number;
  refused: number;
  failed: number;
}

export interface Model {
  name: string;
  classes: string[];
  features: number;
  route: Route;
  previous: string | null;
  versions: ModelVersion[];
}

export interface Route {
  live: string | null;
  canary: string | null;
  share: number;
  shadows: string[];
}

export interface ModelVersion {
  version: string;
  digest: string;
  runtime: string;
  state: 'LIVE' | 'CANARY' | 'SHADOW' | 'IDLE' | 'QUARANTINED';
  ready: boolean;
  added: string;
  by: string;
  requests: number;
  asked: { requests: number; rows: number; p50: number; p99: number } | null;
  agreement: Estimate | null;
  golden: string | null;
  facts: Record<string, string>;
}

export interface Proposal {
  id: string;
  kind: 'PROMOTE' | 'RELEASE';
  model: string;
  version: string;
  reason: string;
  by: string;
  when: string;
}

export interface TrafficEvent {
  time: string;
  requestId: string;
  tenant: string;
  client: string;
  clientClass: string;
  model: string;
  version: string;
  ending: Ending;
  reason: string;
  marks: string[];
  rows: number;
  bits: number;
  micros: number;
}

export interface ClientRow {
  tenant: string;
  id: string;
  clientClass: string;
  level: Level;
  since: string | null;
  until: string | null;
  firstSeen: string;
  lastSeen: string;
  queries: number;
  bits: number;
  budget: number | null;
  coverage: number | null;
  capital: number;
}

export interface ClientDetail {
  row: ClientRow;
  learnt: {
    model: string;
    queries: number;
    repeats: number;
    bits: number;
    budget: number | null;
    coverage: number | null;
    resets: string | null;
  }[];
  detectors: {
    check: string;
    title: string;
    model: string;
    capital: number;
    alarm: number;
    since: string | null;
    learning: boolean;
  }[];
  history: {
    time: string;
    from: Level;
    to: Level;
    by: string;
    reason: string;
    until: string | null;
  }[];
  copies: {
    model: string;
    worthless: number;
    made: { answers: number; method: string; agreement: number; low: number; high: number }[];
  }[];
  growth: { model: string; marks: { time: string; queries: number; bits: number }[] }[];
}

export interface Detector {
  check: string;
  title: string;
  question: string;
  mode: 'ENFORCE' | 'PREVIEW' | 'OFF';
  budget: string;
  watching: number;
  learning: number;
  alarms: number;
  confirmed: number;
  wrong: number;
  precision: Estimate | null;
  daily: Moment[];
}

export interface Reviewed {
  alert: {
    id: string;
    time: string;
    check: string;
    severity: Severity;
    title: string;
    message: string;
    subject: { tenant: string; client: string; model: string; version: string };
  };
  review: {
    judgement: 'TRUE_ALARM' | 'FALSE_ALARM';
    note: string;
    by: string;
    when: string;
  } | null;
}

export type DriftState = 'STABLE' | 'SUSPECT' | 'DRIFTED' | 'INCONCLUSIVE';

export interface Watched {
  model: string;
  version: string;
  since: string;
  rows: number;
  measures: {
    check: string;
    title: string;
    state: DriftState;
    message: string;
    estimate: Estimate | null;
    limit: number | null;
    series: Moment[];
  }[];
  from: string;
  features: DriftFeature[];
}

export interface DriftFeature {
  name: string;
  state: DriftState;
  psi: number | null;
  limit: number | null;
  n: number;
  bins: { name: string; expected: number; seen: number }[];
}

export interface Incident {
  id: string;
  title: string;
  severity: Severity;
  state: 'OPEN' | 'ACKNOWLEDGED' | 'CONTAINED' | 'CLOSED';
  drill: boolean;
  tenant: string;
  client: string;
  model: string;
  opened: string;
  changed: string;
  alerts: number;
  owner: string | null;
  waiting: number;
}

export interface IncidentDetail {
  incident: Incident;
  timeline: { time: string; kind: string; by: string; text: string }[];
  steps: Step[];
}

export interface Step {
  id: string;
  playbook: string;
  action: string;
  state: 'WAITING' | 'DONE' | 'FAILED' | 'DECLINED' | 'UNDONE' | 'EXPIRED';
  changed: string;
  by: string;
  until: string | null;
  undoable: boolean;
}

export interface Playbook {
  name: string;
  trigger: string;
  steps: string[];
  approvals: number;
}

export interface Planned {
  action: string;
  needsApproval: boolean;
  effect: string;
}

export interface Drilled {
  playbook: string;
  questions: {
    check: string;
    title: string;
    result: 'FINE' | 'WRONG' | 'DEPENDS' | 'NOT_ASKED';
    summary: string;
    problems: string[];
  }[];
  timeline: { time: string; kind: string; by: string; text: string }[];
}

export interface LedgerRow {
  index: number;
  time: string;
  actor: string;
  action: string;
  target: string;
  outcome: string;
  details: Record<string, string>;
}

export interface Checkpoint {
  origin: string;
  size: number;
  root: string;
  time: string;
  note: string;
  cosigners: string[];
}

export interface Proof {
  row: LedgerRow;
  leaf: string;
  leafHash: string;
  path: string[];
  checkpoint: Checkpoint;
}

export interface Verification {
  intact: boolean;
  message: string;
  entries: number;
  time: string;
  problems: string[];
}

export interface PolicyVersion {
  digest: string;
  since: string;
  by: string;
  note: string;
  inForce: boolean;
}

export interface Bundle {
  version: PolicyVersion;
  text: string;
}

export interface Preview {
  from: string;
  to: string;
  requests: number;
  sampled: boolean;
  changed: number;
  changes: { before: Ending; after: Ending; rule: string; requests: number }[];
  clients: { tenant: string; client: string; requests: number; changed: number }[];
  caveats: string[];
  points: Moment[];
  bitsBefore: number;
  bitsAfter: number;
}

export interface Key {
  id: string;
  prefix: string;
  tenant: string;
  client: string;
  clientClass: string;
  roles: string[];
  models: string[];
  created: string;
  by: string;
  expires: string | null;
  lastUsed: string | null;
  state: 'ACTIVE' | 'RETIRING' | 'EXPIRED' | 'REVOKED';
}

export interface Why {
  allowed: boolean;
  steps: { name: string; passed: boolean; detail: string }[];
  previews: string[];
}

export interface User {
  name: string;
  role: Role;
  source: 'LOCAL' | 'OIDC';
  enabled: boolean;
  created: string;
  lastLogin: string | null;
  pending: boolean;
}

export interface Canary {
  id: string;
  kind: 'KEY' | 'MODEL' | 'BAIT';
  model: string;
  place: string;
  owner: string;
  purpose: string;
  created: string;
  by: string;
  expires: string;
  state: 'PLANTED' | 'EXPIRED' | 'WITHDRAWN';
  hits: {
    time: string;
    tenant: string;
    client: string;
    address: string;
    text: string;
    incident: string;
  }[];
}
