-- The second factor of a local account (its secret is encrypted), and where a session began.
ALTER TABLE console_users ADD COLUMN factor VARCHAR(4000);
ALTER TABLE console_sessions ADD COLUMN address VARCHAR(64) DEFAULT '' NOT NULL;
