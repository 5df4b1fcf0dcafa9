import { ActionIcon, Button, Menu } from '@mantine/core';
import { IconDots, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { rolesQuery, type User, usersQuery } from '../../api/access';
import { api } from '../../api/client';
import { answerOf } from '../../api/problem';
import { agentsQuery, queries } from '../../api/queries';
import { done, failed, undoable } from '../../parts/notices';
import { Rows } from '../../parts/Rows';
import { useTitle } from '../../parts/title';
import { Trouble } from '../../parts/Trouble';
import { roleWord } from '../../words/roles';
import classes from './Access.module.css';
import { NewPassword } from './NewPassword';
import { UserDialog } from './UserDialog';

// Users is who may log in, as what, and as which agent.
export function Users() {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(usersQuery);
  const { data: roles } = useQuery(rolesQuery);
  const { data: agents } = useQuery(agentsQuery);
  const [editing, setEditing] = useState<User | 'new' | null>(null);
  const [password, setPassword] = useState<User | null>(null);
  useTitle(t('users.title'));
  const again = () => queries.invalidateQueries({ queryKey: usersQuery.queryKey });
  const nameOf = (role: string) => roles?.items.find((r) => r.id === role && !r.built_in)?.name ?? roleWord(role, t);

  const put = async (u: User, disabled: boolean) => {
    await answerOf(api.PATCH('/users/{id}', { params: { path: { id: u.id } }, body: { disabled } }));
    await again();
  };
  const toggle = async (u: User) => {
    try {
      await put(u, !u.disabled);
      if (!u.disabled) undoable(t('users.disabled_now', { name: u.name }), t('deals.undo'), () => put(u, false).catch((err: unknown) => failed(err, t)));
    } catch (err) {
      failed(err, t);
    }
  };
  const act = async (work: Promise<unknown>, word: string) => {
    try {
      await work;
      done(word);
    } catch (err) {
      failed(err, t);
    }
  };

  return (
    <>
      <div className="spread wrap" style={{ marginBottom: 14 }}>
        <h1 className="h1">{t('users.title')}</h1>
        <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setEditing('new')}>
          {t('users.new')}
        </Button>
      </div>
      {error && !data ? <Trouble error={error} retry={() => void refetch()} /> : null}
      {!data && !error ? <Rows count={6} /> : null}
      {data ? (
        <div className={classes.scroll}>
          <table className={classes.table}>
            <thead>
              <tr>
                <th>{t('account.name')}</th>
                <th>{t('login.login')}</th>
                <th>{t('users.role')}</th>
                <th>{t('users.agent')}</th>
                <th className={classes.acts}>
                  <span className="hidden">{t('users.acts')}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {data.map((u) => (
                <tr key={u.id} data-off={u.disabled || undefined}>
                  <td className="cut">
                    <strong>{u.name}</strong>
                    {u.disabled ? <span className="soft"> · {t('users.disabled')}</span> : null}
                  </td>
                  <td className="cut">{u.login}</td>
                  <td className="cut">{nameOf(u.role)}</td>
                  <td className="cut">{agents?.items.find((a) => a.id === u.agent_id)?.name ?? '–'}</td>
                  <td className={classes.acts}>
                    <Menu width={230}>
                      <Menu.Target>
                        <ActionIcon variant="subtle" color="gray" size={26} aria-label={t('agents.actions', { name: u.name })}>
                          <IconDots size={16} />
                        </ActionIcon>
                      </Menu.Target>
                      <Menu.Dropdown>
                        <Menu.Item onClick={() => setEditing(u)}>{t('users.edit')}</Menu.Item>
                        <Menu.Item onClick={() => setPassword(u)}>{t('users.password')}</Menu.Item>
                        <Menu.Item
                          onClick={() =>
                            void act(answerOf(api.DELETE('/users/{id}/sessions', { params: { path: { id: u.id } } })), t('users.logged_out', { name: u.name }))
                          }
                        >
                          {t('users.log_out')}
                        </Menu.Item>
                        <Menu.Item
                          onClick={() =>
                            void act(answerOf(api.DELETE('/users/{id}/second-factor', { params: { path: { id: u.id } } })), t('users.factor_removed', { name: u.name }))
                          }
                        >
                          {t('users.factor')}
                        </Menu.Item>
                        <Menu.Divider />
                        <Menu.Item onClick={() => void toggle(u)}>{t(u.disabled ? 'users.enable' : 'users.disable')}</Menu.Item>
                      </Menu.Dropdown>
                    </Menu>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ) : null}
      <UserDialog user={editing} onClose={() => setEditing(null)} roles={roles?.items ?? []} agents={agents?.items ?? []} />
      <NewPassword user={password} onClose={() => setPassword(null)} />
    </>
  );
}
