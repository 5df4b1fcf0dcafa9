import { ActionIcon, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { meQuery } from '../../api/queries';
import type { Card } from '../../api/types';
import { FormInPlace } from '../../parts/FormInPlace';
import { may } from '../../parts/may';
import { failed } from '../../parts/notices';
import { plain } from '../../words/phone';
import classes from './Card.module.css';
import { useCardSave } from './cardSave';

type Person = NonNullable<Card['contacts']>[number];

// Contacts is the people at a customer.
export function Contacts({ card }: { card: Card }) {
  const { t } = useTranslation();
  const { data: me } = useQuery(meQuery);
  const [open, setOpen] = useState<{ person: Person; seen: Card } | null>(null);
  const save = useCardSave(card);
  const saveSeen = useCardSave(open?.seen ?? card);
  const all = card.contacts ?? [];
  const edits = may(me, 'cards.edit');
  if (all.length === 0 && !edits) return null;

  const remove = (person: Person) => save({ contacts: all.filter((c) => c.id !== person.id) }, plain(person.name)).catch((err: unknown) => failed(err, t));
  const form = ({ person, seen }: { person: Person; seen: Card }) => {
    const others = seen.contacts ?? [];
    return (
      <Form
        key={person.id}
        person={person}
        save={(now) => saveSeen({ contacts: person.id ? others.map((c) => (c.id === person.id ? now : c)) : [...others, now] }, t('contact.title'))}
        onDone={() => setOpen(null)}
      />
    );
  };
  return (
    <section style={{ marginTop: 20 }} aria-labelledby="contacts">
      <div className="spread">
        <h2 className="h2" id="contacts">
          {t('contact.title')}
        </h2>
        {edits && !open ? (
          <ActionIcon variant="subtle" aria-label={t('contact.add')} onClick={() => setOpen({ person: { name: '' }, seen: card })}>
            <IconPlus size={16} />
          </ActionIcon>
        ) : null}
      </div>
      {all.map((c) =>
        open?.person.id && open.person.id === c.id ? (
          form(open)
        ) : (
          <div key={c.id} className="spread">
            <button type="button" className={classes.person} disabled={!edits} onClick={() => setOpen({ person: c, seen: card })}>
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
      {open && !open.person.id ? form(open) : null}
    </section>
  );
}

interface FormProps {
  person: Person;
  save: (person: Person) => Promise<unknown>;
  onDone: () => void;
}

function Form({ person, save, onDone }: FormProps) {
  const { t } = useTranslation();
  const [form, setForm] = useState(person);
  const set = (change: Partial<Person>) => setForm((f) => ({ ...f, ...change }));
  return (
    <FormInPlace dirty={JSON.stringify(form) !== JSON.stringify(person)} able={form.name.trim() !== ''} save={() => save(form)} onDone={onDone}>
      {(error) => (
        <>
          <TextInput autoFocus label={t('contact.name')} value={form.name} maxLength={200} error={error} onChange={(e) => set({ name: e.currentTarget.value })} />
          <TextInput label={t('contact.role')} value={form.role ?? ''} maxLength={200} onChange={(e) => set({ role: e.currentTarget.value })} />
          <TextInput label={t('contact.extension')} value={form.extension ?? ''} maxLength={12} onChange={(e) => set({ extension: e.currentTarget.value })} />
        </>
      )}
    </FormInPlace>
  );
}
