-- +goose Up
-- Secret addresses by which calendar programs read one's deadlines. Of the
-- address only the digest is kept; a new one replaces the old.
CREATE TABLE calendars (
    user_id      uuid PRIMARY KEY REFERENCES users,
    digest       bytea NOT NULL CONSTRAINT calendars_digest_key UNIQUE,
    made_at      timestamptz NOT NULL,
    last_read_at timestamptz
);
