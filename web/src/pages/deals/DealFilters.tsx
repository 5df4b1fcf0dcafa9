import { Button, Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { teamsQuery } from '../../api/access';
import { pipelinesQuery } from '../../api/deals';
import { meQuery } from '../../api/queries';
import type { DealsSearch } from '../../app/router';
import { useAgents } from '../../parts/agents';
import { spans } from '../../words/activity';
import { labelOf } from '../../words/labels';
import { plain } from '../../words/phone';
import classes from './Deals.module.css';

// DealFilters narrow the deals; each is part of the page's address. A stage is a
// column of the board already: it opens the list.
export function DealFilters({ search, onChange }: { search: DealsSearch; onChange: (change: Partial<DealsSearch>) => void }) {
  const { t, i18n } = useTranslation();
  const { data: me } = useQuery(meQuery);
  const { data: pipelines } = useQuery(pipelinesQuery);
  const { data: teams } = useQuery(teamsQuery);
  const agents = useAgents() ?? [];
  const stages = (pipelines?.items.find((p) => p.key === search.pipeline) ?? pipelines?.items[0])?.stages ?? [];
  const common = { size: 'xs', clearable: true, searchable: true } as const;
  return (
    <div className={classes.filters}>
      <Select
        {...common}
        aria-label={t('deals.owner')}
        placeholder={t('deals.everybody')}
        data={agents.map((a) => ({ value: a.id, label: a.name }))}
        value={search.owner ?? null}
        onChange={(v) => onChange({ owner: v ?? undefined })}
      />
      {teams?.items.length ? (
        <Select
          {...common}
          aria-label={t('dealfilter.team')}
          placeholder={t('dealfilter.any_team')}
          data={teams.items.map((x) => ({ value: x.id, label: plain(x.name) }))}
          value={search.team ?? null}
          onChange={(v) => onChange({ team: v ?? undefined })}
        />
      ) : null}
      <Select
        {...common}
        aria-label={t('deals.stage')}
        placeholder={t('dealfilter.any_stage')}
        data={stages.map((s) => ({ value: s.key, label: labelOf(s.labels, i18n.language, s.key) }))}
        value={search.stage ?? null}
        onChange={(v) => onChange(v ? { stage: v, view: 'list' } : { stage: undefined })}
      />
      {search.view === 'deadlines' ? null : (
        <Select
          {...common}
          aria-label={t('board.next')}
          placeholder={t('dealfilter.any_due')}
          data={spans.map((s) => ({ value: s, label: t(`board.${s}`) }))}
          value={search.due ?? null}
          onChange={(v) => onChange({ due: (v ?? undefined) as DealsSearch['due'] })}
        />
      )}
      {me?.agent_id && search.owner !== me.agent_id ? (
        <Button size="xs" variant="default" onClick={() => onChange({ owner: me.agent_id ?? undefined })}>
          {t('deals.mine')}
        </Button>
      ) : null}
    </div>
  );
}
