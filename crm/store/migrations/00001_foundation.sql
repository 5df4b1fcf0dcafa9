-- +goose Up
-- Ids that we make are uuid; the id of a call is text, since whoever carried
-- the call gave it. Numbers and ids are compared byte by byte (COLLATE "C").

CREATE EXTENSION IF NOT EXISTS pg_trgm;

-- Who takes calls, and their phones.
CREATE TABLE agents (
    id         uuid PRIMARY KEY,
    name       text NOT NULL CHECK (name <> ''),
    extension  text NOT NULL COLLATE "C" CHECK (extension ~ '^[0-9]{2,8}$'),
    level      text NOT NULL CHECK (level IN ('newcomer', 'regular', 'senior')),
    endpoint   text NOT NULL COLLATE "C" CONSTRAINT agents_endpoint_key UNIQUE,
    sip_secret text NOT NULL,
    created_at timestamptz NOT NULL,
    deleted_at timestamptz,
    version    bigint NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX agents_extension_key ON agents (extension) WHERE deleted_at IS NULL;

-- What agents were doing: one line for each change, only ever added. A version
-- can come twice with another moment, when Redis lost the first.
CREATE TABLE agent_states (
    agent_id   uuid NOT NULL REFERENCES agents,
    at         timestamptz NOT NULL,
    version    bigint NOT NULL,
    from_state text NOT NULL,
    to_state   text NOT NULL,
    cause      text NOT NULL,
    actor      text NOT NULL,
    since      timestamptz NOT NULL,
    until      timestamptz,
    call_id    text NOT NULL COLLATE "C" DEFAULT '',
    reason     text NOT NULL DEFAULT '',
    on_shift   boolean NOT NULL,
    phone_up   boolean NOT NULL,
    next_pause text NOT NULL DEFAULT '',
    misses     integer NOT NULL DEFAULT 0,
    extended   integer NOT NULL DEFAULT 0,
    PRIMARY KEY (agent_id, at, version)
);

-- Customers. A card of kind withheld belongs to one call and to no number.
CREATE TABLE cards (
    id         uuid PRIMARY KEY,
    kind       text NOT NULL CHECK (kind IN ('customer', 'withheld')),
    name       text NOT NULL DEFAULT '',
    owner_id   uuid REFERENCES agents,
    tier       text NOT NULL CHECK (tier IN ('normal', 'important', 'key')),
    call_id    text COLLATE "C" CONSTRAINT cards_call_key UNIQUE,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    version    bigint NOT NULL DEFAULT 1,
    CHECK ((kind = 'withheld') = (call_id IS NOT NULL))
);
CREATE INDEX cards_newest ON cards (created_at DESC, id DESC);
CREATE INDEX cards_owner ON cards (owner_id, created_at DESC, id DESC) WHERE owner_id IS NOT NULL;
CREATE INDEX cards_name ON cards USING gin (name gin_trgm_ops);

-- A number stands on one card only: the key says so.
CREATE TABLE card_phones (
    phone   text COLLATE "C" CONSTRAINT card_phones_pkey PRIMARY KEY CHECK (phone ~ '^\+[1-9][0-9]{1,14}$'),
    card_id uuid NOT NULL REFERENCES cards,
    place   integer NOT NULL
);
CREATE INDEX card_phones_card ON card_phones (card_id);
CREATE INDEX card_phones_part ON card_phones USING gin (phone gin_trgm_ops);

-- Ended calls.
CREATE TABLE calls (
    id             text COLLATE "C" PRIMARY KEY CHECK (id <> ''),
    direction      text NOT NULL CHECK (direction IN ('inbound', 'outbound')),
    from_raw       text NOT NULL,
    from_number    text COLLATE "C",
    from_name      text NOT NULL,
    to_number      text NOT NULL,
    channel        text NOT NULL,
    instance       text NOT NULL,
    disposition    text NOT NULL CHECK (disposition IN ('answered', 'abandoned', 'voicemail', 'closed', 'fallback', 'lost_pbx')),
    agent_id       uuid REFERENCES agents,
    card_id        uuid NOT NULL REFERENCES cards,
    started_at     timestamptz NOT NULL,
    answered_at    timestamptz,
    ended_at       timestamptz NOT NULL,
    wait_ms        bigint NOT NULL CHECK (wait_ms >= 0),
    talk_ms        bigint NOT NULL CHECK (talk_ms >= 0),
    recording_name text NOT NULL DEFAULT '',
    written_at     timestamptz NOT NULL
);
CREATE INDEX calls_newest ON calls (started_at DESC, id DESC);
CREATE INDEX calls_agent ON calls (agent_id, started_at DESC, id DESC) WHERE agent_id IS NOT NULL;
CREATE INDEX calls_card ON calls (card_id, started_at DESC, id DESC);

-- Facts and decisions of a call, replayable.
CREATE TABLE call_traces (
    call_id text COLLATE "C" PRIMARY KEY REFERENCES calls,
    trace   text NOT NULL
);

-- Phones that rang for a call, in order. agent_id has no reference: a call is
-- written even when it was offered to somebody we do not know.
CREATE TABLE offers (
    call_id    text COLLATE "C" NOT NULL REFERENCES calls,
    place      integer NOT NULL,
    agent_id   uuid NOT NULL,
    offered_at timestamptz NOT NULL,
    ringing_at timestamptz,
    ended_at   timestamptz,
    result     text NOT NULL CHECK (result IN ('answered', 'missed', 'rejected', 'unreachable', 'withdrawn')),
    because    jsonb NOT NULL DEFAULT '[]',
    PRIMARY KEY (call_id, place)
);
CREATE INDEX offers_agent ON offers (agent_id, offered_at DESC);

-- What the agent did after the call. It may be written before the call is, and
-- therefore does not refer to it.
CREATE TABLE after_calls (
    call_id   text COLLATE "C" PRIMARY KEY,
    wrapup_ms bigint CHECK (wrapup_ms >= 0),
    outcome   text NOT NULL DEFAULT '',
    note      text NOT NULL DEFAULT '',
    by_user   uuid,
    at        timestamptz
);

CREATE TABLE recordings (
    id          uuid PRIMARY KEY,
    call_id     text COLLATE "C" NOT NULL CONSTRAINT recordings_call_key UNIQUE REFERENCES calls,
    name        text NOT NULL COLLATE "C",
    state       text NOT NULL CHECK (state IN ('pending', 'ready', 'failed')),
    reason      text NOT NULL DEFAULT '',
    path        text NOT NULL DEFAULT '',
    duration_ms bigint NOT NULL DEFAULT 0 CHECK (duration_ms >= 0),
    size_bytes  bigint NOT NULL DEFAULT 0 CHECK (size_bytes >= 0),
    created_at  timestamptz NOT NULL,
    settled_at  timestamptz
);
CREATE INDEX recordings_pending ON recordings (created_at) WHERE state = 'pending';

-- Who can log in.
CREATE TABLE users (
    id            uuid PRIMARY KEY,
    login         text NOT NULL CONSTRAINT users_login_key UNIQUE CHECK (login <> ''),
    name          text NOT NULL CHECK (name <> ''),
    role          text NOT NULL CHECK (role IN ('agent', 'head', 'administrator', 'accountant')),
    agent_id      uuid CONSTRAINT users_agent_key UNIQUE CONSTRAINT users_agent_id_fkey REFERENCES agents,
    password_hash text NOT NULL,
    created_at    timestamptz NOT NULL,
    disabled_at   timestamptz,
    version       bigint NOT NULL DEFAULT 1
);

-- Of a session and of a token only the digest is kept.
CREATE TABLE sessions (
    digest     bytea PRIMARY KEY,
    user_id    uuid NOT NULL REFERENCES users,
    created_at timestamptz NOT NULL,
    seen_at    timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
);
CREATE INDEX sessions_user ON sessions (user_id);
CREATE INDEX sessions_expired ON sessions (expires_at);

CREATE TABLE tokens (
    id           uuid PRIMARY KEY,
    digest       bytea NOT NULL CONSTRAINT tokens_digest_key UNIQUE,
    user_id      uuid NOT NULL REFERENCES users,
    name         text NOT NULL,
    created_at   timestamptz NOT NULL,
    last_used_at timestamptz,
    revoked_at   timestamptz
);
CREATE INDEX tokens_user ON tokens (user_id);

-- The story of a card, only ever added to.
CREATE TABLE timeline (
    id      uuid PRIMARY KEY,
    card_id uuid NOT NULL REFERENCES cards,
    at      timestamptz NOT NULL,
    kind    text NOT NULL CHECK (kind ~ '^[a-z_]{1,40}$'),
    by_user uuid REFERENCES users,
    call_id text COLLATE "C",
    data    jsonb NOT NULL DEFAULT '{}'
);
CREATE INDEX timeline_card ON timeline (card_id, at DESC, id DESC);
-- One line for each call, also when it is reported again.
CREATE UNIQUE INDEX timeline_call_key ON timeline (call_id) WHERE kind = 'call';

-- The live numbers, every version of them.
CREATE TABLE policies (
    version bigint PRIMARY KEY,
    numbers jsonb NOT NULL CHECK (jsonb_typeof(numbers) = 'object'),
    by_user uuid REFERENCES users,
    at      timestamptz NOT NULL
);

-- How far a journal that somebody else writes has been read.
CREATE TABLE imports (
    source   text PRIMARY KEY,
    position bigint NOT NULL,
    at       timestamptz NOT NULL
);
