-- +goose Up
-- Documents of customers. What a file is now is its newest version.
CREATE TABLE files (
    id         uuid PRIMARY KEY,
    card_id    uuid NOT NULL REFERENCES cards,
    kind       text NOT NULL CHECK (kind IN ('offer', 'contract', 'invoice', 'other')),
    title      text NOT NULL CHECK (title <> ''),
    archived   boolean NOT NULL DEFAULT false,
    current    integer NOT NULL CHECK (current > 0),
    created_by uuid REFERENCES users,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    deleted_at timestamptz,
    version    bigint NOT NULL DEFAULT 1
);
CREATE INDEX files_card ON files (card_id, created_at DESC, id DESC);
CREATE INDEX files_deleted ON files (deleted_at) WHERE deleted_at IS NOT NULL;

-- What was uploaded, only ever added to. The id is the name of the stored
-- content, too.
CREATE TABLE file_versions (
    id           uuid PRIMARY KEY,
    file_id      uuid NOT NULL REFERENCES files,
    number       integer NOT NULL CHECK (number > 0),
    name         text NOT NULL CHECK (name <> '' AND octet_length(name) <= 255),
    content_type text NOT NULL COLLATE "C",
    size_bytes   bigint NOT NULL CHECK (size_bytes > 0),
    sha256       bytea NOT NULL CHECK (octet_length(sha256) = 32),
    made_by      uuid REFERENCES users,
    made_at      timestamptz NOT NULL,
    state        text NOT NULL CHECK (state IN ('unchecked', 'pending', 'clean', 'infected', 'failed')),
    threat       text NOT NULL DEFAULT '',
    thumbnail    text NOT NULL CHECK (thumbnail IN ('none', 'pending', 'ready', 'failed')),
    settled_at   timestamptz,
    CONSTRAINT file_versions_number_key UNIQUE (file_id, number)
);
CREATE INDEX file_versions_unsettled ON file_versions (made_at)
    WHERE state IN ('unchecked', 'pending') OR thumbnail = 'pending';

-- There is no file without a version: both are written at once, so this is
-- looked at when the transaction ends.
ALTER TABLE files ADD CONSTRAINT files_current_fkey FOREIGN KEY (id, current)
    REFERENCES file_versions (file_id, number) DEFERRABLE INITIALLY DEFERRED;

-- The number that follows the last: no two versions have one, and none is left out.
-- +goose StatementBegin
CREATE FUNCTION file_versions_follow() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.number <> 1 + (SELECT count(*) FROM file_versions WHERE file_id = NEW.file_id) THEN
        RAISE EXCEPTION 'version % of a file does not follow its last', NEW.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'file_versions_follow';
    END IF;
    RETURN NEW;
END $$;
-- +goose StatementEnd
CREATE TRIGGER file_versions_follow BEFORE INSERT ON file_versions
    FOR EACH ROW EXECUTE FUNCTION file_versions_follow();

-- What lies in the store of contents beside the database, or is about to:
-- written before anything is put there and taken out after it is removed, so
-- that nothing is left behind whatever breaks in between.
CREATE TABLE file_blobs (
    key     text PRIMARY KEY COLLATE "C",
    state   text NOT NULL CHECK (state IN ('incoming', 'kept', 'dropped')),
    made_at timestamptz NOT NULL
);
CREATE INDEX file_blobs_loose ON file_blobs (made_at) WHERE state <> 'kept';

-- Of a version only what was found out about it may change. A version can be
-- deleted, with its whole file, when the file is purged.
REVOKE UPDATE ON file_versions FROM vonal_app;
GRANT UPDATE (state, threat, thumbnail, settled_at) ON file_versions TO vonal_app;
-- +goose StatementBegin
CREATE FUNCTION file_versions_purge() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM files WHERE id = OLD.file_id AND deleted_at IS NULL) THEN
        RAISE EXCEPTION 'a version of a file that is there cannot be deleted' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN OLD;
END $$;
-- +goose StatementEnd
CREATE TRIGGER file_versions_purge BEFORE DELETE ON file_versions
    FOR EACH ROW EXECUTE FUNCTION file_versions_purge();
