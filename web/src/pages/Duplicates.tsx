import { Button } from '@mantine/core';
import { IconCopyOff } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { duplicatesQuery } from '../api/cards';
import { api } from '../api/client';
import { answerOf } from '../api/problem';
import { cardQuery, meQuery, queries } from '../api/queries';
import { Empty } from '../parts/Empty';
import { may } from '../parts/may';
import { failed } from '../parts/notices';
import { Rows } from '../parts/Rows';
import { useTitle } from '../parts/title';
import { Trouble } from '../parts/Trouble';
import { Alike } from './card/Alike';
import { MergeDialog } from './card/MergeDialog';
import classes from './Cards.module.css';

// Duplicates is the pairs of cards that may be one customer.
export function Duplicates() {
  const { t } = useTranslation();
  const { data: me } = useQuery(meQuery);
  const { data, error, refetch, fetchNextPage, hasNextPage, isFetching } = useInfiniteQuery(duplicatesQuery);
  const items = data?.pages.flatMap((p) => p.items) ?? [];
  const searching = !error && (!data || (items.length === 0 && hasNextPage));
  const [pair, setPair] = useState<{ one: string; other: string } | null>(null);
  const { data: card } = useQuery({ ...cardQuery(pair?.one ?? ''), enabled: pair !== null });
  useTitle(t('duplicates.title'));
  // A page may be empty where duplicates are rare: look on until there is one.
  useEffect(() => {
    if (data && searching && !isFetching) void fetchNextPage();
  }, [data, searching, isFetching, fetchNextPage]);

  const apart = async (one: string, other: string) => {
    try {
      await answerOf(api.POST('/cards/{id}/apart', { params: { path: { id: one } }, body: { other_id: other } }));
      await queries.invalidateQueries({ queryKey: duplicatesQuery.queryKey });
    } catch (err) {
      failed(err, t);
    }
  };
  return (
    <>
      <div className={classes.head}>
        <h1 className="h1">{t('duplicates.title')}</h1>
      </div>
      {error && !data ? <Trouble error={error} retry={() => void refetch()} /> : null}
      {searching ? <Rows count={6} /> : null}
      {data && !hasNextPage && items.length === 0 ? <Empty icon={IconCopyOff} title={t('duplicates.empty')} hint={t('duplicates.empty_hint')} /> : null}
      {items.length ? (
        <table className={`${classes.table} ${classes.pairs}`}>
          <tbody>
            {items.map((d) => (
              <tr key={d.one.id + d.other.id}>
                {[d.one, d.other].map((c) => (
                  <td key={c.id} className="cut">
                    <Alike card={c} />
                  </td>
                ))}
                <td className={`soft ${classes.alike}`}>{t(`duplicates.${d.why}`)}</td>
                <td className={classes.pairActs}>
                  {may(me, 'cards.merge') ? (
                    <div className="row" style={{ justifyContent: 'flex-end' }}>
                      <Button size="compact-sm" variant="default" onClick={() => setPair({ one: d.one.id, other: d.other.id })}>
                        {t('merge.do')}
                      </Button>
                      <Button size="compact-sm" variant="subtle" onClick={() => void apart(d.one.id, d.other.id)}>
                        {t('duplicates.apart')}
                      </Button>
                    </div>
                  ) : null}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : null}
      {items.length && hasNextPage ? (
        <div className={classes.more}>
          <Button variant="default" loading={isFetching} onClick={() => void fetchNextPage()}>
            {t('cards.more')}
          </Button>
        </div>
      ) : null}
      {pair && card ? <MergeDialog card={card} other={pair.other} onClose={() => setPair(null)} /> : null}
    </>
  );
}
