import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { levelRulesQuery, type LevelProgress } from '../../api/people';

const counts = ['days', 'calls', 'outcomes'] as const;

// useMissing words what an agent whose level goes by rule has of what the next
// one asks for: "12 of 50 calls"; "" where nothing is known.
export function useMissing(): (agent: string) => string {
  const { t } = useTranslation();
  const { data } = useQuery(levelRulesQuery);
  const words = ({ needs, has }: LevelProgress) =>
    counts
      .filter((c) => has[c] < needs[c])
      .map((c) => t(`growth.of_${c}`, { has: has[c], count: needs[c] }))
      .join(', ') || t('growth.soon');
  return (agent) => {
    const way = data?.progress.find((p) => p.agent_id === agent);
    return way ? words(way) : '';
  };
}
