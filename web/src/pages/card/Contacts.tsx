import { ActionIcon, Button, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { changeCard } from '../../api/cards';
import { asProblem } from '../../api/problem';
import { meQuery } from '../../api/queries';
import type { Card } from '../../api/types';
import { may } from '../../parts/may';
import { failed, undoable } from '../../parts/notices';
import { plain } from '../../words/phone';
import classes from './Card.module.css';

type Person = NonNullable<Card['contacts']>[number];

// Contacts is the people at a customer.
export function Contacts({ card }: { card: Card }) {
  const { t } = useTranslation();
  const { data: me } = useQuery(meQuery);
  const [open, setOpen] = useState<Person | null>(null);
  const all = card.contacts ?? [];
  const edits = may(me, 'cards.edit');
  if (all.length === 0 && !edits) return null;

  const remove = async (person: Person) => {
    try {
      const now = await changeCard(card, { contacts: all.filter((c) => c.id !== person.id) });
      const { id: _, ...again } = person;
      undoable(t('contact.removed', { name: person.name }), t('deals.undo'), () =>
        changeCard(now, { contacts: [...(now.contacts ?? []), again] }).catch((err: unknown) => failed(err, t)),
      );
    } catch (err) {
      failed(err, t);
    }
  };
  return (
    <section style={{ marginTop: 20 }} aria-labelledby="contacts">
      <div className="spread">
        <h2 className="h2" id="contacts">
          {t('contact.title')}
        </h2>
        {edits && !open ? (
          <ActionIcon variant="subtle" aria-label={t('contact.add')} onClick={() => setOpen({ name: '' })}>
            <IconPlus size={16} />
          </ActionIcon>
        ) : null}
      </div>
      {all.map((c) =>
        open?.id && open.id === c.id ? (
          <Form key={c.id} card={card} person={open} onDone={() => setOpen(null)} />
        ) : (
          <div key={c.id} className="spread">
            <button type="button" className={classes.person} disabled={!edits} onClick={() => setOpen(c)}>
              {plain(c.name)}
              <span className="soft small"> {[c.role, c.extension ? t('contact.ext', { number: c.extension }) : ''].filter(Boolean).join(' · ')}</span>
            </button>
            {edits ? (
              <ActionIcon variant="subtle" color="gray" aria-label={t('contact.remove', { name: c.name })} onClick={() => void remove(c)}>
                <IconTrash size={15} />
              </ActionIcon>
            ) : null}
          </div>
        ),
      )}
      {open && !open.id ? <Form card={card} person={open} onDone={() => setOpen(null)} /> : null}
    </section>
  );
}

function Form({ card, person, onDone }: { card: Card; person: Person; onDone: () => void }) {
  const { t } = useTranslation();
  const [form, setForm] = useState(person);
  const [error, setError] = useState('');
  const save = async () => {
    const all = card.contacts ?? [];
    try {
      await changeCard(card, { contacts: form.id ? all.map((c) => (c.id === form.id ? form : c)) : [...all, form] });
      onDone();
    } catch (err) {
      setError(asProblem(err).message);
    }
  };
  return (
    <form
      className="stack"
      style={{ gap: 8, padding: '8px 0' }}
      onSubmit={(e) => {
        e.preventDefault();
        void save();
      }}
      onKeyDown={(e) => e.key === 'Escape' && onDone()}
    >
      <TextInput autoFocus label={t('contact.name')} value={form.name} maxLength={200} error={error || undefined} onChange={(e) => setForm({ ...form, name: e.currentTarget.value })} />
      <TextInput label={t('contact.role')} value={form.role ?? ''} maxLength={200} onChange={(e) => setForm({ ...form, role: e.currentTarget.value })} />
      <TextInput label={t('contact.extension')} value={form.extension ?? ''} maxLength={12} onChange={(e) => setForm({ ...form, extension: e.currentTarget.value })} />
      <div className="row">
        <Button type="submit" size="compact-md" disabled={!form.name.trim()}>
          {t('card.save')}
        </Button>
        <Button variant="default" size="compact-md" onClick={onDone}>
          {t('card.cancel')}
        </Button>
      </div>
    </form>
  );
}
