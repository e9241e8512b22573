-- The journal: what was found and decided over time, one numbered entry after the other for each kind and subject: checks of links,
-- forecasts and their scores, reviews, decisions. Row shape and rules as in 0001.

CREATE TABLE journal (
  workspace_id TEXT NOT NULL REFERENCES workspace (workspace_id),
  id TEXT NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL,
  subject TEXT NOT NULL,
  number INTEGER NOT NULL,
  content TEXT NOT NULL,
  content_hash TEXT NOT NULL,
  hash_format INTEGER NOT NULL,
  at TEXT NOT NULL,
  actor TEXT NOT NULL,
  audit_sequence INTEGER NOT NULL,
  revision TEXT NOT NULL,
  UNIQUE (workspace_id, kind, subject, number),
  UNIQUE (workspace_id, audit_sequence)
) STRICT;

CREATE TRIGGER journal_is_never_updated BEFORE UPDATE ON journal BEGIN SELECT RAISE(ABORT, 'journal is append-only'); END;
CREATE TRIGGER journal_is_never_deleted BEFORE DELETE ON journal BEGIN SELECT RAISE(ABORT, 'journal is append-only'); END;
