import { Button, SegmentedControl } from '@mantine/core';
import { IconPhoneCheck } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { dutiesQuery } from '../api/duties';
import { meQuery } from '../api/queries';
import { useAgentName } from '../parts/agents';
import { Empty } from '../parts/Empty';
import { OnlyOf } from '../parts/OnlyOf';
import { Rows } from '../parts/Rows';
import { useTitle } from '../parts/title';
import { Trouble } from '../parts/Trouble';
import { CallsNav } from './calls/CallsNav';
import { plain } from '../words/phone';
import { Why } from './desk/Why';
import classes from './duties/Duties.module.css';
import { DutyTable } from './duties/DutyTable';

// Duties is whom to call back: everybody who called and spoke to nobody, by
// deadline; and what came of those who are done with.
export function Duties() {
  const { t } = useTranslation();
  const { state = 'open', whose = 'all', of } = useSearch({ from: '/inside/duties' });
  const navigate = useNavigate({ from: '/duties' });
  const { data: me } = useQuery(meQuery);
  const [why, setWhy] = useState<string | null>(null);
  useTitle(t('duties.title'));

  const self = me?.agent_id;
  const name = useAgentName();
  const mine = whose === 'mine' && !!self;
  const { data, error, refetch, fetchNextPage, hasNextPage, isFetchingNextPage } = useInfiniteQuery(
    dutiesQuery({ state, owner_id: of ?? (mine ? self : undefined) }),
  );
  const items = data?.pages.flatMap((p) => p.items);
  const closed = state === 'closed';

  return (
    <>
      <CallsNav />
      <div className={classes.head}>
        <h1 className="h1">{t('duties.title')}</h1>
        <div className="row wrap">
          {of ? <OnlyOf name={plain(name(of))} onEnd={() => void navigate({ search: (s) => ({ ...s, of: undefined }), replace: true })} /> : null}
          {self && !of ? (
            <SegmentedControl
              aria-label={t('duties.whose')}
              value={whose}
              data={(['all', 'mine'] as const).map((v) => ({ value: v, label: t(`duties.${v}`) }))}
              onChange={(v) => void navigate({ search: (s) => ({ ...s, whose: v === 'mine' ? v : undefined }), replace: true })}
            />
          ) : null}
          <SegmentedControl
            aria-label={t('duties.which')}
            value={state}
            data={(['open', 'closed'] as const).map((v) => ({ value: v, label: t(`duties.${v}`) }))}
            onChange={(v) => void navigate({ search: (s) => ({ ...s, state: v === 'closed' ? v : undefined }), replace: true })}
          />
        </div>
      </div>
      <p className={`${classes.hint} soft`}>{t('duties.hint')}</p>
      {error && !items ? <Trouble error={error} retry={() => void refetch()} /> : null}
      {!items && !error ? <Rows count={8} /> : null}
      {items?.length === 0 ? (
        closed ? (
          <Empty icon={IconPhoneCheck} title={t('duties.empty_closed')} hint={t('duties.empty_closed_hint')} />
        ) : (
          <Empty icon={IconPhoneCheck} title={t(mine ? 'duties.empty_mine' : 'duties.empty')} hint={t('duties.empty_hint')} />
        )
      ) : null}
      {items?.length ? <DutyTable duties={items} closed={closed} onCall={setWhy} /> : null}
      {hasNextPage ? (
        <div className={classes.more}>
          <Button variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {t('duties.more')}
          </Button>
        </div>
      ) : null}
      <Why id={why} onClose={() => setWhy(null)} />
    </>
  );
}
