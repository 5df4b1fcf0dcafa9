UPDATE cards SET form = 'company', language = 'hu', zone = 'Europe/Budapest', tags = '["vat"]', addresses = '[{"text": "Budapest, Fő utca 1"}]',
    consents = '{"recording": true}', fields = '{"vat_regime": "general"}', field_words = 'general' WHERE id = '0190cccc-0000-7000-8000-000000000001';
INSERT INTO card_contacts (id, card_id, name, role, extension, place) VALUES
    ('0190cccc-1000-7000-8000-000000000001', '0190cccc-0000-7000-8000-000000000001', 'Szabó Péter', 'owner', '12', 0);
INSERT INTO card_mails (card_id, mail, label, contact_id, place) VALUES
    ('0190cccc-0000-7000-8000-000000000001', 'info@szabo.hu', 'office', '0190cccc-1000-7000-8000-000000000001', 0);
UPDATE card_phones SET label = 'mobile', extension = '12', contact_id = '0190cccc-1000-7000-8000-000000000001' WHERE phone = '+36301234567';
INSERT INTO card_fields (key, labels, kind, place) VALUES ('vat_regime', '{"en": "VAT"}', 'text', 0);
UPDATE cards SET merged_into = '0190cccc-0000-7000-8000-000000000001' WHERE id = '0190cccc-0000-7000-8000-000000000002';
INSERT INTO card_merges (id, kept, merged, at, by_user, before, moved) VALUES
    ('0190cccc-2000-7000-8000-000000000001', '0190cccc-0000-7000-8000-000000000001', '0190cccc-0000-7000-8000-000000000002', '2026-05-01 08:00Z',
     '0190bbbb-0000-7000-8000-000000000002', '{}', '{}');
INSERT INTO card_distinct VALUES ('0190cccc-0000-7000-8000-000000000001', '0190cccc-0000-7000-8000-000000000003', NULL, '2026-05-01 08:00Z');
-- The first schema's conversations are the last contacts of their cards.
-- holds: SELECT last_contact_at = '2026-02-01 10:00Z' FROM cards WHERE id = '0190cccc-0000-7000-8000-000000000001'
-- holds: SELECT last_contact_at IS NULL FROM cards WHERE id = '0190cccc-0000-7000-8000-000000000003'
-- holds: SELECT fields->>'vat_regime' = 'general' FROM cards WHERE id = '0190cccc-0000-7000-8000-000000000001'
