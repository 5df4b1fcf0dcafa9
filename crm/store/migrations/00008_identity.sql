-- +goose Up
-- Sessions by which a person recognises their browsers.
ALTER TABLE sessions ADD COLUMN id uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT sessions_id_key UNIQUE;
ALTER TABLE sessions ADD COLUMN ip text NOT NULL DEFAULT '';
ALTER TABLE sessions ADD COLUMN browser text NOT NULL DEFAULT '';

-- Tokens that may less than their user, and end by themselves.
ALTER TABLE tokens ADD COLUMN permissions jsonb CHECK (jsonb_typeof(permissions) = 'array');
ALTER TABLE tokens ADD COLUMN expires_at timestamptz;

-- The address by which an OpenID provider names a user.
ALTER TABLE users ADD COLUMN email text CONSTRAINT users_email_key UNIQUE CHECK (email <> '' AND email = lower(email));
CREATE TABLE user_subjects (
    issuer    text NOT NULL,
    subject   text NOT NULL,
    user_id   uuid NOT NULL REFERENCES users,
    linked_at timestamptz NOT NULL,
    PRIMARY KEY (issuer, subject)
);

-- The second factor. The secret is sealed with a key that is not here.
ALTER TABLE roles ADD COLUMN second_factor text NOT NULL DEFAULT 'optional' CHECK (second_factor IN ('off', 'optional', 'required'));
CREATE TABLE second_factors (
    user_id      uuid PRIMARY KEY REFERENCES users,
    secret       bytea NOT NULL,
    created_at   timestamptz NOT NULL,
    confirmed_at timestamptz,
    last_step    bigint NOT NULL DEFAULT 0 -- no code of this step or an earlier one is taken again
);
CREATE TABLE recovery_codes (
    user_id uuid NOT NULL REFERENCES users,
    digest  bytea NOT NULL,
    PRIMARY KEY (user_id, digest)
);
-- Log-ins of which the password was right and the code is awaited.
CREATE TABLE challenges (
    digest     bytea PRIMARY KEY,
    user_id    uuid NOT NULL REFERENCES users,
    expires_at timestamptz NOT NULL,
    tries      integer NOT NULL DEFAULT 0
);

-- Who did what: lines that hold on to each other by their digests. Writers put
-- them into the inbox, in the transaction of what they tell, and do not wait for
-- each other; one at a time puts them from there into the chain.
CREATE TABLE audit_inbox (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at       timestamptz NOT NULL,
    user_id  uuid,
    what     text NOT NULL CHECK (what ~ '^[a-z_]{1,40}$'),
    thing    text NOT NULL DEFAULT '',
    thing_id text NOT NULL DEFAULT '',
    ip       text NOT NULL DEFAULT '',
    outcome  text NOT NULL CHECK (outcome IN ('done', 'refused')),
    detail   text NOT NULL DEFAULT ''
);
CREATE TABLE audit_log (
    seq      bigint PRIMARY KEY CHECK (seq > 0),
    at       timestamptz NOT NULL,
    user_id  uuid,
    what     text NOT NULL,
    thing    text NOT NULL,
    thing_id text NOT NULL,
    ip       text NOT NULL,
    outcome  text NOT NULL,
    detail   text NOT NULL,
    hash     bytea NOT NULL CHECK (length(hash) = 32)
);
CREATE INDEX audit_log_user ON audit_log (user_id, seq DESC) WHERE user_id IS NOT NULL;
CREATE INDEX audit_log_what ON audit_log (what, seq DESC);
CREATE INDEX audit_log_thing ON audit_log (thing_id, seq DESC) WHERE thing_id <> '';
REVOKE UPDATE, DELETE, TRUNCATE ON audit_log FROM vonal_app;
REVOKE UPDATE, TRUNCATE ON audit_inbox FROM vonal_app;
