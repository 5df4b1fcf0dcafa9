-- +goose Up
-- What the rules that every company begins with are called, and ask for, in the
-- other languages of the house; none once somebody has given one words of their
-- own.
ALTER TABLE follow_up_rules ADD COLUMN words jsonb; -- language → name and title
UPDATE follow_up_rules SET words = seed.words::jsonb FROM (VALUES
    ('01920000-0000-7000-8000-0000000f0001', 'Satisfaction', 'Call: is the customer satisfied?',
     '{"hu": {"name": "Elégedettség", "title": "Hívás: elégedett-e az ügyfél?"}, "ru": {"name": "Удовлетворённость", "title": "Позвонить: доволен ли клиент?"}}'),
    ('01920000-0000-7000-8000-0000000f0002', 'Renewal, two weeks before', 'Renew the access',
     '{"hu": {"name": "Megújítás, két héttel előtte", "title": "A hozzáférés megújítása"}, "ru": {"name": "Продление, за две недели", "title": "Продлить доступ"}}'),
    ('01920000-0000-7000-8000-0000000f0003', 'Renewal, a week before', 'Renew the access: a week is left',
     '{"hu": {"name": "Megújítás, egy héttel előtte", "title": "A hozzáférés megújítása: egy hét van hátra"}, "ru": {"name": "Продление, за неделю", "title": "Продлить доступ: осталась неделя"}}'),
    ('01920000-0000-7000-8000-0000000f0004', 'Renewal, the day before', 'Renew the access: it ends tomorrow',
     '{"hu": {"name": "Megújítás, egy nappal előtte", "title": "A hozzáférés megújítása: holnap lejár"}, "ru": {"name": "Продление, накануне", "title": "Продлить доступ: завтра он закончится"}}'),
    ('01920000-0000-7000-8000-0000000f0005', 'Lost call', 'Call back',
     '{"hu": {"name": "Elveszett hívás", "title": "Visszahívás"}, "ru": {"name": "Пропущенный звонок", "title": "Перезвонить"}}')
) AS seed (id, name, title, words)
WHERE follow_up_rules.id = seed.id::uuid AND follow_up_rules.name = seed.name AND follow_up_rules.title = seed.title;
