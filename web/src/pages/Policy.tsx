import { Button, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client';
import { answerOf, asProblem } from '../api/problem';
import { meQuery, policyQuery, queries } from '../api/queries';
import type { Policy } from '../api/types';
import { useUnsaved } from '../app/unsaved';
import { may } from '../parts/may';
import { Moment } from '../parts/Moment';
import { done } from '../parts/notices';
import { Rows } from '../parts/Rows';
import { useTitle } from '../parts/title';
import { Trouble } from '../parts/Trouble';
import classes from './Policy.module.css';
import { AgentsNeeded } from './policy/AgentsNeeded';
import { LeastLevels } from './policy/LeastLevels';
import { OutcomeRequired } from './policy/OutcomeRequired';
import { groups, type Member, read, type Unit, write } from './policy/units';

// PolicyPage is the numbers by which calls run, each with its unit.
export function PolicyPage() {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(policyQuery);
  useTitle(t('settingsnav.numbers'));
  return (
    <div className={classes.page}>
      <h1 className="h1">{t('settingsnav.numbers')}</h1>
      <p className="soft">{t('policy.subtitle')}</p>
      {data ? <Form key={data.version} policy={data} /> : error ? <Trouble error={error} retry={() => void refetch()} /> : <Rows count={9} />}
    </div>
  );
}

function Form({ policy }: { policy: Policy }) {
  const { t } = useTranslation();
  const { data: me } = useQuery(meQuery);
  const [typed, setTyped] = useState<Partial<Record<Member, string>>>({});
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const edit = may(me, 'policy.edit');

  const changed = (Object.keys(typed) as Member[]).filter((m) => read(typed[m] ?? '', unitOf(m)) !== policy[m]);
  useUnsaved(changed.length > 0);
  const problem = error ? asProblem(error) : null;
  const bad = (m: Member) => typed[m] !== undefined && read(typed[m], unitOf(m)) === null;

  const save = async () => {
    const first = changed.find(bad);
    if (first) return document.getElementById(first)?.focus();
    setBusy(true);
    setError(null);
    try {
      const body = Object.fromEntries(changed.map((m) => [m, read(typed[m] ?? '', unitOf(m))]));
      const saved = await answerOf(api.PUT('/policy', { body: { ...body, version: policy.version } }));
      setTyped({});
      queries.setQueryData(policyQuery.queryKey, saved);
      done(t('policy.saved'));
    } catch (err) {
      setError(err);
      const field = Object.keys(asProblem(err).fields)[0];
      if (field) document.getElementById(field)?.focus();
    } finally {
      setBusy(false);
    }
  };

  return (
    <form
      noValidate
      onSubmit={(e) => {
        e.preventDefault();
        void save();
      }}
    >
      {groups.map((g) => (
        <fieldset key={g.word} className={classes.group}>
          <legend className="h2">{t(`policy.${g.word}`)}</legend>
          {g.members.map(({ name, unit }) => {
            const refusal = problem?.fields[name];
            return (
              <div key={name} className={classes.line}>
                <div>
                  <label htmlFor={name}>{t(`policy.${name}`)}</label>
                  <p className="soft small" id={`${name}-hint`}>
                    {t(`policy.${name}_hint`)}
                  </p>
                </div>
                <TextInput
                  id={name}
                  value={typed[name] ?? write(policy[name], unit)}
                  readOnly={!edit}
                  inputMode="decimal"
                  aria-describedby={`${name}-hint`}
                  rightSection={<span className="soft small">{t(`policy.unit_${unit}`)}</span>}
                  rightSectionWidth={64}
                  error={bad(name) ? t('policy.not_number') : refusal ? t('policy.invalid', { detail: refusal }) : undefined}
                  onChange={(e) => setTyped({ ...typed, [name]: e.currentTarget.value })}
                />
              </div>
            );
          })}
          {g.word === 'who' ? <LeastLevels policy={policy} edit={edit} /> : null}
          {g.word === 'after' ? <AgentsNeeded wrapup={read(typed.wrapup_ms ?? '', unitOf('wrapup_ms')) ?? policy.wrapup_ms} /> : null}
          {g.word === 'after' ? <OutcomeRequired policy={policy} edit={edit} /> : null}
        </fieldset>
      ))}
      {problem?.status === 409 ? (
        <div className="row wrap" role="alert">
          <span>{t('policy.conflict')}</span>
          <Button variant="default" size="compact-sm" onClick={() => void queries.invalidateQueries({ queryKey: policyQuery.queryKey })}>
            {t('policy.reload')}
          </Button>
        </div>
      ) : problem && Object.keys(problem.fields).length === 0 ? (
        <Trouble error={error} />
      ) : null}
      <div className={classes.foot} data-dirty={changed.length > 0 || undefined}>
        <p className="soft small grow">
          {!edit ? (
            t('policy.read_only')
          ) : changed.length > 0 ? (
            t('policy.unsaved', { count: changed.length })
          ) : policy.changed_at ? (
            <>
              {t('policy.changed_by', { who: policy.changed_by ?? '–', when: '' }).trim()} <Moment at={policy.changed_at} />
            </>
          ) : (
            t('policy.never_changed')
          )}
        </p>
        {edit ? (
          <>
            <Button variant="default" disabled={Object.keys(typed).length === 0} onClick={() => { setTyped({}); setError(null); }}>
              {t('policy.discard')}
            </Button>
            <Button type="submit" disabled={changed.length === 0} loading={busy}>
              {t('policy.save')}
            </Button>
          </>
        ) : null}
      </div>
    </form>
  );
}

const units = new Map(groups.flatMap((g) => g.members.map((m) => [m.name, m.unit] as const)));
const unitOf = (m: Member): Unit => units.get(m) ?? 's';
