-- +goose Up
-- What a company with a million customers needs to find something at once.

-- All that a customer is found by, as one small text in small letters: name,
-- numbers, mails, contacts, tags and own fields. One index serves where five
-- did, and the planner can weigh it against the order of a list.
CREATE TABLE card_words (
    card_id uuid PRIMARY KEY REFERENCES cards ON DELETE CASCADE,
    words   text NOT NULL
);
ALTER TABLE card_words ALTER COLUMN words SET STATISTICS 1000;

-- In PL/pgSQL, which keeps its plan; an SQL function is planned at each call.
-- +goose StatementBegin
CREATE FUNCTION words_of_card(card uuid) RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT lower(concat_ws(E'\n', nullif(c.name, ''), nullif(c.field_words, ''),
        (SELECT string_agg(tag, E'\n') FROM jsonb_array_elements_text(c.tags) AS tag),
        (SELECT string_agg(phone, E'\n' ORDER BY place) FROM card_phones WHERE card_id = c.id),
        (SELECT string_agg(mail, E'\n' ORDER BY place) FROM card_mails WHERE card_id = c.id),
        (SELECT string_agg(name, E'\n' ORDER BY place) FROM card_contacts WHERE card_id = c.id)))
    FROM cards c WHERE c.id = card);
END $$;
-- +goose StatementEnd

-- Looked at when the transaction ends, whatever changed in it and how often.
-- +goose StatementBegin
CREATE FUNCTION keep_card_words() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    old_card uuid;
    new_card uuid;
BEGIN
    IF TG_TABLE_NAME = 'cards' THEN
        new_card := NEW.id;
    ELSE
        IF TG_OP <> 'INSERT' THEN old_card := OLD.card_id; END IF;
        IF TG_OP <> 'DELETE' THEN new_card := NEW.card_id; END IF;
    END IF;
    -- What was written at this commit already is of now: nothing changes after it.
    INSERT INTO card_words AS kept (card_id, words)
    SELECT DISTINCT card, words_of_card(card) FROM unnest(ARRAY[old_card, new_card]) AS card
    WHERE NOT EXISTS (SELECT FROM card_words w WHERE w.card_id = card AND w.xmin = pg_current_xact_id()::xid)
        AND EXISTS (SELECT FROM cards WHERE id = card)
    ON CONFLICT (card_id) DO UPDATE SET words = excluded.words WHERE kept.words <> excluded.words;
    RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE CONSTRAINT TRIGGER card_words_new AFTER INSERT ON cards
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION keep_card_words();
CREATE CONSTRAINT TRIGGER card_words_changed AFTER UPDATE ON cards
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (OLD.name <> NEW.name OR OLD.field_words <> NEW.field_words OR OLD.tags <> NEW.tags) EXECUTE FUNCTION keep_card_words();
CREATE CONSTRAINT TRIGGER card_words_phones AFTER INSERT OR UPDATE OR DELETE ON card_phones
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION keep_card_words();
CREATE CONSTRAINT TRIGGER card_words_mails AFTER INSERT OR UPDATE OR DELETE ON card_mails
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION keep_card_words();
CREATE CONSTRAINT TRIGGER card_words_contacts AFTER INSERT OR UPDATE OR DELETE ON card_contacts
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION keep_card_words();

INSERT INTO card_words (card_id, words) SELECT id, words_of_card(id) FROM cards;
CREATE INDEX card_words_part ON card_words USING gin (words gin_trgm_ops);
DROP INDEX cards_name, card_phones_part, card_mails_part, card_contacts_name, cards_field_words;

-- Lists walk their order; a filter that most rows pass needs no index then.
CREATE INDEX cards_contact_down ON cards (last_contact_at DESC NULLS LAST, id DESC);
CREATE INDEX deals_updated ON deals (updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX deals_amount ON deals (amount, id) WHERE deleted_at IS NULL;
CREATE INDEX deals_close ON deals (expected_close, id) WHERE deleted_at IS NULL;
CREATE INDEX deals_since ON deals (stage_since, id) WHERE deleted_at IS NULL;
CREATE INDEX deals_close_down ON deals (expected_close DESC NULLS LAST, id DESC) WHERE deleted_at IS NULL;
CREATE INDEX tasks_due_all ON tasks (due_at, id) WHERE deleted_at IS NULL;
CREATE INDEX tasks_title ON tasks USING gin (title gin_trgm_ops) WHERE deleted_at IS NULL;
CREATE INDEX notes_newest ON notes (at DESC, id DESC);
-- The sums of the board, without the deals themselves.
CREATE INDEX deals_sums ON deals (pipeline_id, stage_id, currency) INCLUDE (amount) WHERE deleted_at IS NULL;
