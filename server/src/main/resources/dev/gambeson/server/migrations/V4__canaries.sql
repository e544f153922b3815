-- Canaries: decoy keys, decoy models and bait records, as keyed hashes.
CREATE TABLE canaries (
  id VARCHAR(40) PRIMARY KEY,
  kind VARCHAR(16) NOT NULL,
  model VARCHAR(200) NOT NULL,
  place VARCHAR(200) NOT NULL,
  owner VARCHAR(200) NOT NULL,
  purpose VARCHAR(200) NOT NULL,
  created_at TIMESTAMP WITH TIME ZONE NOT NULL,
  created_by VARCHAR(300) NOT NULL,
  expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
  retired_at TIMESTAMP WITH TIME ZONE,
  content TEXT NOT NULL
);
INSERT INTO generations (topic, number) VALUES ('canaries', 0);
