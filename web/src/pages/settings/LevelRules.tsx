import { Button, Checkbox, NumberInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { putLevelRules, type LevelRule } from '../../api/people';
import { useUnsaved } from '../../app/unsaved';
import { done } from '../../parts/notices';
import { Trouble } from '../../parts/Trouble';
import classes from './Settings.module.css';

const counts = ['days', 'calls', 'outcomes'] as const;
const fresh: Record<'regular' | 'senior', LevelRule> = {
  regular: { level: 'regular', days: 30, calls: 50, outcomes: 40 },
  senior: { level: 'senior', days: 365, calls: 1000, outcomes: 800 },
};

// LevelRules is what an agent must have done to rise, where the level goes by
// rule.
export function LevelRules({ rules }: { rules: LevelRule[] }) {
  const { t } = useTranslation();
  const [drafts, setDrafts] = useState(rules);
  const [busy, setBusy] = useState(false);
  const [dirty, setDirty] = useState(false);
  const [error, setError] = useState<unknown>(null);
  useUnsaved(dirty);
  const put = (next: LevelRule[]) => {
    setDrafts(next);
    setDirty(true);
  };

  const save = async () => {
    setBusy(true);
    setError(null);
    try {
      await putLevelRules(drafts);
      setDirty(false);
      done(t('growth.saved'));
    } catch (err) {
      setError(err);
    } finally {
      setBusy(false);
    }
  };

  return (
    <section className={classes.section} aria-label={t('growth.levels')}>
      <h2 className="h2">{t('growth.levels')}</h2>
      <p className="soft">{t('growth.levels_hint')}</p>
      {(['regular', 'senior'] as const).map((level) => {
        const rule = drafts.find((r) => r.level === level);
        return (
          <div key={level} className="stack" style={{ gap: 8 }} role="group" aria-label={t(`level.${level}`)}>
            <Checkbox
              label={t('growth.rises_to', { level: t(`level.${level}`) })}
              checked={rule !== undefined}
              onChange={(e) => put(e.currentTarget.checked ? [...drafts, fresh[level]] : drafts.filter((r) => r.level !== level))}
            />
            {rule ? (
              <div className="row wrap" style={{ alignItems: 'flex-end' }}>
                {counts.map((what) => (
                  <NumberInput
                    key={what}
                    w={170}
                    label={t(`growth.${what}`)}
                    min={0}
                    max={what === 'days' ? 3650 : 1_000_000}
                    allowDecimal={false}
                    value={rule[what]}
                    onChange={(v) => put(drafts.map((r) => (r.level === level ? { ...r, [what]: Number(v) || 0 } : r)))}
                  />
                ))}
              </div>
            ) : null}
          </div>
        );
      })}
      {error ? <Trouble error={error} /> : null}
      <div className="row">
        <Button loading={busy} disabled={!dirty || drafts.some((r) => r.days + r.calls + r.outcomes === 0)} onClick={() => void save()}>
          {t('fields.save')}
        </Button>
      </div>
    </section>
  );
}
