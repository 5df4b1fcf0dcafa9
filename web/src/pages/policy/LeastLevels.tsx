import { Select } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Policy } from '../../api/types';
import classes from '../Policy.module.css';
import { changeAtOnce } from './change';
import type { LevelMember } from './units';

const levels = ['newcomer', 'regular', 'senior'] as const;
const members: LevelMember[] = ['important_level', 'key_level'];

// LeastLevels says how experienced an agent must be for each kind of customer.
export function LeastLevels({ policy, edit }: { policy: Policy; edit: boolean }) {
  const { t } = useTranslation();
  const [busy, setBusy] = useState(false);

  const change = async (name: LevelMember, value: string | null) => {
    const level = levels.find((l) => l === value);
    if (!level) return;
    setBusy(true);
    await changeAtOnce(policy, { [name]: level }, t);
    setBusy(false);
  };
  return members.map((name) => (
    <div key={name} className={classes.line}>
      <div>
        <label htmlFor={name}>{t(`policy.${name}`)}</label>
        <p className="soft small" id={`${name}-hint`}>
          {t(`policy.${name}_hint`)}
        </p>
      </div>
      <Select
        id={name}
        value={policy[name]}
        disabled={!edit || busy}
        allowDeselect={false}
        aria-describedby={`${name}-hint`}
        data={levels.map((l) => ({ value: l, label: t(`level.${l}`) }))}
        onChange={(value) => void change(name, value)}
      />
    </div>
  ));
}
