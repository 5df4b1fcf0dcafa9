import { SegmentedControl, Select, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useRouter, useSearch } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { pipelinesQuery } from '../api/deals';
import type { DealsSearch } from '../app/router';
import { SavedViews } from '../parts/SavedViews';
import { useTitle } from '../parts/title';
import { Board } from './deals/Board';
import { Deadlines } from './deals/Deadlines';
import { DealFilters } from './deals/DealFilters';
import classes from './deals/Deals.module.css';
import { DealList } from './deals/DealList';

// Deals is the sales funnel: as a board, or as a list, narrowed by what the
// address says.
export function Deals() {
  const { t } = useTranslation();
  const search = useSearch({ from: '/inside/deals' });
  const navigate = useNavigate({ from: '/deals' });
  const router = useRouter();
  const { data: pipelines } = useQuery(pipelinesQuery);
  const { q = '', view, ...narrowed } = search;
  const [typed, setTyped] = useState(q);
  useTitle(t('deals.title'));

  const set = (change: Partial<typeof search>) => void navigate({ search: (s) => ({ ...s, ...change }), replace: true });
  const follow = useDebouncedCallback((text: string) => {
    if (router.latestLocation.pathname === '/deals') set({ q: text.trim() || undefined });
  }, 250);
  useEffect(() => setTyped((now) => (now.trim() === q ? now : q)), [q]);
  const filter = { pipeline: search.pipeline, owner_id: search.owner, team_id: search.team, due: search.due, q: search.q };
  // Whether the deals stand on a board or in a list is no filter by itself.
  const kept = q || Object.values(narrowed).some(Boolean) ? { ...search } : {};

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
          <TextInput
            type="search"
            value={typed}
            placeholder={t('deals.search')}
            aria-label={t('deals.search')}
            leftSection={<IconSearch size={16} aria-hidden />}
            className={classes.search}
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
            value={view ?? 'board'}
            onChange={(v) => set(v === 'list' ? { view: v } : { view: v === 'deadlines' ? v : undefined, stage: undefined })}
          />
        </div>
      </div>
      <SavedViews page="deals" filter={kept} onFilter={(f) => void navigate({ search: Object.keys(f).length > 0 ? (f as DealsSearch) : { view }, replace: true })} />
      <DealFilters search={search} onChange={set} />
      {view === 'list' ? <DealList filter={filter} /> : view === 'deadlines' ? <Deadlines filter={filter} /> : <Board filter={filter} />}
    </>
  );
}
