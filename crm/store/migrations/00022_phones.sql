-- +goose Up
-- The phones of an agent: those that register here have a name in Asterisk and
-- a secret, those outside a number. The oldest came with the agent.
CREATE TABLE phones (
    id         uuid PRIMARY KEY,
    agent_id   uuid NOT NULL CONSTRAINT phones_agent_id_fkey REFERENCES agents,
    name       text NOT NULL DEFAULT '',
    endpoint   text COLLATE "C" CONSTRAINT phones_endpoint_key UNIQUE,
    sip_secret text,
    number     text COLLATE "C" CHECK (number ~ '^\+[1-9][0-9]{1,14}$'),
    ring_ms    bigint NOT NULL DEFAULT 0 CHECK (ring_ms = 0 OR ring_ms BETWEEN 1000 AND 120000),
    created_at timestamptz NOT NULL,
    CHECK ((endpoint IS NULL) = (sip_secret IS NULL)),
    CHECK ((endpoint IS NULL) <> (number IS NULL))
);
GRANT SELECT, INSERT, UPDATE, DELETE ON phones TO vonal_app;
CREATE INDEX phones_agent ON phones (agent_id, created_at, id);
INSERT INTO phones (id, agent_id, endpoint, sip_secret, created_at)
    SELECT id, id, endpoint, sip_secret, created_at FROM agents;
ALTER TABLE agents DROP COLUMN endpoint, DROP COLUMN sip_secret;
