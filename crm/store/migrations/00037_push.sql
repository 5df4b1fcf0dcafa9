-- +goose Up
-- The browsers in which people are told of notices, and the pair of keys by which
-- these know who it is that tells them; the private one is sealed.
CREATE TABLE push_browsers (
    id       uuid PRIMARY KEY,
    user_id  uuid NOT NULL CONSTRAINT push_browsers_user_id_fkey REFERENCES users,
    endpoint text NOT NULL CONSTRAINT push_browsers_endpoint_key UNIQUE COLLATE "C",
    p256dh   text NOT NULL,
    auth     text NOT NULL,
    device   text NOT NULL,
    made_at  timestamptz NOT NULL
);
CREATE INDEX push_browsers_user ON push_browsers (user_id, made_at);
CREATE TABLE push_sender (
    one     boolean PRIMARY KEY DEFAULT true CHECK (one),
    public  text NOT NULL,
    private bytea NOT NULL
);
GRANT SELECT, INSERT, UPDATE, DELETE ON push_browsers TO vonal_app;
GRANT SELECT, INSERT ON push_sender TO vonal_app;
