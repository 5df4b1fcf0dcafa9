import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { pauseReasonsQuery, type PauseReason } from '../api/people';
import { labelOf } from '../words/labels';
import { pauseReason } from '../words/pauses';
import { plain } from '../words/phone';

interface Pauses {
  list: PauseReason[];
  word: (reason: string | null) => string;
  forced: (reason: string | null) => boolean; // only whoever leads the agent ends it
}

// usePauses is the company's list of reasons for pauses, and what there is to say
// of any reason that an agent is paused for.
export function usePauses(): Pauses {
  const { t, i18n } = useTranslation();
  const { data } = useQuery(pauseReasonsQuery);
  const list = data?.items ?? [];
  return {
    list,
    word: (reason) => {
      const own = list.find((r) => r.key === reason);
      return own ? plain(labelOf(own.labels, i18n.language, own.key)) : pauseReason(reason, t);
    },
    forced: (reason) => list.some((r) => r.key === reason && r.forced),
  };
}
