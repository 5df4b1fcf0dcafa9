import { Button } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { timelineQuery } from '../../api/queries';
import type { Card, TimelineItem } from '../../api/types';
import { useDesk } from '../../live/desk';
import { Empty } from '../../parts/Empty';
import { Rows } from '../../parts/Rows';
import { Trouble } from '../../parts/Trouble';
import { kindsIn, storyViews, told } from '../../words/story';
import classes from './Card.module.css';
import { LiveCall } from './StoryCall';
import { FoldedChanges, StoryLine } from './StoryLine';

// Timeline is what happened with a customer, newest first; a call under way
// stands on top. What of it is shown is part of the page's address.
export function Timeline({ card }: { card: Card }) {
  const { t } = useTranslation();
  const { show: view = 'all' } = useSearch({ from: '/inside/cards/$id' });
  const navigate = useNavigate({ from: '/cards/$id' });
  const { data: desk } = useDesk();
  const { data, error, refetch, fetchNextPage, hasNextPage, isFetchingNextPage } = useInfiniteQuery(timelineQuery(card.id, kindsIn(view)));
  const items = data?.pages.flatMap((p) => p.items).sort(newestFirst);
  const story = items && (view === 'all' ? told(items) : items);
  // Only the newest recording is fetched before somebody asks for it.
  const newest = items?.find((i) => i.call?.recording?.state === 'ready');
  const live = view === 'all' || view === 'calls' ? (desk?.calls.filter((c) => c.card_id === card.id) ?? []) : [];

  return (
    <>
      <div className={classes.tabs}>
        <h2 className="h2">{t('card.timeline')}</h2>
        <div className="row wrap" style={{ gap: 2 }} role="group" aria-label={t('story.view')}>
          {storyViews.map((v) => (
            <button
              key={v}
              type="button"
              className={classes.tab}
              aria-pressed={view === v}
              onClick={() => void navigate({ search: v === 'all' ? {} : { show: v }, replace: true, resetScroll: false })}
            >
              {t(`story.${v}`)}
            </button>
          ))}
        </div>
      </div>
      {live.map((c) => (
        <LiveCall key={c.id} call={c} />
      ))}
      {error && !items ? <Trouble error={error} retry={() => void refetch()} /> : null}
      {!items && !error ? <Rows count={8} /> : null}
      {items?.length === 0 && live.length === 0 ? (
        view === 'all' ? (
          <Empty icon={IconHistory} title={t('card.empty')} hint={t('card.empty_hint')} />
        ) : (
          <Empty icon={IconHistory} title={t('story.nothing')} />
        )
      ) : null}
      <ol>
        {story?.map((s) => ('of' in s ? <FoldedChanges key={s.of.at(-1)?.id} changes={s} /> : <StoryLine key={s.id} item={s} eager={s === newest} />))}
      </ol>
      {hasNextPage ? (
        <div className={classes.more}>
          <Button variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {t('card.more')}
          </Button>
        </div>
      ) : null}
    </>
  );
}

// newestFirst puts a card's beginning below the call that began it, though both
// bear the same time.
function newestFirst(a: TimelineItem, b: TimelineItem): number {
  const [later, earlier] = [Date.parse(b.at), Date.parse(a.at)];
  return later - earlier || Number(a.kind === 'opened') - Number(b.kind === 'opened');
}
