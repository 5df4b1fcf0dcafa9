import { NumberInput, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { addPhone, changePhone, type Phone } from '../../api/phones';
import { FormFoot } from '../../parts/FormFoot';
import { Trouble } from '../../parts/Trouble';
import { useSaving } from '../../parts/saving';

interface Props {
  agent: string;
  phone: Phone | 'new' | 'outside';
  onDone: (made?: Phone) => void;
}

// PhoneForm is what a phone is called, how it is dialled, and how long it rings.
export function PhoneForm({ agent, phone, onDone }: Props) {
  const { t } = useTranslation();
  const known = typeof phone === 'object' ? phone : null;
  const outside = known ? known.outside : phone === 'outside';
  const [name, setName] = useState(known?.name ?? '');
  const [number, setNumber] = useState(known?.outside ? known.address : '');
  const [ring, setRing] = useState<number | string>(known?.ring_ms ? known.ring_ms / 1000 : '');

  const { busy, error, fields, save } = useSaving(async () => {
    const body = { name: name.trim(), ring_ms: Math.round(Number(ring || 0) * 1000), ...(outside ? { number } : {}) };
    if (known) await changePhone(agent, known, body);
    onDone(known ? undefined : await addPhone(agent, body));
  });

  return (
    <form
      className="stack"
      style={{ gap: 14 }}
      onSubmit={(e) => {
        e.preventDefault();
        void save();
      }}
    >
      <TextInput label={t('phones.name')} description={t('phones.name_hint')} value={name} maxLength={128} data-autofocus error={fields.name} onChange={(e) => setName(e.currentTarget.value)} />
      {outside ? (
        <TextInput
          label={t('phones.number')}
          description={t('phones.number_hint')}
          type="tel"
          required
          withAsterisk={false}
          value={number}
          error={fields.number}
          onChange={(e) => setNumber(e.currentTarget.value)}
        />
      ) : null}
      <NumberInput
        label={t('phones.ring')}
        description={t(outside ? 'phones.ring_hint_outside' : 'phones.ring_hint')}
        suffix={` ${t('policy.unit_s')}`}
        min={1}
        max={120}
        value={ring}
        error={fields.ring_ms}
        onChange={setRing}
      />
      {error && Object.keys(fields).length === 0 ? <Trouble error={error} /> : null}
      <FormFoot word={t(known ? 'agents.save' : 'phones.add')} busy={busy} onCancel={() => onDone()} />
    </form>
  );
}
