-- Runs on H2 and on PostgreSQL as it stands.
CREATE TABLE registry_info (
  id VARCHAR(64) PRIMARY KEY,
  tenant VARCHAR(64) NOT NULL,
  created_at TIMESTAMP WITH TIME ZONE NOT NULL
);

-- The write-ahead intent: at most one, and none when nothing is under way.
CREATE TABLE intents (
  slot INTEGER PRIMARY KEY CHECK (slot = 1),
  id VARCHAR(32) NOT NULL,
  deed TEXT NOT NULL,
  change_set TEXT NOT NULL,
  ledger_size BIGINT NOT NULL
);

CREATE TABLE history (
  sequence_number BIGINT PRIMARY KEY,
  id VARCHAR(32) NOT NULL UNIQUE,
  done_at TIMESTAMP WITH TIME ZONE NOT NULL,
  actor VARCHAR(64) NOT NULL,
  action VARCHAR(64) NOT NULL,
  name VARCHAR(120) NOT NULL,
  number INTEGER NOT NULL,
  from_state VARCHAR(64) NOT NULL,
  to_state VARCHAR(64) NOT NULL,
  reason VARCHAR(2000) NOT NULL,
  digest VARCHAR(64) NOT NULL,
  ledger_index BIGINT NOT NULL
);
CREATE INDEX history_by_name ON history (name, sequence_number);

CREATE TABLE people (
  name VARCHAR(64) PRIMARY KEY,
  roles VARCHAR(200) NOT NULL,
  token_hash VARCHAR(64) NOT NULL,
  active BOOLEAN NOT NULL,
  created_at TIMESTAMP WITH TIME ZONE NOT NULL
);

CREATE TABLE assets (
  name VARCHAR(120) PRIMARY KEY,
  kind VARCHAR(10) NOT NULL
);

CREATE TABLE versions (
  name VARCHAR(120) NOT NULL REFERENCES assets (name),
  number INTEGER NOT NULL CHECK (number > 0),
  manifest VARCHAR(64) NOT NULL,
  file_count INTEGER NOT NULL,
  total_bytes BIGINT NOT NULL,
  stage VARCHAR(20) NOT NULL,
  added_at TIMESTAMP WITH TIME ZONE NOT NULL,
  added_by VARCHAR(64) NOT NULL,
  note VARCHAR(2000) NOT NULL,
  purged BOOLEAN NOT NULL,
  PRIMARY KEY (name, number)
);
CREATE INDEX versions_by_manifest ON versions (manifest);

CREATE TABLE files (
  name VARCHAR(120) NOT NULL,
  number INTEGER NOT NULL,
  path VARCHAR(1000) NOT NULL,
  digest VARCHAR(64) NOT NULL,
  bytes BIGINT NOT NULL,
  PRIMARY KEY (name, number, path),
  FOREIGN KEY (name, number) REFERENCES versions (name, number)
);
CREATE INDEX files_by_digest ON files (digest);

CREATE TABLE parents (
  name VARCHAR(120) NOT NULL,
  number INTEGER NOT NULL,
  parent_name VARCHAR(120) NOT NULL,
  parent_number INTEGER NOT NULL,
  relation VARCHAR(20) NOT NULL,
  PRIMARY KEY (name, number, parent_name, parent_number, relation),
  FOREIGN KEY (name, number) REFERENCES versions (name, number),
  FOREIGN KEY (parent_name, parent_number) REFERENCES versions (name, number)
);
CREATE INDEX parents_backwards ON parents (parent_name, parent_number);

CREATE TABLE facts (
  name VARCHAR(120) NOT NULL,
  number INTEGER NOT NULL,
  fact VARCHAR(64) NOT NULL,
  content VARCHAR(2000) NOT NULL,
  PRIMARY KEY (name, number, fact),
  FOREIGN KEY (name, number) REFERENCES versions (name, number)
);

CREATE TABLE evidence (
  name VARCHAR(120) NOT NULL,
  number INTEGER NOT NULL,
  digest VARCHAR(64) NOT NULL,
  predicate_type VARCHAR(300) NOT NULL,
  envelope TEXT NOT NULL,
  added_at TIMESTAMP WITH TIME ZONE NOT NULL,
  added_by VARCHAR(64) NOT NULL,
  PRIMARY KEY (name, number, digest),
  FOREIGN KEY (name, number) REFERENCES versions (name, number)
);

CREATE TABLE approvals (
  name VARCHAR(120) NOT NULL,
  number INTEGER NOT NULL,
  stage VARCHAR(20) NOT NULL,
  person VARCHAR(64) NOT NULL,
  approved_at TIMESTAMP WITH TIME ZONE NOT NULL,
  comment_text VARCHAR(2000) NOT NULL,
  PRIMARY KEY (name, number, stage, person),
  FOREIGN KEY (name, number) REFERENCES versions (name, number)
);

-- Aliases, 'live' among them. Moved by compare-and-set on the generation; number 0 is none.
CREATE TABLE pointers (
  name VARCHAR(120) NOT NULL REFERENCES assets (name),
  alias VARCHAR(40) NOT NULL,
  number INTEGER NOT NULL,
  generation BIGINT NOT NULL,
  PRIMARY KEY (name, alias)
);

CREATE TABLE keyrings (
  generation INTEGER PRIMARY KEY,
  address VARCHAR(2000) NOT NULL,
  wrapped TEXT NOT NULL
);

CREATE TABLE policies (
  generation INTEGER PRIMARY KEY,
  content TEXT NOT NULL
);
