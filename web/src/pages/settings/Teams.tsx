import { Button, Modal, MultiSelect, TextInput } from '@mantine/core';
import { IconPlus, IconUsersGroup } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Team, teamsQuery, usersQuery } from '../../api/access';
import { api } from '../../api/client';
import { answerOf, asProblem } from '../../api/problem';
import { agentsQuery, queries } from '../../api/queries';
import { Empty } from '../../parts/Empty';
import { FormFoot } from '../../parts/FormFoot';
import { failed, undoable } from '../../parts/notices';
import { HoursSelect } from '../../parts/HoursSelect';
import { Rows } from '../../parts/Rows';
import { useTitle } from '../../parts/title';
import { Trouble } from '../../parts/Trouble';
import classes from './Access.module.css';

// Teams is who works with whom, and who leads them.
export function Teams() {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(teamsQuery);
  const { data: agents } = useQuery(agentsQuery);
  const { data: users } = useQuery(usersQuery);
  const [editing, setEditing] = useState<Team | 'new' | null>(null);
  useTitle(t('teams.title'));
  const again = () => queries.invalidateQueries({ queryKey: teamsQuery.queryKey });
  const names = (ids: string[], all: { id: string; name: string }[] | undefined) => ids.map((id) => all?.find((x) => x.id === id)?.name ?? '…').join(', ') || '–';

  const remove = async (team: Team) => {
    const { id, hours_id, ...rest } = team;
    const body = { ...rest, hours_id: hours_id ?? '' };
    try {
      await answerOf(api.DELETE('/teams/{id}', { params: { path: { id } } }));
      await again();
      undoable(t('teams.removed', { name: team.name }), t('deals.undo'), () =>
        answerOf(api.POST('/teams', { body })).then(again).catch((err: unknown) => failed(err, t)),
      );
    } catch (err) {
      failed(err, t);
    }
  };
  const make = (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setEditing('new')}>
      {t('teams.new')}
    </Button>
  );
  return (
    <>
      <div className="spread wrap" style={{ marginBottom: 14, minHeight: 36 }}>
        <h1 className="h1">{t('teams.title')}</h1>
        {data?.items.length ? make : null}
      </div>
      {error && !data ? <Trouble error={error} retry={() => void refetch()} /> : null}
      {!data && !error ? <Rows count={4} /> : null}
      {data?.items.length === 0 ? (
        <Empty icon={IconUsersGroup} title={t('teams.empty')} hint={t('teams.empty_hint')}>
          {make}
        </Empty>
      ) : null}
      {data?.items.length ? (
        <div className={classes.scroll}>
          <table className={classes.table}>
            <thead>
              <tr>
                <th>{t('fields.name')}</th>
                <th>{t('teams.members')}</th>
                <th>{t('teams.leads')}</th>
                <th />
              </tr>
            </thead>
            <tbody>
              {data.items.map((team) => (
                <tr key={team.id}>
                  <td>
                    <strong>{team.name}</strong>
                  </td>
                  <td>{names(team.members, agents?.items)}</td>
                  <td>{names(team.leads, users)}</td>
                  <td>
                    <span className="row" style={{ justifyContent: 'flex-end' }}>
                      <Button variant="default" size="compact-sm" onClick={() => setEditing(team)}>
                        {t('users.edit')}
                      </Button>
                      <Button variant="default" size="compact-sm" onClick={() => void remove(team)}>
                        {t('roles.remove')}
                      </Button>
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
        title={<span className="h2">{editing === 'new' || !editing ? t('teams.new') : editing.name}</span>}
        closeButtonProps={{ 'aria-label': t('form.cancel') }}
      >
        {editing ? (
          <Form
            team={editing === 'new' ? null : editing}
            agents={agents?.items ?? []}
            users={(users ?? []).filter((u) => !u.disabled)}
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

type Named = { id: string; name: string };

function Form({ team, agents, users, onClose, onDone }: { team: Team | null; agents: Named[]; users: Named[]; onClose: () => void; onDone: () => void }) {
  const { t } = useTranslation();
  const [form, setForm] = useState({ name: team?.name ?? '', members: team?.members ?? [], leads: team?.leads ?? [], hours_id: team?.hours_id ?? '' });
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const problem = error ? asProblem(error) : null;
  const save = async () => {
    setBusy(true);
    setError(null);
    try {
      if (team) await answerOf(api.PATCH('/teams/{id}', { params: { path: { id: team.id } }, body: form }));
      else await answerOf(api.POST('/teams', { body: form }));
      onDone();
    } catch (err) {
      setError(err);
      setBusy(false);
    }
  };
  const options = (all: Named[]) => all.map((x) => ({ value: x.id, label: x.name }));
  return (
    <form
      className={classes.form}
      onSubmit={(e) => {
        e.preventDefault();
        void save();
      }}
    >
      <TextInput
        label={t('fields.name')}
        value={form.name}
        maxLength={128}
        required
        withAsterisk={false}
        data-autofocus
        error={problem?.fields.name ? (problem.status === 409 ? t('teams.taken') : problem.fields.name) : undefined}
        onChange={(e) => setForm({ ...form, name: e.currentTarget.value })}
      />
      <MultiSelect label={t('teams.members')} searchable data={options(agents)} value={form.members} error={problem?.fields.members} onChange={(members) => setForm({ ...form, members })} />
      <MultiSelect label={t('teams.leads')} description={t('teams.leads_hint')} searchable data={options(users)} value={form.leads} error={problem?.fields.leads} onChange={(leads) => setForm({ ...form, leads })} />
      <HoursSelect value={form.hours_id} none={t('hours.company')} error={problem?.fields.hours_id} onChange={(hours_id) => setForm({ ...form, hours_id })} />
      {problem && Object.keys(problem.fields).length === 0 ? <Trouble error={error} /> : null}
      <FormFoot word={t('funnel.save')} busy={busy} onCancel={onClose} />
    </form>
  );
}
