import { ActionIcon, Button, Checkbox } from '@mantine/core';
import { IconBellPlus, IconPencil, IconPlus, IconTrash } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { fieldsQuery } from '../../api/cards';
import { followUpRulesQuery, putFollowUpRule, removeFollowUpRule } from '../../api/schedule';
import type { FollowUpRule } from '../../api/types';
import { Empty } from '../../parts/Empty';
import { failed, undoable } from '../../parts/notices';
import { useOutcomeWord } from '../../parts/outcomes';
import { Rows } from '../../parts/Rows';
import { useStageWord } from '../../parts/stages';
import { useTitle } from '../../parts/title';
import { Trouble } from '../../parts/Trouble';
import { labelOf } from '../../words/labels';
import { plain } from '../../words/phone';
import { FollowUpForm } from './FollowUpForm';
import classes from './Settings.module.css';

const fresh = { name: '', enabled: true, when: 'stage', count: 14, unit: 'day', at: '10:00', title: '', priority: 'normal', for: 'owner' } as const;

// FollowUps is the rules by which tasks are raised.
export function FollowUps() {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(followUpRulesQuery);
  const [form, setForm] = useState<FollowUpRule | typeof fresh | null>(null);
  useTitle(t('followups.title'));
  return (
    <>
      <div className="spread wrap">
        <h1 className="h1">{t('followups.title')}</h1>
        <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setForm(fresh)}>
          {t('followups.new')}
        </Button>
      </div>
      <p className="soft">{t('followups.hint')}</p>
      {error && !data ? <Trouble error={error} retry={() => void refetch()} /> : null}
      {!data && !error ? <Rows count={5} /> : null}
      {data?.items.length === 0 ? <Empty icon={IconBellPlus} title={t('followups.none')} hint={t('followups.none_hint')} /> : null}
      {data?.items.length ? (
        <ul className={classes.section} aria-label={t('followups.title')}>
          {data.items.map((r) => (
            <Line key={r.id} rule={r} onEdit={() => setForm(r)} />
          ))}
        </ul>
      ) : null}
      {form ? <FollowUpForm rule={form} onClose={() => setForm(null)} /> : null}
    </>
  );
}

function Line({ rule, onEdit }: { rule: FollowUpRule; onEdit: () => void }) {
  const { t } = useTranslation();
  const says = useRuleWords();
  const name = plain(rule.name);
  const act = (work: Promise<unknown>) => work.catch((err: unknown) => failed(err, t));
  const { id, version, waiting, ...rest } = rule;
  const remove = () =>
    act(removeFollowUpRule(id).then(() => undoable(t('followups.removed', { rule: name }), t('followups.undo'), () => act(putFollowUpRule(rest)))));
  return (
    <li className={classes.line}>
      <div className="grow">
        <strong>{name}</strong> <span className="soft small">{waiting > 0 ? t('followups.waiting', { count: waiting }) : ''}</span>
        <div className="small">{says(rule)}</div>
        <div className="soft small">{plain(rule.title)}</div>
      </div>
      <span className="row">
        <Checkbox
          aria-label={t('followups.on', { rule: name })}
          checked={rule.enabled}
          onChange={(e) => void act(putFollowUpRule({ ...rest, id, version, enabled: e.currentTarget.checked }))}
        />
        <ActionIcon variant="subtle" color="gray" aria-label={t('followups.change', { rule: name })} onClick={onEdit}>
          <IconPencil size={15} />
        </ActionIcon>
        <ActionIcon variant="subtle" color="gray" aria-label={t('followups.remove', { rule: name })} onClick={() => void remove()}>
          <IconTrash size={15} />
        </ActionIcon>
      </span>
    </li>
  );
}

// useRuleWords says in a line what sets off a rule, how long after, and what
// keeps it.
function useRuleWords(): (rule: FollowUpRule) => string {
  const { t, i18n } = useTranslation();
  const stage = useStageWord();
  const outcome = useOutcomeWord();
  const { data: fields } = useQuery(fieldsQuery);
  const field = (key: string) => plain(labelOf(fields?.items.find((f) => f.key === key)?.labels ?? {}, i18n.language, key));
  const cause = (r: FollowUpRule) => {
    switch (r.when) {
      case 'stage':
        return t('followups.enters', { stage: stage(r.stage, r.pipeline) });
      case 'outcome':
        return t('followups.recorded', { outcome: outcome(r.outcome) });
      case 'date':
        return t('followups.on_date', { field: field(r.field) });
      case 'silent':
        return t('followups.silent', { count: r.days });
      default:
        return t('followups.when_lost_call');
    }
  };
  const delay = (r: FollowUpRule) => {
    const count = Math.abs(r.count);
    const unit = { style: 'unit', unit: r.unit, unitDisplay: 'long' } as const;
    const time = r.unit === 'working_day' ? t('followups.working_days', { count }) : new Intl.NumberFormat(i18n.language, unit).format(count);
    return t(r.count < 0 ? 'followups.before' : 'followups.after', { time });
  };
  return (r) =>
    [
      cause(r),
      delay(r),
      r.at ? t('followups.clock', { at: r.at }) : '',
      r.zone,
      r.unless ? `${t('followups.unless')}: ${t(`followups.unless_${r.unless}`)}` : '',
    ]
      .filter(Boolean)
      .join(' · ');
}
