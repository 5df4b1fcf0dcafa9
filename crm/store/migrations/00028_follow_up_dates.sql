-- +goose Up
-- Rules that a date on the card sets off: so long after it, or before.
ALTER TABLE follow_up_rules DROP CONSTRAINT follow_up_rules_when_check, DROP CONSTRAINT follow_up_rules_count_check,
    ADD COLUMN field text NOT NULL DEFAULT '' COLLATE "C",
    ADD CONSTRAINT follow_up_rules_when_check CHECK ("when" IN ('stage', 'outcome', 'lost_call', 'silent', 'date')),
    ADD CONSTRAINT follow_up_rules_count_check CHECK (count >= 0 OR "when" = 'date'),
    ADD CONSTRAINT follow_up_rules_field_check CHECK (("when" = 'date') = (field <> ''));
