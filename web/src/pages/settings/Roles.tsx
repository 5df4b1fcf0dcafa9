import { Button, Modal, Select } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type FactorRule, type RoleSheet, rolesQuery } from '../../api/access';
import { api } from '../../api/client';
import { answerOf } from '../../api/problem';
import { queries } from '../../api/queries';
import { failed } from '../../parts/notices';
import { Rows } from '../../parts/Rows';
import { useTitle } from '../../parts/title';
import { Trouble } from '../../parts/Trouble';
import { roleWord } from '../../words/roles';
import classes from './Access.module.css';
import { RoleForm } from './RoleForm';

const rules: FactorRule[] = ['off', 'optional', 'required'];

// Roles is what each role may do, and how far it reaches.
export function Roles() {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(rolesQuery);
  const [editing, setEditing] = useState<RoleSheet | 'new' | null>(null);
  useTitle(t('roles.title'));
  const again = () => queries.invalidateQueries({ queryKey: rolesQuery.queryKey });
  const attempt = async (work: Promise<unknown>) => {
    try {
      await work;
      await again();
    } catch (err) {
      failed(err, t);
    }
  };
  return (
    <>
      <div className="spread wrap" style={{ marginBottom: 14 }}>
        <h1 className="h1">{t('roles.title')}</h1>
        <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setEditing('new')}>
          {t('roles.new')}
        </Button>
      </div>
      {error && !data ? <Trouble error={error} retry={() => void refetch()} /> : null}
      {!data && !error ? <Rows count={6} /> : null}
      {data ? (
        <div className={classes.scroll}>
          <table className={classes.table}>
            <thead>
              <tr>
                <th>{t('users.role')}</th>
                <th>{t('roles.users')}</th>
                <th>{t('roles.permissions')}</th>
                <th>{t('account.factor')}</th>
                <th />
              </tr>
            </thead>
            <tbody>
              {data.items.map((r) => (
                <tr key={r.id}>
                  <td className="cut">
                    <strong>{r.built_in ? roleWord(r.id, t) : r.name}</strong>
                    {r.built_in ? <span className="soft"> · {t('roles.built_in')}</span> : null}
                  </td>
                  <td className="num" data-label={t('roles.users')}>
                    {r.users}
                  </td>
                  <td className="num" data-label={t('roles.permissions')}>
                    {Object.keys(r.grants).length}
                  </td>
                  <td>
                    <Select
                      size="xs"
                      w={170}
                      aria-label={`${t('account.factor')}: ${r.built_in ? roleWord(r.id, t) : r.name}`}
                      value={r.second_factor}
                      allowDeselect={false}
                      data={rules.map((x) => ({ value: x, label: t(`roles.factor_${x}`) }))}
                      onChange={(v) =>
                        v && void attempt(answerOf(api.PATCH('/roles/{id}', { params: { path: { id: r.id } }, body: { second_factor: v as FactorRule } })))
                      }
                    />
                  </td>
                  <td>
                    <span className="row" style={{ justifyContent: 'flex-end' }}>
                      <Button variant="default" size="compact-sm" onClick={() => setEditing(r)}>
                        {t(r.built_in ? 'roles.look' : 'users.edit')}
                      </Button>
                      {r.built_in || r.users > 0 ? null : (
                        <Button
                          variant="default"
                          size="compact-sm"
                          onClick={() => void attempt(answerOf(api.DELETE('/roles/{id}', { params: { path: { id: r.id } } })))}
                        >
                          {t('roles.remove')}
                        </Button>
                      )}
                    </span>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ) : null}
      <Modal
        opened={editing !== null}
        onClose={() => setEditing(null)}
        size="lg"
        title={<span className="h2">{editing === 'new' || !editing ? t('roles.new') : editing.built_in ? roleWord(editing.id, t) : editing.name}</span>}
        closeButtonProps={{ 'aria-label': t('form.cancel') }}
      >
        {editing && data ? (
          <RoleForm
            role={editing === 'new' ? null : editing}
            permissions={data.permissions}
            whole={data.whole}
            onClose={() => setEditing(null)}
            onDone={() => {
              setEditing(null);
              void again();
            }}
          />
        ) : null}
      </Modal>
    </>
  );
}
