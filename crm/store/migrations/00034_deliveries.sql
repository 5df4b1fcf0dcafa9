-- +goose Up
-- How people are told of notices beside the page: by mail, one day by push.
CREATE TABLE notice_choices (
    user_id    uuid PRIMARY KEY CONSTRAINT notice_choices_user_id_fkey REFERENCES users,
    mail       text NOT NULL CHECK (mail IN ('off', 'at_once', 'digest')),
    daily_at  text NOT NULL,
    push       boolean NOT NULL DEFAULT false,
    quiet_from text NOT NULL DEFAULT '',
    quiet_to   text NOT NULL DEFAULT '',
    zone       text NOT NULL,
    language   text NOT NULL
);

-- What is to be sent: at most one that waits for each user, channel and way. What
-- it says is chosen when it is sent.
CREATE TABLE deliveries (
    id       uuid PRIMARY KEY,
    user_id  uuid NOT NULL CONSTRAINT deliveries_user_id_fkey REFERENCES users,
    channel  text NOT NULL CHECK (channel IN ('mail', 'push')),
    way      text NOT NULL CHECK (way IN ('at_once', 'digest')),
    state    text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'sending', 'sent', 'nothing', 'given_up')),
    next_at  timestamptz NOT NULL,           -- when it is looked at next
    attempts int NOT NULL DEFAULT 0,
    failure  text NOT NULL DEFAULT '',       -- why it was not sent, at the last attempt
    ended_at timestamptz,
    CHECK ((state IN ('waiting', 'sending')) = (ended_at IS NULL))
);
CREATE UNIQUE INDEX deliveries_key ON deliveries (user_id, channel, way) WHERE state = 'waiting';
CREATE INDEX deliveries_due ON deliveries (channel, next_at) WHERE ended_at IS NULL;
CREATE INDEX deliveries_ended ON deliveries (user_id, channel, ended_at DESC) WHERE ended_at IS NOT NULL;
CREATE INDEX deliveries_age ON deliveries (ended_at) WHERE ended_at IS NOT NULL;
GRANT SELECT, INSERT, UPDATE, DELETE ON notice_choices, deliveries TO vonal_app;

-- The deliveries that tell of a notice; null while none does.
ALTER TABLE notices ADD COLUMN mail_id uuid, ADD COLUMN push_id uuid;
CREATE INDEX notices_mail ON notices (mail_id) WHERE mail_id IS NOT NULL;
CREATE INDEX notices_push ON notices (push_id) WHERE push_id IS NOT NULL;
