import { Button } from '@mantine/core';
import {
  IconChevronRight,
  IconFlag,
  IconColumns3,
  IconHistory,
  IconNote,
  IconPaperclip,
  IconPencil,
  IconPhoneIncoming,
  IconPhoneOutgoing,
  IconPhoneX,
  IconSparkles,
} from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { timelineQuery } from '../../api/queries';
import type { Call, Card, TimelineItem } from '../../api/types';
import { useDesk } from '../../live/desk';
import { Empty } from '../../parts/Empty';
import { Heard } from '../../parts/Heard';
import { Moment } from '../../parts/Moment';
import { useAgentName } from '../../parts/agents';
import { Offers } from '../../parts/Offers';
import { Rows } from '../../parts/Rows';
import { StateMark } from '../../parts/State';
import { Timer } from '../../parts/Timer';
import { Trouble } from '../../parts/Trouble';
import { duration } from '../../words/format';
import { outcomeWord } from '../../words/outcomes';
import classes from './Card.module.css';
import { useChangeWords } from './changes';
import { NoteItem, useDealWords } from './DealItem';

const views = ['all', 'calls', 'notes', 'changes'] as const;
type View = (typeof views)[number];
const words = { all: 'card.all', calls: 'card.only_calls', notes: 'card.only_notes', changes: 'card.only_changes' } as const;

// Timeline is what happened with a customer, newest first; a call under way
// stands on top.
export function Timeline({ card }: { card: Card }) {
  const { t } = useTranslation();
  const [view, setView] = useState<View>('all');
  const { data: desk } = useDesk();
  const { data, error, refetch, fetchNextPage, hasNextPage, isFetchingNextPage } = useInfiniteQuery(timelineQuery(card.id));
  const all = data?.pages.flatMap((p) => p.items).sort(newestFirst);
  const items = all?.filter((i) => view === 'all' || view === viewOf(i.kind));
  // Only the newest recording is fetched before somebody asks for it.
  const newest = items?.find((i) => i.call?.recording?.state === 'ready');
  const live = view === 'changes' || view === 'notes' ? [] : (desk?.calls.filter((c) => c.card_id === card.id) ?? []);

  return (
    <>
      <div className={classes.tabs}>
        <h2 className="h2">{t('card.timeline')}</h2>
        <div className="row" style={{ gap: 2 }} role="group">
          {views.map((v) => (
            <button key={v} type="button" className={classes.tab} aria-pressed={view === v} onClick={() => setView(v)}>
              {t(words[v])}
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
        <Empty icon={IconHistory} title={t('card.empty')} hint={t('card.empty_hint')} />
      ) : null}
      <ol>
        {items?.map((i) => (
          <Item key={i.id} item={i} first={i === newest} />
        ))}
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

function viewOf(kind: TimelineItem['kind']): View {
  if (kind === 'call') return 'calls';
  return kind === 'note' ? 'notes' : 'changes';
}

// newestFirst puts a card's beginning below the call that began it, though both
// bear the same time.
function newestFirst(a: TimelineItem, b: TimelineItem): number {
  const [later, earlier] = [Date.parse(b.at), Date.parse(a.at)];
  return later - earlier || Number(a.kind === 'opened') - Number(b.kind === 'opened');
}

function Item({ item, first }: { item: TimelineItem; first: boolean }) {
  if (item.kind === 'call') return item.call ? <EndedCall call={item.call} eager={first} /> : null;
  if (item.kind === 'note')
    return (
      <li className={classes.item}>
        <IconNote size={18} stroke={1.6} aria-hidden />
        <NoteItem item={item} />
      </li>
    );
  return <Changed item={item} />;
}

function LiveCall({ call }: { call: Call }) {
  const { t } = useTranslation();
  const agent = useAgentName();
  const Icon = call.direction === 'outbound' ? IconPhoneOutgoing : IconPhoneIncoming;
  return (
    <div className={classes.item}>
      <Icon size={18} stroke={1.6} aria-hidden />
      <div className={classes.body}>
        <p className={classes.headline}>
          <strong>{t('card.now')}</strong>
          {call.state === 'waiting' || call.state === 'dialling' || call.state === 'leaving' ? <span>{t(`callstate.${call.state}`)}</span> : call.state === 'ended' ? null : <StateMark state={call.state} />}
          <Timer since={call.state === 'talking' ? call.answered_at : call.started_at} />
          {call.agent_id ? <span className="soft">{agent(call.agent_id)}</span> : null}
        </p>
        <Offers call={call} />
      </div>
    </div>
  );
}

function EndedCall({ call, eager }: { call: Call; eager: boolean }) {
  const { t } = useTranslation();
  const agent = useAgentName();
  const [open, setOpen] = useState(false);
  const answered = call.disposition === 'answered' || (call.talk_ms ?? 0) > 0;
  const out = call.direction === 'outbound';
  const Icon = !answered ? IconPhoneX : out ? IconPhoneOutgoing : IconPhoneIncoming;
  const lost = answered || !call.disposition ? '' : t(`disposition.${call.disposition}`);
  const title = !lost ? t(out ? 'card.out' : 'card.in') : out ? t('card.out_lost', { result: lost }) : lost;
  return (
    <li className={classes.item} data-lost={!answered || undefined}>
      <Icon size={18} stroke={1.6} aria-hidden />
      <div className={classes.body}>
        <p className={classes.headline}>
          <strong>{title}</strong>
          <Moment at={call.started_at} />
          <span className="soft num">
            {[
              call.agent_id && (answered || out) ? agent(call.agent_id) : '',
              answered ? t('card.talked', { time: duration(call.talk_ms) }) : '',
              t('card.waited', { time: duration(call.wait_ms) }),
            ]
              .filter(Boolean)
              .join(' · ')}
          </span>
        </p>
        {call.outcome ? (
          <p>
            <span className="soft">{t('calls.outcome')}:</span> {outcomeWord(call.outcome, t)}
          </p>
        ) : null}
        {call.note ? <p className={classes.note}>{call.note}</p> : null}
        <Heard call={call} eager={eager} />
        {call.offers.length > 0 ? (
          <div>
            <button
              type="button"
              className={classes.toggle}
              aria-expanded={open}
              title={t('card.offers_toggle')}
              onClick={() => setOpen(!open)}
            >
              <IconChevronRight size={14} aria-hidden />
              {t('card.offers', { count: call.offers.length })}
            </button>
          </div>
        ) : null}
        {open ? <Offers call={call} /> : null}
      </div>
    </li>
  );
}

const icons: Partial<Record<TimelineItem['kind'], typeof IconFlag>> = { opened: IconSparkles, outcome: IconFlag, changed: IconPencil };

function Changed({ item }: { item: TimelineItem }) {
  const { t } = useTranslation();
  const say = useChangeWords();
  const deal = useDealWords();
  const Icon = icons[item.kind] ?? (item.deal ? IconColumns3 : item.file ? IconPaperclip : IconPencil);
  const texts = item.deal ? deal(item) : say(item);
  return (
    <li className={classes.item} data-kind="change">
      <Icon size={16} stroke={1.6} aria-hidden />
      <p className={classes.headline}>
        {texts.map((text) => (
          <span key={text} className={classes.changed}>
            {text}
          </span>
        ))}
        <span className="soft small">
          <Moment at={item.at} /> · {item.by ?? t('change.house')}
        </span>
      </p>
    </li>
  );
}
