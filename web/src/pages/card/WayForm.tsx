import { Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Card } from '../../api/types';
import { usePhone } from '../../parts/Caller';
import { FormInPlace } from '../../parts/FormInPlace';
import { plain } from '../../words/phone';
import type { Way, WayKind } from './ways';

interface Props {
  kind: WayKind;
  way: Way;
  contacts: NonNullable<Card['contacts']>;
  save: (way: Way) => Promise<unknown>;
  onDone: () => void;
}

// WayForm changes one number or mail address: what it is, and whose.
export function WayForm({ kind, way, contacts, save, onDone }: Props) {
  const { t } = useTranslation();
  const write = usePhone();
  const [was] = useState(() => ({ ...way, text: kind === 'numbers' && way.text ? write(way.text) : way.text }));
  const [form, setForm] = useState(was);
  const set = (change: Partial<Way>) => setForm((f) => ({ ...f, ...change }));
  const dirty = JSON.stringify(form) !== JSON.stringify(was);
  const text = form.text.trim();
  return (
    <FormInPlace dirty={dirty} able={text !== ''} save={() => save({ ...form, text: text === was.text ? way.text : text })} onDone={onDone}>
      {(error) => (
        <>
          <TextInput
            autoFocus
            type={kind === 'numbers' ? 'tel' : 'email'}
            label={t(kind === 'numbers' ? 'card.number' : 'card.mail')}
            value={form.text}
            maxLength={kind === 'numbers' ? 64 : 254}
            error={error}
            onChange={(e) => set({ text: e.currentTarget.value })}
          />
          {contacts.length > 0 ? (
            <Select
              label={t('card.whose')}
              placeholder={t('card.whose_own')}
              data={contacts.flatMap((c) => (c.id ? [{ value: c.id, label: plain(c.name) }] : []))}
              value={form.contact_id ?? null}
              clearable
              onChange={(contact_id) => set({ contact_id })}
            />
          ) : null}
          <TextInput label={t('card.label')} placeholder={t('card.label_hint')} value={form.label ?? ''} maxLength={200} onChange={(e) => set({ label: e.currentTarget.value })} />
          {kind === 'numbers' ? (
            <TextInput label={t('contact.extension')} inputMode="numeric" value={form.extension ?? ''} maxLength={12} onChange={(e) => set({ extension: e.currentTarget.value })} />
          ) : null}
        </>
      )}
    </FormInPlace>
  );
}
