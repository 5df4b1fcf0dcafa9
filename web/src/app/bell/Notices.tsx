import { Button, SegmentedControl } from '@mantine/core';
import { IconBell } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type NoticeState, noticesQuery, readNotices, unreadNotices } from '../../api/notices';
import { queries } from '../../api/queries';
import { Empty } from '../../parts/Empty';
import { failed, undoable } from '../../parts/notices';
import { Rows } from '../../parts/Rows';
import { Trouble } from '../../parts/Trouble';
import { NoticeLine } from './NoticeLine';
import classes from './Notices.module.css';

// Notices is what one is to know of, unread first, and what one has put off.
export function Notices({ unread, onOpen }: { unread: number; onOpen: () => void }) {
  const { t } = useTranslation();
  const [state, setState] = useState<NoticeState>('current');
  const { data, error, refetch, fetchNextPage, hasNextPage, isFetchingNextPage } = useInfiniteQuery(noticesQuery(state));
  const items = data?.pages.flatMap((p) => p.items);
  const fresh = items?.filter((n) => !n.read_at) ?? [];

  // What comes back by itself is counted first.
  useEffect(() => {
    void queries.invalidateQueries({ queryKey: ['notices', 'list'] });
  }, [unread]);

  const readAll = async () => {
    const newest = fresh.map((n) => n.raised_at).sort().at(-1);
    if (!newest) return;
    try {
      await readNotices(newest);
      undoable(t('notices.read_all_done'), t('notices.undo'), () => unreadNotices(fresh.map((n) => n.id)));
    } catch (err) {
      failed(err, t);
    }
  };

  return (
    <div className="stack">
      <div className={`${classes.head} spread wrap`}>
        <SegmentedControl
          size="xs"
          aria-label={t('notices.which')}
          value={state}
          data={(['current', 'snoozed'] as const).map((v) => ({ value: v, label: t(`notices.${v}`) }))}
          onChange={(v) => setState(v === 'snoozed' ? 'snoozed' : 'current')}
        />
        {state === 'current' && unread > 0 ? (
          <Button size="compact-sm" variant="subtle" onClick={() => void readAll()}>
            {t('notices.read_all')}
          </Button>
        ) : null}
      </div>
      {error && !items ? <Trouble error={error} retry={() => void refetch()} /> : null}
      {!items && !error ? <Rows count={5} /> : null}
      {items?.length === 0 ? (
        <Empty
          icon={IconBell}
          title={t(state === 'current' ? 'notices.empty' : 'notices.empty_snoozed')}
          hint={t(state === 'current' ? 'notices.empty_hint' : 'notices.empty_snoozed_hint')}
        />
      ) : null}
      {items?.length ? (
        <ul className={classes.list}>
          {items.map((n) => (
            <NoticeLine key={n.id} notice={n} onOpen={onOpen} />
          ))}
        </ul>
      ) : null}
      {hasNextPage ? (
        <Button className={classes.more} variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t('notices.more')}
        </Button>
      ) : null}
    </div>
  );
}
