import { Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RoleSheet } from '../../api/access';
import { api } from '../../api/client';
import { answerOf } from '../../api/problem';
import { FormFoot } from '../../parts/FormFoot';
import { Trouble } from '../../parts/Trouble';
import { useSaving } from '../../parts/saving';
import { permissionWord } from '../../words/access';
import classes from './Access.module.css';

const scopes = ['', 'own', 'team', 'all'] as const;

interface Props {
  role: RoleSheet | null; // null: a new one
  permissions: string[];
  whole: string[];
  onClose: () => void;
  onDone: () => void;
}

// RoleForm is the matrix of a role: each permission, and how far it reaches.
export function RoleForm({ role, permissions, whole, onClose, onDone }: Props) {
  const { t } = useTranslation();
  const [id, setID] = useState(role?.id ?? '');
  const [name, setName] = useState(role?.name ?? '');
  const [grants, setGrants] = useState<Record<string, string>>(role?.grants ?? {});
  const fixed = role?.built_in ?? false;

  const grant = (p: string, scope: string) => {
    const { [p]: _, ...rest } = grants;
    setGrants(scope ? { ...rest, [p]: scope } : rest);
  };
  const { busy, error, problem, save } = useSaving(async () => {
    if (role) await answerOf(api.PATCH('/roles/{id}', { params: { path: { id: role.id } }, body: { name: name.trim(), grants } }));
    else await answerOf(api.POST('/roles', { body: { id: id.trim(), name: name.trim(), grants } }));
    onDone();
  });

  return (
    <form
      className={classes.form}
      onSubmit={(e) => {
        e.preventDefault();
        void save();
      }}
    >
      {fixed ? (
        <p className="soft">{t('roles.fixed')}</p>
      ) : (
        <TextInput label={t('fields.name')} value={name} maxLength={128} required withAsterisk={false} data-autofocus error={problem?.fields.name} onChange={(e) => setName(e.currentTarget.value)} />
      )}
      {role ? null : (
        <TextInput
          label={t('funnel.key')}
          description={t('roles.key_hint')}
          value={id}
          pattern="[a-z0-9_]{1,40}"
          title={t('roles.key_hint')}
          maxLength={40}
          required
          withAsterisk={false}
          error={problem?.fields.id}
          onChange={(e) => setID(e.currentTarget.value)}
        />
      )}
      <div className={classes.matrix} role="group" aria-label={t('roles.permissions')} tabIndex={0}>
        {permissions.map((p) => (
          <div key={p} className={classes.line}>
            <span id={`may-${p}`}>{permissionWord(p, t)}</span>
            <Select
              size="xs"
              aria-labelledby={`may-${p}`}
              value={grants[p] ?? ''}
              disabled={fixed}
              allowDeselect={false}
              data={scopes.filter((s) => s === '' || s === 'all' || !whole.includes(p)).map((s) => ({ value: s, label: t(`roles.scope_${s || 'none'}`) }))}
              onChange={(v) => grant(p, v ?? '')}
            />
          </div>
        ))}
      </div>
      {problem?.status === 403 ? (
        <p role="alert">{t('roles.too_much')}</p>
      ) : problem && !problem.fields.name && !problem.fields.id ? (
        <Trouble error={error} />
      ) : null}
      {fixed ? null : <FormFoot word={t('funnel.save')} busy={busy} onCancel={onClose} />}
    </form>
  );
}
