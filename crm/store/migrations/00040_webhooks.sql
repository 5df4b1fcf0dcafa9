-- +goose Up
-- Addresses outside of the house that are told of what happens. The secret by
-- which they know that it is us is sealed.
CREATE TABLE webhooks (
    id            uuid PRIMARY KEY,
    name          text NOT NULL CHECK (name <> ''),
    url           text NOT NULL,
    events        text[] NOT NULL,
    secret        bytea NOT NULL,
    off_because   text NOT NULL DEFAULT '' CHECK (off_because IN ('', 'by_hand', 'gone', 'failing')),
    failing_since timestamptz, -- null if the last attempt succeeded
    made_at       timestamptz NOT NULL
);
CREATE UNIQUE INDEX webhooks_name_key ON webhooks (lower(name));

-- What they are told: written in the transaction of the event, and carried by the
-- job of River's that is named.
CREATE TABLE webhook_deliveries (
    id         uuid PRIMARY KEY,
    webhook_id uuid NOT NULL CONSTRAINT webhook_deliveries_webhook_id_fkey REFERENCES webhooks,
    event_id   uuid NOT NULL, -- the same for all webhooks, and at each attempt
    kind       text NOT NULL,
    at         timestamptz NOT NULL,
    data       jsonb NOT NULL,
    state      text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'sent', 'given_up', 'dropped')),
    job_id     bigint,
    attempts   int NOT NULL DEFAULT 0,
    status     int NOT NULL DEFAULT 0,
    answer     text NOT NULL DEFAULT '',
    tried_at   timestamptz,
    ended_at   timestamptz,
    CHECK ((state = 'waiting') = (ended_at IS NULL))
);
CREATE INDEX webhook_deliveries_webhook ON webhook_deliveries (webhook_id, id DESC);
CREATE INDEX webhook_deliveries_age ON webhook_deliveries (ended_at) WHERE ended_at IS NOT NULL;
GRANT SELECT, INSERT, UPDATE, DELETE ON webhooks, webhook_deliveries TO vonal_app;

ALTER TABLE notices DROP CONSTRAINT notices_kind_check,
    ADD CONSTRAINT notices_kind_check CHECK (kind IN ('task_given', 'task_due', 'task_said', 'duty_late', 'duty_escalated', 'phone_paused', 'job_failed', 'webhook_off'));
