-- The store as it is in SQLite (KpiLab.Store/Migrations, up to 0002), column by column: the hash of a row covers its columns by name and
-- as text, so a row that moves between the two keeps its hash. Text is compared byte by byte, as SQLite does.
--
-- Row shape, the same in every table: workspace_id; id (UUIDv7); content_hash (SHA-256 over the canonical JSON, RFC 8785, of
-- the content) with hash_format, the version of the way hashes are taken; revision, opaque, the ETag. audit_sequence names the
-- audit row that recorded the row and holds the hash over all its columns. Times are UTC, ISO 8601, microseconds.
-- Nothing here is ever changed or deleted: what changes gets a new version.

CREATE TABLE workspace (
  workspace_id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  id TEXT COLLATE "C" NOT NULL UNIQUE,
  content TEXT COLLATE "C" NOT NULL,
  content_hash TEXT COLLATE "C" NOT NULL,
  hash_format BIGINT NOT NULL,
  at TEXT COLLATE "C" NOT NULL,
  actor TEXT COLLATE "C" NOT NULL,
  audit_sequence BIGINT NOT NULL,
  revision TEXT COLLATE "C" NOT NULL
);

CREATE TABLE definitions (
  workspace_id TEXT COLLATE "C" NOT NULL REFERENCES workspace (workspace_id),
  id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  kind TEXT COLLATE "C" NOT NULL,
  definition_id TEXT COLLATE "C" NOT NULL,
  version BIGINT NOT NULL,
  removed BIGINT NOT NULL,
  content TEXT COLLATE "C" NOT NULL,
  content_hash TEXT COLLATE "C" NOT NULL,
  hash_format BIGINT NOT NULL,
  at TEXT COLLATE "C" NOT NULL,
  actor TEXT COLLATE "C" NOT NULL,
  audit_sequence BIGINT NOT NULL,
  revision TEXT COLLATE "C" NOT NULL,
  UNIQUE (workspace_id, kind, definition_id, version),
  UNIQUE (workspace_id, audit_sequence)
);

CREATE TABLE registrations (
  workspace_id TEXT COLLATE "C" NOT NULL REFERENCES workspace (workspace_id),
  id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  experiment_id TEXT COLLATE "C" NOT NULL,
  version BIGINT NOT NULL,
  definition_hash TEXT COLLATE "C" NOT NULL,
  content TEXT COLLATE "C" NOT NULL,
  content_hash TEXT COLLATE "C" NOT NULL,
  hash_format BIGINT NOT NULL,
  at TEXT COLLATE "C" NOT NULL,
  actor TEXT COLLATE "C" NOT NULL,
  audit_sequence BIGINT NOT NULL,
  revision TEXT COLLATE "C" NOT NULL,
  UNIQUE (workspace_id, experiment_id, version),
  UNIQUE (workspace_id, audit_sequence)
);

CREATE TABLE looks (
  workspace_id TEXT COLLATE "C" NOT NULL REFERENCES workspace (workspace_id),
  id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  experiment_id TEXT COLLATE "C" NOT NULL,
  number BIGINT NOT NULL,
  terms_hash TEXT COLLATE "C" NOT NULL,
  data_hash TEXT COLLATE "C" NOT NULL,
  units BIGINT NOT NULL,
  content_hash TEXT COLLATE "C" NOT NULL,
  hash_format BIGINT NOT NULL,
  at TEXT COLLATE "C" NOT NULL,
  actor TEXT COLLATE "C" NOT NULL,
  audit_sequence BIGINT NOT NULL,
  revision TEXT COLLATE "C" NOT NULL,
  UNIQUE (workspace_id, experiment_id, number),
  UNIQUE (workspace_id, experiment_id, terms_hash, data_hash),
  UNIQUE (workspace_id, audit_sequence)
);

CREATE TABLE analyses (
  workspace_id TEXT COLLATE "C" NOT NULL REFERENCES workspace (workspace_id),
  id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  experiment_id TEXT COLLATE "C" NOT NULL,
  look_number BIGINT NOT NULL,
  version BIGINT NOT NULL,
  content TEXT COLLATE "C" NOT NULL,
  content_hash TEXT COLLATE "C" NOT NULL,
  hash_format BIGINT NOT NULL,
  at TEXT COLLATE "C" NOT NULL,
  actor TEXT COLLATE "C" NOT NULL,
  audit_sequence BIGINT NOT NULL,
  revision TEXT COLLATE "C" NOT NULL,
  UNIQUE (workspace_id, experiment_id, look_number, version),
  UNIQUE (workspace_id, audit_sequence),
  FOREIGN KEY (workspace_id, experiment_id, look_number) REFERENCES looks (workspace_id, experiment_id, number)
);

CREATE TABLE journal (
  workspace_id TEXT COLLATE "C" NOT NULL REFERENCES workspace (workspace_id),
  id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  kind TEXT COLLATE "C" NOT NULL,
  subject TEXT COLLATE "C" NOT NULL,
  number BIGINT NOT NULL,
  content TEXT COLLATE "C" NOT NULL,
  content_hash TEXT COLLATE "C" NOT NULL,
  hash_format BIGINT NOT NULL,
  at TEXT COLLATE "C" NOT NULL,
  actor TEXT COLLATE "C" NOT NULL,
  audit_sequence BIGINT NOT NULL,
  revision TEXT COLLATE "C" NOT NULL,
  UNIQUE (workspace_id, kind, subject, number),
  UNIQUE (workspace_id, audit_sequence)
);

-- The trail. content_hash is SHA-256 over the previous row's content_hash followed by this row's canonical JSON.
CREATE TABLE audit (
  workspace_id TEXT COLLATE "C" NOT NULL REFERENCES workspace (workspace_id),
  id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  sequence BIGINT NOT NULL,
  at TEXT COLLATE "C" NOT NULL,
  actor TEXT COLLATE "C" NOT NULL,
  event TEXT COLLATE "C" NOT NULL,
  subject TEXT COLLATE "C" NOT NULL,
  payload TEXT COLLATE "C" NOT NULL,
  previous_hash TEXT COLLATE "C" NOT NULL,
  content_hash TEXT COLLATE "C" NOT NULL,
  hash_format BIGINT NOT NULL,
  revision TEXT COLLATE "C" NOT NULL,
  UNIQUE (workspace_id, sequence)
);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
END
$$;

CREATE TRIGGER workspace_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON workspace FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER definitions_are_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON definitions FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER registrations_are_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON registrations FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER looks_are_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON looks FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER analyses_are_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON analyses FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER journal_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON journal FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
