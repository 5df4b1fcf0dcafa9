import { Button, SegmentedControl, Select, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useRouter, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { pipelinesQuery } from '../api/deals';
import { meQuery } from '../api/queries';
import { useAgents } from '../parts/agents';
import { useTitle } from '../parts/title';
import { Board } from './deals/Board';
import { Deadlines } from './deals/Deadlines';
import classes from './deals/Deals.module.css';
import { DealList } from './deals/DealList';

// Deals is the sales funnel: as a board, or as a list.
export function Deals() {
  const { t } = useTranslation();
  const search = useSearch({ from: '/inside/deals' });
  const navigate = useNavigate({ from: '/deals' });
  const router = useRouter();
  const { data: me } = useQuery(meQuery);
  const { data: pipelines } = useQuery(pipelinesQuery);
  const agents = useAgents() ?? [];
  const [typed, setTyped] = useState(search.q ?? '');
  useTitle(t('deals.title'));

  const set = (change: Partial<typeof search>) => void navigate({ search: (s) => ({ ...s, ...change }), replace: true });
  const follow = useDebouncedCallback((text: string) => {
    if (router.latestLocation.pathname === '/deals') set({ q: text.trim() || undefined });
  }, 250);
  const filter = { pipeline: search.pipeline, owner_id: search.owner, q: search.q };

  return (
    <>
      <div className={classes.head}>
        <h1 className="h1">{t('deals.title')}</h1>
        <div className={classes.acts}>
          {pipelines && pipelines.items.length > 1 ? (
            <Select
              aria-label={t('deals.pipeline')}
              data={pipelines.items.map((p) => ({ value: p.key, label: p.name }))}
              value={search.pipeline ?? pipelines.items[0]?.key ?? null}
              allowDeselect={false}
              w={160}
              onChange={(v) => set({ pipeline: v ?? undefined })}
            />
          ) : null}
          <Select
            aria-label={t('deals.owner')}
            placeholder={t('deals.everybody')}
            data={agents.map((a) => ({ value: a.id, label: a.name }))}
            value={search.owner ?? null}
            clearable
            searchable
            w={170}
            onChange={(v) => set({ owner: v ?? undefined })}
          />
          {me?.agent_id && search.owner !== me.agent_id ? (
            <Button variant="default" onClick={() => set({ owner: me.agent_id ?? undefined })}>
              {t('deals.mine')}
            </Button>
          ) : null}
          <TextInput
            type="search"
            value={typed}
            placeholder={t('deals.search')}
            aria-label={t('deals.search')}
            leftSection={<IconSearch size={16} aria-hidden />}
            w={200}
            onChange={(e) => {
              setTyped(e.currentTarget.value);
              follow(e.currentTarget.value);
            }}
          />
          <SegmentedControl
            aria-label={t('deals.view')}
            data={[
              { value: 'board', label: t('deals.board') },
              { value: 'deadlines', label: t('board.deadlines') },
              { value: 'list', label: t('deals.list') },
            ]}
            value={search.view ?? 'board'}
            onChange={(v) => set({ view: v === 'list' || v === 'deadlines' ? v : undefined })}
          />
        </div>
      </div>
      {search.view === 'list' ? <DealList filter={filter} /> : search.view === 'deadlines' ? <Deadlines filter={filter} /> : <Board filter={filter} />}
    </>
  );
}
