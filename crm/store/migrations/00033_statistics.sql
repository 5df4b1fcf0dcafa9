-- +goose Up
-- What each agent did on each of the company's days: reckoned from calls and
-- offers, again whenever these change.
CREATE TABLE agent_days (
    agent_id    uuid NOT NULL,
    day         date NOT NULL,
    offered     int NOT NULL, -- phones that rang, by the moment of the offer
    answered    int NOT NULL,
    missed      int NOT NULL,
    rejected    int NOT NULL,
    unreachable int NOT NULL,
    withdrawn   int NOT NULL,
    inbound     int NOT NULL, -- conversations, by the moment at which their call began
    outbound    int NOT NULL,
    talk_ms     bigint NOT NULL,
    wrapup_ms   bigint NOT NULL,
    PRIMARY KEY (day, agent_id)
);
CREATE INDEX agent_days_agent ON agent_days (agent_id, day);

-- The months that are closed: their days are written no more.
CREATE TABLE closed_months (
    month     date PRIMARY KEY CHECK (extract(day FROM month) = 1),
    lines     int NOT NULL,
    checksum  text NOT NULL, -- of the lines of agent_days
    closed_at timestamptz NOT NULL
);

-- How far work has come that is done in steps.
CREATE TABLE progress (
    what     text PRIMARY KEY COLLATE "C",
    position text NOT NULL DEFAULT '', -- where the next step begins
    checked  bigint NOT NULL DEFAULT 0,
    flaws    bigint NOT NULL DEFAULT 0,
    flaw     text NOT NULL DEFAULT '', -- the first of them
    began_at timestamptz,
    ended_at timestamptz               -- null while it is under way
);
GRANT SELECT, INSERT, UPDATE, DELETE ON agent_days TO vonal_app;
GRANT SELECT, INSERT ON closed_months TO vonal_app;
GRANT SELECT, INSERT, UPDATE ON progress TO vonal_app;
-- Which days have changed, and what was on a day, for everybody.
CREATE INDEX calls_written ON calls (written_at);
CREATE INDEX offers_day ON offers (offered_at);
