import { Modal, PasswordInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { User } from '../../api/access';
import { api } from '../../api/client';
import { answerOf } from '../../api/problem';
import { FormFoot } from '../../parts/FormFoot';
import { done } from '../../parts/notices';
import { Trouble } from '../../parts/Trouble';
import { useSaving } from '../../parts/saving';
import classes from './Access.module.css';

// NewPassword gives a user a new password, who has forgotten theirs.
export function NewPassword({ user, onClose }: { user: User | null; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal
      opened={user !== null}
      onClose={onClose}
      title={<span className="h2">{t('users.password')}</span>}
      closeButtonProps={{ 'aria-label': t('form.cancel') }}
    >
      {user ? <Form user={user} onClose={onClose} /> : null}
    </Modal>
  );
}

function Form({ user, onClose }: { user: User; onClose: () => void }) {
  const { t } = useTranslation();
  const [password, setPassword] = useState('');
  const { busy, error, fields, save } = useSaving(async () => {
    await answerOf(api.POST('/users/{id}/password', { params: { path: { id: user.id } }, body: { new: password } }));
    done(t('users.password_set', { name: user.name }));
    onClose();
  });
  const weak = fields.new !== undefined;
  return (
    <form
      className={classes.form}
      onSubmit={(e) => {
        e.preventDefault();
        void save();
      }}
    >
      <PasswordInput
        label={t('users.password_for', { name: user.name })}
        description={t('account.password_hint')}
        autoComplete="new-password"
        value={password}
        minLength={8}
        maxLength={1024}
        required
        withAsterisk={false}
        data-autofocus
        error={weak ? t('account.password_weak') : undefined}
        onChange={(e) => setPassword(e.currentTarget.value)}
      />
      {error && !weak ? <Trouble error={error} /> : null}
      <FormFoot word={t('funnel.save')} busy={busy} onCancel={onClose} />
    </form>
  );
}
