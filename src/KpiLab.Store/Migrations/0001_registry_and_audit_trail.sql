-- The registry: definitions, registrations, looks, analyses, and the audit trail over them.
--
-- Row shape, the same in every table: workspace_id; id (UUIDv7); content_hash (SHA-256 over the canonical JSON, RFC 8785, of
-- the content) with hash_format, the version of the way hashes are taken; revision, opaque, the ETag. audit_sequence names the
-- audit row that recorded the row and holds the hash over all its columns. Times are UTC, ISO 8601, microseconds.
-- Nothing here is ever changed or deleted: what changes gets a new version.

CREATE TABLE workspace (
  workspace_id TEXT NOT NULL PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  content TEXT NOT NULL,
  content_hash TEXT NOT NULL,
  hash_format INTEGER NOT NULL,
  at TEXT NOT NULL,
  actor TEXT NOT NULL,
  audit_sequence INTEGER NOT NULL,
  revision TEXT NOT NULL
) STRICT;

CREATE TABLE definitions (
  workspace_id TEXT NOT NULL REFERENCES workspace (workspace_id),
  id TEXT NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL,
  definition_id TEXT NOT NULL,
  version INTEGER NOT NULL,
  removed INTEGER NOT NULL,
  content TEXT NOT NULL,
  content_hash TEXT NOT NULL,
  hash_format INTEGER NOT NULL,
  at TEXT NOT NULL,
  actor TEXT NOT NULL,
  audit_sequence INTEGER NOT NULL,
  revision TEXT NOT NULL,
  UNIQUE (workspace_id, kind, definition_id, version),
  UNIQUE (workspace_id, audit_sequence)
) STRICT;

CREATE TABLE registrations (
  workspace_id TEXT NOT NULL REFERENCES workspace (workspace_id),
  id TEXT NOT NULL PRIMARY KEY,
  experiment_id TEXT NOT NULL,
  version INTEGER NOT NULL,
  definition_hash TEXT NOT NULL,
  content TEXT NOT NULL,
  content_hash TEXT NOT NULL,
  hash_format INTEGER NOT NULL,
  at TEXT NOT NULL,
  actor TEXT NOT NULL,
  audit_sequence INTEGER NOT NULL,
  revision TEXT NOT NULL,
  UNIQUE (workspace_id, experiment_id, version),
  UNIQUE (workspace_id, audit_sequence)
) STRICT;

CREATE TABLE looks (
  workspace_id TEXT NOT NULL REFERENCES workspace (workspace_id),
  id TEXT NOT NULL PRIMARY KEY,
  experiment_id TEXT NOT NULL,
  number INTEGER NOT NULL,
  terms_hash TEXT NOT NULL,
  data_hash TEXT NOT NULL,
  units INTEGER NOT NULL,
  content_hash TEXT NOT NULL,
  hash_format INTEGER NOT NULL,
  at TEXT NOT NULL,
  actor TEXT NOT NULL,
  audit_sequence INTEGER NOT NULL,
  revision TEXT NOT NULL,
  UNIQUE (workspace_id, experiment_id, number),
  UNIQUE (workspace_id, experiment_id, terms_hash, data_hash),
  UNIQUE (workspace_id, audit_sequence)
) STRICT;

CREATE TABLE analyses (
  workspace_id TEXT NOT NULL REFERENCES workspace (workspace_id),
  id TEXT NOT NULL PRIMARY KEY,
  experiment_id TEXT NOT NULL,
  look_number INTEGER NOT NULL,
  version INTEGER NOT NULL,
  content TEXT NOT NULL,
  content_hash TEXT NOT NULL,
  hash_format INTEGER NOT NULL,
  at TEXT NOT NULL,
  actor TEXT NOT NULL,
  audit_sequence INTEGER NOT NULL,
  revision TEXT NOT NULL,
  UNIQUE (workspace_id, experiment_id, look_number, version),
  UNIQUE (workspace_id, audit_sequence),
  FOREIGN KEY (workspace_id, experiment_id, look_number) REFERENCES looks (workspace_id, experiment_id, number)
) STRICT;

-- The trail. content_hash is SHA-256 over the previous row's content_hash followed by this row's canonical JSON.
CREATE TABLE audit (
  workspace_id TEXT NOT NULL REFERENCES workspace (workspace_id),
  id TEXT NOT NULL PRIMARY KEY,
  sequence INTEGER NOT NULL,
  at TEXT NOT NULL,
  actor TEXT NOT NULL,
  event TEXT NOT NULL,
  subject TEXT NOT NULL,
  payload TEXT NOT NULL,
  previous_hash TEXT NOT NULL,
  content_hash TEXT NOT NULL,
  hash_format INTEGER NOT NULL,
  revision TEXT NOT NULL,
  UNIQUE (workspace_id, sequence)
) STRICT;

CREATE TRIGGER workspace_is_never_updated BEFORE UPDATE ON workspace BEGIN SELECT RAISE(ABORT, 'workspace is append-only'); END;
CREATE TRIGGER workspace_is_never_deleted BEFORE DELETE ON workspace BEGIN SELECT RAISE(ABORT, 'workspace is append-only'); END;
CREATE TRIGGER definitions_are_never_updated BEFORE UPDATE ON definitions BEGIN SELECT RAISE(ABORT, 'definitions is append-only'); END;
CREATE TRIGGER definitions_are_never_deleted BEFORE DELETE ON definitions BEGIN SELECT RAISE(ABORT, 'definitions is append-only'); END;
CREATE TRIGGER registrations_are_never_updated BEFORE UPDATE ON registrations BEGIN SELECT RAISE(ABORT, 'registrations is append-only'); END;
CREATE TRIGGER registrations_are_never_deleted BEFORE DELETE ON registrations BEGIN SELECT RAISE(ABORT, 'registrations is append-only'); END;
CREATE TRIGGER looks_are_never_updated BEFORE UPDATE ON looks BEGIN SELECT RAISE(ABORT, 'looks is append-only'); END;
CREATE TRIGGER looks_are_never_deleted BEFORE DELETE ON looks BEGIN SELECT RAISE(ABORT, 'looks is append-only'); END;
CREATE TRIGGER analyses_are_never_updated BEFORE UPDATE ON analyses BEGIN SELECT RAISE(ABORT, 'analyses is append-only'); END;
CREATE TRIGGER analyses_are_never_deleted BEFORE DELETE ON analyses BEGIN SELECT RAISE(ABORT, 'analyses is append-only'); END;
CREATE TRIGGER audit_is_never_updated BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;
CREATE TRIGGER audit_is_never_deleted BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;
