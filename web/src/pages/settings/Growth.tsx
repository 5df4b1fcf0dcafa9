import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { levelRulesQuery, tierRulesQuery } from '../../api/people';
import { Rows } from '../../parts/Rows';
import { useTitle } from '../../parts/title';
import { Trouble } from '../../parts/Trouble';
import { LevelRules } from './LevelRules';
import { TierRules } from './TierRules';

// Growth is by what rules customers become important and agents experienced.
export function Growth() {
  const { t } = useTranslation();
  const tiers = useQuery(tierRulesQuery);
  const levels = useQuery(levelRulesQuery);
  useTitle(t('growth.title'));
  const error = tiers.error ?? levels.error;
  return (
    <>
      <h1 className="h1">{t('growth.title')}</h1>
      {error ? <Trouble error={error} retry={() => void Promise.all([tiers.refetch(), levels.refetch()])} /> : null}
      {!error && (!tiers.data || !levels.data) ? <Rows count={6} /> : null}
      {tiers.data ? <TierRules rules={tiers.data.items} currency={tiers.data.currency} /> : null}
      {levels.data ? <LevelRules rules={levels.data.items} /> : null}
    </>
  );
}
