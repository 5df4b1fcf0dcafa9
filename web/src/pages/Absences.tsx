import { ActionIcon, Button } from '@mantine/core';
import { IconPencil, IconPlus, IconTrash } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { absencesQuery, addAbsence, changeAbsence, removeAbsence, type Absence } from '../api/people';
import { meQuery } from '../api/queries';
import { serverNow } from '../live/clock';
import { useAgentName } from '../parts/agents';
import { may } from '../parts/may';
import { done, failed, undoable } from '../parts/notices';
import { Rows } from '../parts/Rows';
import { useTitle } from '../parts/title';
import { Trouble } from '../parts/Trouble';
import { day, moment } from '../words/format';
import { plain } from '../words/phone';
import { AbsenceDialog } from './agents/AbsenceDialog';
import { AgentsNav } from './agents/AgentsNav';
import { underWay, useEnd } from './agents/Away';
import classes from './settings/Settings.module.css';

const MOST_PAST = 20;

// Absences is who is away, will be and was, and who stands in.
export function Absences() {
  const { t } = useTranslation();
  const { data: me } = useQuery(meQuery);
  const { data, error, refetch } = useQuery(absencesQuery);
  const [form, setForm] = useState<{ absence: Absence | null } | null>(null);
  const name = useAgentName();
  useTitle(t('absences.title'));
  const now = serverNow();
  const all = data?.items ?? [];
  const mayChange = (a: Absence) => may(me, 'agents.press') && (me?.role !== 'agent' || a.agent_id === me.agent_id);

  const act = (work: Promise<unknown>) => work.catch((err: unknown) => failed(err, t));
  const back = (a: Absence) =>
    act(changeAbsence(a, { to: new Date(serverNow()).toISOString() }).then(() => done(t('absences.ended', { name: name(a.agent_id) }))));
  const takeBack = (a: Absence) =>
    act(
      removeAbsence(a).then(() =>
        undoable(t('absences.taken_back', { name: name(a.agent_id) }), t('agents.undo'), () =>
          act(addAbsence({ agent_id: a.agent_id, deputy_id: a.deputy_id ?? undefined, from: a.first_day ?? a.from, to: a.last_day ?? a.to, reason: a.reason })),
        ),
      ),
    );
  const edit = (a: Absence) => (
    <ActionIcon variant="subtle" color="gray" aria-label={t('absences.change', { name: name(a.agent_id) })} onClick={() => setForm({ absence: a })}>
      <IconPencil size={15} />
    </ActionIcon>
  );

  return (
    <>
      <AgentsNav />
      <div className="spread wrap">
        <h1 className="h1">{t('absences.title')}</h1>
        {may(me, 'agents.press') ? (
          <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setForm({ absence: null })}>
            {t('absences.new')}
          </Button>
        ) : null}
      </div>
      <p className="soft">{t('absences.hint')}</p>
      {error && !data ? <Trouble error={error} retry={() => void refetch()} /> : null}
      {!data && !error ? <Rows count={4} /> : null}
      {data ? (
        <>
          <Part title={t('absences.now')} none={t('absences.none_now')} absences={all.filter((a) => underWay(a, now))}>
            {(a) =>
              mayChange(a) ? (
                <span className="row">
                  <Button variant="default" size="compact-md" onClick={() => void back(a)}>
                    {t('absences.end', { name: name(a.agent_id) })}
                  </Button>
                  {edit(a)}
                </span>
              ) : null
            }
          </Part>
          <Part title={t('absences.coming')} none={t('absences.none_coming')} absences={all.filter((a) => Date.parse(a.from) > now).reverse()}>
            {(a) =>
              mayChange(a) ? (
                <span className="row">
                  {edit(a)}
                  <ActionIcon variant="subtle" color="gray" aria-label={t('absences.take_back', { name: name(a.agent_id) })} onClick={() => void takeBack(a)}>
                    <IconTrash size={15} />
                  </ActionIcon>
                </span>
              ) : null
            }
          </Part>
          <Part title={t('absences.past')} absences={all.filter((a) => Date.parse(a.to) <= now).slice(0, MOST_PAST)} />
        </>
      ) : null}
      {form ? <AbsenceDialog absence={form.absence} onClose={() => setForm(null)} /> : null}
    </>
  );
}

interface PartProps {
  title: string;
  none?: string; // said where there are none; else the part is left out
  absences: Absence[];
  children?: (a: Absence) => React.ReactNode;
}

function Part({ title, none, absences, children }: PartProps) {
  const { t, i18n } = useTranslation();
  const name = useAgentName();
  const end = useEnd();
  if (absences.length === 0 && !none) return null;
  const from = (a: Absence) => (a.first_day ? day(a.first_day, i18n.language) : moment(a.from, serverNow(), i18n.language));
  return (
    <section className={classes.section} aria-label={title}>
      <h2 className="h2">{title}</h2>
      {absences.length === 0 ? <p className="soft">{none}</p> : null}
      {absences.map((a) => (
        <div key={a.id} className="spread wrap">
          <div className="grow">
            <strong>{name(a.agent_id)}</strong> <span className="num">{t('absences.span', { from: from(a), to: end(a) })}</span>
            <div className="soft small">
              {[a.deputy_id ? t('absences.deputy_is', { name: name(a.deputy_id) }) : t('absences.no_deputy'), plain(a.reason)].filter(Boolean).join(' · ')}
            </div>
          </div>
          {children?.(a)}
        </div>
      ))}
    </section>
  );
}
