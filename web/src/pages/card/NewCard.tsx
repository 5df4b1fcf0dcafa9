import { Button, Modal, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import { answerOf } from '../../api/problem';
import { useUnsaved } from '../../app/unsaved';
import { showCard } from '../../live/actions';
import { FormFoot } from '../../parts/FormFoot';
import { Trouble } from '../../parts/Trouble';
import { useSaving } from '../../parts/saving';
import { Alike } from './Alike';

// NewCard makes a card by hand and opens it.
export function NewCard({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={<span className="h2">{t('cards.new')}</span>}
      closeButtonProps={{ 'aria-label': t('form.cancel') }}
    >
      <Form onClose={onClose} />
    </Modal>
  );
}

function Form({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [name, setName] = useState('');
  const [phones, setPhones] = useState('');
  useUnsaved(name !== '' || phones !== '');

  const anyway = useRef(false);
  const { busy, error, problem, fields, save } = useSaving(async () => {
    const list = phones.split(/[,;\n]/).map((p) => p.trim()).filter(Boolean);
    const card = await answerOf(api.POST('/cards', { body: { name: name.trim(), phones: list, allow_duplicate: anyway.current } }));
    showCard(card);
    onClose();
    await navigate({ to: '/cards/$id', params: { id: card.id } });
  });
  const alike = problem?.candidates ?? [];
  const phoneError = Object.entries(fields).find(([f]) => f.startsWith('phones'))?.[1];

  return (
    <form
      className="stack"
      style={{ gap: 14 }}
      onSubmit={(e) => {
        e.preventDefault();
        anyway.current = false;
        void save();
      }}
    >
      <TextInput
        label={t('cards.name')}
        value={name}
        maxLength={200}
        required
        withAsterisk={false}
        data-autofocus
        error={fields.name}
        onChange={(e) => setName(e.currentTarget.value)}
      />
      <TextInput
        label={t('cards.phone')}
        description={t('cards.phone_hint')}
        type="tel"
        value={phones}
        error={phoneError}
        onChange={(e) => setPhones(e.currentTarget.value)}
      />
      {error && Object.keys(fields).length === 0 ? <Trouble error={error} /> : null}
      {alike.length > 0 ? (
        <ul aria-label={t('cards.alike')}>
          {alike.map((c) => (
            <li key={c.id}>
              <Alike card={c} onOpen={onClose} />
            </li>
          ))}
        </ul>
      ) : null}
      {problem?.code === 'duplicate' ? (
        <Button
          variant="subtle"
          size="compact-md"
          style={{ alignSelf: 'start' }}
          loading={busy}
          onClick={() => {
            anyway.current = true;
            void save();
          }}
        >
          {t('cards.another')}
        </Button>
      ) : null}
      <FormFoot word={t('cards.create')} busy={busy} onCancel={onClose} />
    </form>
  );
}
