-- Steps of the ladder that people, playbooks and the query watch set: all nodes obey them.
CREATE TABLE holds (
  hold VARCHAR(700) PRIMARY KEY,
  client VARCHAR(400) NOT NULL,
  model VARCHAR(200) NOT NULL,
  step VARCHAR(20) NOT NULL,
  since_at TIMESTAMP WITH TIME ZONE NOT NULL,
  until_at TIMESTAMP WITH TIME ZONE NOT NULL,
  placed_by VARCHAR(300) NOT NULL,
  reason VARCHAR(2000) NOT NULL
);
CREATE INDEX holds_end ON holds (until_at);
INSERT INTO generations (topic, number) VALUES ('holds', 0);
