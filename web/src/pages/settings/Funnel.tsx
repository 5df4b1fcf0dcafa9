import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { pipelinesQuery } from '../../api/deals';
import { Rows } from '../../parts/Rows';
import { useTitle } from '../../parts/title';
import { Trouble } from '../../parts/Trouble';
import { Hashtags } from './Hashtags';
import { Stages } from './Stages';

// Funnel is where an administrator says how deals go, and what hashtags mean.
export function Funnel() {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(pipelinesQuery);
  useTitle(t('funnel.title'));
  return (
    <>
      <h1 className="h1">{t('funnel.title')}</h1>
      {error && !data ? <Trouble error={error} retry={() => void refetch()} /> : null}
      {!data && !error ? <Rows count={8} /> : null}
      {data?.items.map((p) => (
        <Stages key={`${p.key} ${p.version}`} pipeline={p} />
      ))}
      {data ? <Hashtags pipelines={data.items} /> : null}
    </>
  );
}
