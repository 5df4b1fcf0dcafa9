import { Button, Chip, NumberInput, Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { dayName, type Freq, freqs, type Rule, ruleOf, ruleWords, textOf, type Weekday, weekdays } from '../../words/rule';
import { recurrences } from './recurrences';
import classes from './TaskDrawer.module.css';

const own = 'own';
const plainRule: Rule = { freq: 'WEEKLY', interval: 1, days: [], monthDay: null, until: '', count: null };

interface Props {
  rule: string;
  edits: boolean;
  dated: boolean; // only what has a deadline comes again
  save: (rule: string) => void;
}

// Recurrence says when a task comes again: one of the usual ways, or one of
// one's own.
export function Recurrence({ rule, edits, dated, save }: Props) {
  const { t, i18n } = useTranslation();
  const [draft, setDraft] = useState<Rule | null>(null);
  const usual = recurrences.some((r) => r.rule === rule);
  const choices = [
    ...recurrences.map((r) => ({ value: r.rule, label: t(`tasks.${r.word}`) })),
    ...(usual ? [] : [{ value: rule, label: ruleWords(rule, t, i18n.language) }]),
    { value: own, label: t('rule.own') },
  ];
  return (
    <>
      <Select
        label={t('tasks.repeats')}
        data={choices}
        value={draft ? own : rule}
        readOnly={!edits}
        disabled={!dated}
        allowDeselect={false}
        onChange={(chosen) => {
          if (chosen === own) return setDraft(ruleOf(rule) ?? plainRule);
          setDraft(null);
          if (chosen !== null) save(chosen);
        }}
      />
      {draft ? (
        <OwnRule
          rule={draft}
          change={setDraft}
          leave={() => setDraft(null)}
          save={() => {
            setDraft(null);
            save(textOf(draft));
          }}
        />
      ) : null}
    </>
  );
}

function OwnRule({ rule, change, leave, save }: { rule: Rule; change: (rule: Rule) => void; leave: () => void; save: () => void }) {
  const { t, i18n } = useTranslation();
  const put = (some: Partial<Rule>) => change({ ...rule, ...some });
  const monthDays = [...Array.from({ length: 31 }, (_, i) => ({ value: String(i + 1), label: t('rule.on_day', { day: i + 1 }) })), { value: '-1', label: t('rule.last_day') }];
  return (
    <fieldset className={classes.rule} aria-label={t('rule.own')}>
      <div className={classes.pair}>
        <NumberInput label={t('rule.each')} min={1} max={366} allowDecimal={false} value={rule.interval} onChange={(n) => put({ interval: Math.max(1, Number(n)) })} />
        <Select
          label={t('rule.unit')}
          data={freqs.map((f) => ({ value: f, label: t(`rule.unit_${f}`) }))}
          value={rule.freq}
          allowDeselect={false}
          onChange={(f) => put({ freq: f as Freq })}
        />
        <TextInput type="date" label={t('rule.until')} value={rule.until} onChange={(e) => put({ until: e.currentTarget.value, count: null })} />
        <NumberInput label={t('rule.count')} min={1} max={999} allowDecimal={false} value={rule.count ?? ''} onChange={(n) => put({ count: Number(n) || null, until: '' })} />
      </div>
      {rule.freq === 'DAILY' || rule.freq === 'WEEKLY' ? (
        <Chip.Group multiple value={rule.days} onChange={(days) => put({ days: days as Weekday[] })}>
          <div className="row">
            {weekdays.map((d) => (
              <Chip key={d} value={d} size="xs">
                {dayName(d, i18n.language)}
              </Chip>
            ))}
          </div>
        </Chip.Group>
      ) : null}
      {rule.freq === 'MONTHLY' ? (
        <Select
          label={t('rule.month_day')}
          data={monthDays}
          value={rule.monthDay === null ? null : String(rule.monthDay)}
          clearable
          onChange={(d) => put({ monthDay: d === null ? null : Number(d) })}
        />
      ) : null}
      <p className="soft small">{ruleWords(textOf(rule), t, i18n.language)}</p>
      <div className="row">
        <Button size="compact-sm" onClick={save}>
          {t('rule.save')}
        </Button>
        <Button size="compact-sm" variant="subtle" onClick={leave}>
          {t('rule.leave')}
        </Button>
      </div>
    </fieldset>
  );
}
