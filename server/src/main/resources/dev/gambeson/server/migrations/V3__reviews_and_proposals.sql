-- What people said of alarms, and changes of models that wait for a second person.

CREATE TABLE alarm_reviews (
  alarm VARCHAR(400) PRIMARY KEY,
  check_id VARCHAR(40) NOT NULL,
  raised_at TIMESTAMP WITH TIME ZONE NOT NULL,
  judgement VARCHAR(20) NOT NULL,
  note VARCHAR(500) NOT NULL,
  reviewed_by VARCHAR(300) NOT NULL,
  reviewed_at TIMESTAMP WITH TIME ZONE NOT NULL
);
CREATE INDEX alarm_reviews_raised ON alarm_reviews (raised_at);

CREATE TABLE model_proposals (
  id VARCHAR(40) PRIMARY KEY,
  kind VARCHAR(20) NOT NULL,
  model VARCHAR(200) NOT NULL,
  version VARCHAR(200) NOT NULL,
  reason VARCHAR(500) NOT NULL,
  proposed_by VARCHAR(300) NOT NULL,
  proposed_at TIMESTAMP WITH TIME ZONE NOT NULL
);
