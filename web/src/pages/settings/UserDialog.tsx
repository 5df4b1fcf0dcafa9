import { Modal, PasswordInput, Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type RoleSheet, type User, usersQuery } from '../../api/access';
import { api } from '../../api/client';
import { answerOf } from '../../api/problem';
import { queries } from '../../api/queries';
import { FormFoot } from '../../parts/FormFoot';
import { Trouble } from '../../parts/Trouble';
import { useSaving } from '../../parts/saving';
import { roleWord } from '../../words/roles';
import classes from './Access.module.css';

interface Props {
  user: User | 'new' | null;
  onClose: () => void;
  roles: RoleSheet[];
  agents: { id: string; name: string }[];
}

// UserDialog makes somebody who can log in, or changes them.
export function UserDialog({ user, onClose, roles, agents }: Props) {
  const { t } = useTranslation();
  return (
    <Modal
      opened={user !== null}
      onClose={onClose}
      title={<span className="h2">{user === 'new' ? t('users.new') : t('users.edit')}</span>}
      closeButtonProps={{ 'aria-label': t('form.cancel') }}
    >
      {user ? <Form key={user === 'new' ? 'new' : user.id} user={user === 'new' ? null : user} onClose={onClose} roles={roles} agents={agents} /> : null}
    </Modal>
  );
}

function Form({ user, onClose, roles, agents }: { user: User | null } & Omit<Props, 'user'>) {
  const { t } = useTranslation();
  const [form, setForm] = useState({
    name: user?.name ?? '', login: user?.login ?? '', role: user?.role ?? 'agent', agent: user?.agent_id ?? '', email: user?.email ?? '', password: '',
  });
  const set = (name: keyof typeof form) => (e: { currentTarget: { value: string } }) => setForm({ ...form, [name]: e.currentTarget.value });

  const { busy, error, problem, save } = useSaving(async () => {
    const common = { name: form.name.trim(), role: form.role };
    if (user) {
      await answerOf(
        api.PATCH('/users/{id}', { params: { path: { id: user.id } }, body: { ...common, agent_id: form.agent, email: form.email.trim() } }),
      );
    } else {
      const more = { ...(form.agent ? { agent_id: form.agent } : {}), ...(form.email.trim() ? { email: form.email.trim() } : {}) };
      await answerOf(api.POST('/users', { body: { ...common, ...more, login: form.login.trim(), password: form.password } }));
    }
    await queries.invalidateQueries({ queryKey: usersQuery.queryKey });
    onClose();
  });

  return (
    <form
      className={classes.form}
      onSubmit={(e) => {
        e.preventDefault();
        void save();
      }}
    >
      <TextInput label={t('account.name')} value={form.name} maxLength={128} required withAsterisk={false} data-autofocus error={problem?.fields.name} onChange={set('name')} />
      {user ? null : (
        <TextInput
          label={t('login.login')}
          value={form.login}
          maxLength={128}
          autoCapitalize="none"
          autoComplete="off"
          spellCheck={false}
          required
          withAsterisk={false}
          error={problem?.fields.login ? (problem.status === 409 ? t('users.login_taken') : problem.fields.login) : undefined}
          onChange={set('login')}
        />
      )}
      <Select
        label={t('users.role')}
        value={form.role}
        allowDeselect={false}
        data={roles.map((r) => ({ value: r.id, label: r.built_in ? roleWord(r.id, t) : r.name }))}
        error={problem?.fields.role}
        onChange={(v) => v && setForm({ ...form, role: v })}
      />
      <Select
        label={t('users.agent')}
        description={t('users.agent_hint')}
        value={form.agent || null}
        placeholder={t('users.agent_none')}
        clearable
        searchable
        data={agents.map((a) => ({ value: a.id, label: a.name }))}
        error={problem?.fields.agent_id}
        onChange={(v) => setForm({ ...form, agent: v ?? '' })}
      />
      <TextInput label={t('users.email')} description={t('users.email_hint')} type="email" value={form.email} maxLength={128} error={problem?.fields.email} onChange={set('email')} />
      {user ? null : (
        <PasswordInput
          label={t('login.password')}
          description={t('account.password_hint')}
          autoComplete="new-password"
          value={form.password}
          minLength={8}
          maxLength={1024}
          required
          withAsterisk={false}
          error={problem?.fields.password ? t('account.password_weak') : undefined}
          onChange={set('password')}
        />
      )}
      {problem && Object.keys(problem.fields).length === 0 ? <Trouble error={error} /> : null}
      <FormFoot word={t('funnel.save')} busy={busy} onCancel={onClose} />
    </form>
  );
}
