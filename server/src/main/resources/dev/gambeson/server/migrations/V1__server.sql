-- The state of the server. Runs on H2 and PostgreSQL alike.

-- How often each topic changed: what nodes ask every second.
CREATE TABLE generations (
  topic VARCHAR(40) PRIMARY KEY,
  number BIGINT NOT NULL
);
INSERT INTO generations (topic, number) VALUES
  ('keys', 0), ('users', 0), ('policies', 0), ('routes', 0), ('bans', 0), ('incidents', 0);

-- Single facts: fingerprint of the pepper, hash of the set-up token.
CREATE TABLE facts_of_server (
  name VARCHAR(64) PRIMARY KEY,
  content VARCHAR(2000) NOT NULL
);

CREATE TABLE api_keys (
  id VARCHAR(16) PRIMARY KEY,
  mac BYTEA NOT NULL,
  tenant VARCHAR(64) NOT NULL,
  client VARCHAR(255) NOT NULL,
  client_class VARCHAR(64) NOT NULL,
  roles VARCHAR(4000) NOT NULL,
  attributes VARCHAR(8000) NOT NULL,
  models VARCHAR(8000) NOT NULL,
  actions VARCHAR(200) NOT NULL,
  note VARCHAR(500) NOT NULL,
  created_at TIMESTAMP WITH TIME ZONE NOT NULL,
  created_by VARCHAR(255) NOT NULL,
  expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
  revoked_at TIMESTAMP WITH TIME ZONE,
  successor VARCHAR(16),
  generation BIGINT NOT NULL
);
CREATE INDEX api_keys_generation ON api_keys (generation);

CREATE TABLE console_users (
  name VARCHAR(300) PRIMARY KEY,
  role VARCHAR(40) NOT NULL,
  origin VARCHAR(16) NOT NULL,
  enabled BOOLEAN NOT NULL,
  created_at TIMESTAMP WITH TIME ZONE NOT NULL,
  last_login TIMESTAMP WITH TIME ZONE,
  password VARCHAR(500),
  setup VARCHAR(64),
  setup_expires TIMESTAMP WITH TIME ZONE,
  epoch BIGINT NOT NULL
);

CREATE TABLE console_sessions (
  id_hash VARCHAR(64) PRIMARY KEY,
  name VARCHAR(300) NOT NULL,
  epoch BIGINT NOT NULL,
  begun TIMESTAMP WITH TIME ZONE NOT NULL,
  last_used TIMESTAMP WITH TIME ZONE NOT NULL
);
CREATE INDEX console_sessions_name ON console_sessions (name);

CREATE TABLE policy_bundles (
  digest VARCHAR(64) PRIMARY KEY,
  content BYTEA NOT NULL,
  signature BYTEA NOT NULL,
  signer VARCHAR(64) NOT NULL,
  note VARCHAR(500) NOT NULL,
  added_at TIMESTAMP WITH TIME ZONE NOT NULL,
  added_by VARCHAR(255) NOT NULL
);

CREATE TABLE policy_activations (
  sequence_number BIGINT PRIMARY KEY,
  digest VARCHAR(64) NOT NULL REFERENCES policy_bundles (digest),
  activated_at TIMESTAMP WITH TIME ZONE NOT NULL,
  activated_by VARCHAR(255) NOT NULL,
  reason VARCHAR(500) NOT NULL
);

CREATE TABLE model_routes (
  model VARCHAR(200) PRIMARY KEY,
  content VARCHAR(100000) NOT NULL,
  generation BIGINT NOT NULL,
  changed_at TIMESTAMP WITH TIME ZONE NOT NULL
);

CREATE TABLE bans (
  subject VARCHAR(600) PRIMARY KEY,
  step INTEGER NOT NULL,
  reason VARCHAR(200) NOT NULL,
  expires_at TIMESTAMP WITH TIME ZONE NOT NULL
);
CREATE INDEX bans_expiry ON bans (expires_at);

CREATE TABLE client_states (
  kind VARCHAR(40) NOT NULL,
  client VARCHAR(400) NOT NULL,
  model VARCHAR(200) NOT NULL,
  content BYTEA NOT NULL,
  changed_at TIMESTAMP WITH TIME ZONE NOT NULL,
  PRIMARY KEY (kind, client, model)
);
CREATE INDEX client_states_age ON client_states (changed_at);

-- Exact budgets: used + leased never exceeds the limit of the policy. A lease belongs to a node;
-- what a node held when it died stays leased for good.
CREATE TABLE budgets (
  holder VARCHAR(400) NOT NULL,
  model VARCHAR(200) NOT NULL,
  kind VARCHAR(8) NOT NULL,
  period VARCHAR(16) NOT NULL,
  used BIGINT NOT NULL,
  leased BIGINT NOT NULL,
  PRIMARY KEY (holder, model, kind, period),
  CHECK (used >= 0),
  CHECK (leased >= 0)
);

CREATE TABLE budget_bookings (
  id VARCHAR(64) PRIMARY KEY,
  booked_at TIMESTAMP WITH TIME ZONE NOT NULL
);

CREATE TABLE incidents (
  id VARCHAR(40) PRIMARY KEY,
  key_hash VARCHAR(64) NOT NULL,
  ordinal BIGINT NOT NULL,
  sequence_number BIGINT NOT NULL,
  state VARCHAR(20) NOT NULL,
  severity VARCHAR(20) NOT NULL,
  updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
  content TEXT NOT NULL
);
CREATE INDEX incidents_key ON incidents (key_hash, ordinal);
CREATE INDEX incidents_updated ON incidents (updated_at);

CREATE TABLE incident_events (
  incident VARCHAR(40) NOT NULL REFERENCES incidents (id),
  sequence_number BIGINT NOT NULL,
  id_hash VARCHAR(64) NOT NULL,
  content TEXT NOT NULL,
  PRIMARY KEY (incident, sequence_number),
  UNIQUE (incident, id_hash)
);

-- Runs of playbooks, messages to be sent, suppression rules.
CREATE TABLE documents (
  kind VARCHAR(40) NOT NULL,
  id VARCHAR(300) NOT NULL,
  owner VARCHAR(300) NOT NULL,
  version BIGINT NOT NULL,
  due_at TIMESTAMP WITH TIME ZONE,
  body TEXT NOT NULL,
  PRIMARY KEY (kind, id)
);
CREATE INDEX documents_owner ON documents (kind, owner);
CREATE INDEX documents_due ON documents (kind, due_at);
