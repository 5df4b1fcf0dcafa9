import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { pipelinesQuery } from '../api/deals';
import { labelOf } from '../words/labels';

// useStageWord words a stage by its key.
export function useStageWord(): (key: string | null | undefined, pipeline?: string) => string {
  const { data } = useQuery(pipelinesQuery);
  const { i18n } = useTranslation();
  return (key, pipeline) => {
    if (!key) return '';
    for (const p of data?.items ?? []) {
      const stage = (!pipeline || p.key === pipeline) && p.stages.find((s) => s.key === key);
      if (stage) return labelOf(stage.labels, i18n.language, key);
    }
    return key;
  };
}
