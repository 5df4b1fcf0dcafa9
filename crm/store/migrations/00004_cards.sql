-- +goose Up
-- What a card holds besides name, owner and tier.
ALTER TABLE cards
    ADD COLUMN form            text NOT NULL DEFAULT '' CHECK (form IN ('', 'person', 'company')),
    ADD COLUMN language        text NOT NULL DEFAULT '',
    ADD COLUMN zone            text NOT NULL DEFAULT '', -- IANA
    ADD COLUMN tags            jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(tags) = 'array'),
    ADD COLUMN addresses       jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(addresses) = 'array'),
    ADD COLUMN consents        jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(consents) = 'object'),
    ADD COLUMN fields          jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(fields) = 'object'),
    ADD COLUMN field_words     text NOT NULL DEFAULT '', -- the values of fields, for searching
    ADD COLUMN last_contact_at timestamptz,
    ADD COLUMN merged_into     uuid REFERENCES cards CHECK (merged_into <> id);
CREATE INDEX cards_tags ON cards USING gin (tags jsonb_path_ops) WHERE tags <> '[]';
CREATE INDEX cards_fields ON cards USING gin (fields jsonb_path_ops) WHERE fields <> '{}';
CREATE INDEX cards_field_words ON cards USING gin (field_words gin_trgm_ops) WHERE field_words <> '';
CREATE INDEX cards_merged ON cards (merged_into) WHERE merged_into IS NOT NULL;
CREATE INDEX cards_same_name ON cards (lower(name)) WHERE name <> '' AND merged_into IS NULL;
CREATE INDEX cards_updated ON cards (updated_at, id);
CREATE INDEX cards_by_name ON cards (name, id);
CREATE INDEX cards_contact ON cards (last_contact_at, id);

-- People at a company.
CREATE TABLE card_contacts (
    id        uuid PRIMARY KEY,
    card_id   uuid NOT NULL REFERENCES cards,
    name      text NOT NULL CHECK (name <> ''),
    role      text NOT NULL DEFAULT '',
    extension text NOT NULL DEFAULT '' CHECK (extension ~ '^[0-9*#]{0,12}$'), -- behind the company's number
    place     integer NOT NULL
);
CREATE INDEX card_contacts_card ON card_contacts (card_id);
CREATE INDEX card_contacts_name ON card_contacts USING gin (name gin_trgm_ops);

-- A number is unique without its extension: who calls shows the number alone.
ALTER TABLE card_phones
    ADD COLUMN extension  text NOT NULL DEFAULT '' CHECK (extension ~ '^[0-9*#]{0,12}$'),
    ADD COLUMN label      text NOT NULL DEFAULT '',
    ADD COLUMN contact_id uuid REFERENCES card_contacts ON DELETE SET NULL;

CREATE TABLE card_mails (
    card_id    uuid NOT NULL REFERENCES cards,
    mail       text NOT NULL CHECK (mail <> '' AND mail = lower(mail)),
    label      text NOT NULL DEFAULT '',
    contact_id uuid REFERENCES card_contacts ON DELETE SET NULL,
    place      integer NOT NULL,
    PRIMARY KEY (card_id, mail)
);
CREATE INDEX card_mails_mail ON card_mails (mail);
CREATE INDEX card_mails_part ON card_mails USING gin (mail gin_trgm_ops);

-- The company's own fields of a card.
CREATE TABLE card_fields (
    key         text PRIMARY KEY COLLATE "C" CHECK (key ~ '^[a-z0-9_]{1,40}$'),
    labels      jsonb NOT NULL CHECK (jsonb_typeof(labels) = 'object'),
    kind        text NOT NULL CHECK (kind IN ('text', 'number', 'money', 'date', 'boolean', 'choice', 'url')),
    required    boolean NOT NULL DEFAULT false,
    choices     jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(choices) = 'array'),
    place       integer NOT NULL,
    archived_at timestamptz
);

-- Cards that were joined. The timeline never moves: a card's is that of all
-- cards merged into it. What did move is written here, and goes back by it.
CREATE TABLE card_merges (
    id        uuid PRIMARY KEY,
    kept      uuid NOT NULL REFERENCES cards,
    merged    uuid NOT NULL REFERENCES cards,
    at        timestamptz NOT NULL,
    by_user   uuid REFERENCES users,
    before    jsonb NOT NULL, -- both cards as they were
    moved     jsonb NOT NULL, -- table → keys of the rows that moved
    undone_at timestamptz,
    undone_by uuid REFERENCES users
);
CREATE INDEX card_merges_kept ON card_merges (kept, at DESC);
CREATE UNIQUE INDEX card_merges_merged_key ON card_merges (merged) WHERE undone_at IS NULL;

-- Pairs that look alike and are two, said by somebody.
CREATE TABLE card_distinct (
    one     uuid NOT NULL REFERENCES cards,
    other   uuid NOT NULL REFERENCES cards,
    by_user uuid REFERENCES users,
    at      timestamptz NOT NULL,
    PRIMARY KEY (one, other),
    CHECK (one < other)
);

REVOKE UPDATE (card_id) ON timeline FROM vonal_app;
REVOKE DELETE ON cards, card_merges FROM vonal_app;

UPDATE cards SET last_contact_at = talked.at FROM (
    SELECT card_id, max(started_at) AS at FROM calls WHERE answered_at IS NOT NULL GROUP BY card_id
) AS talked WHERE talked.card_id = cards.id;
