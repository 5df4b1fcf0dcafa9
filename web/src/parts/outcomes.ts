import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { outcomesQuery } from '../api/tasks';
import { labelOf } from '../words/labels';
import { plain } from '../words/phone';

// useOutcomeWord words an outcome of the company's list by its key, also one that
// is offered no more; a key that is not on the list is shown as it is.
export function useOutcomeWord(): (key: string) => string {
  const { data } = useQuery(outcomesQuery);
  const { i18n } = useTranslation();
  return (key) => plain(labelOf(data?.items.find((o) => o.key === key)?.labels ?? {}, i18n.language, key));
}
