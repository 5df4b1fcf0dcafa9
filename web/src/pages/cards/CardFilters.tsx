import { Select, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CardsSearch } from '../../app/router';
import { useAgents } from '../../parts/agents';
import classes from '../Cards.module.css';

interface Props {
  search: CardsSearch;
  onChange: (search: CardsSearch) => void;
  children: ReactNode; // what is done with those the list shows
}

// CardFilters narrow the list of cards; each is part of the page's address.
export function CardFilters({ search, onChange, children }: Props) {
  const { t } = useTranslation();
  const agents = useAgents() ?? [];
  const [tag, setTag] = useState(search.tag ?? '');
  const follow = useDebouncedCallback((text: string) => onChange({ ...search, tag: text.trim() || undefined }), 300);
  useEffect(() => setTag((now) => (now.trim() === (search.tag ?? '') ? now : (search.tag ?? ''))), [search.tag]);
  return (
    <div className={classes.filters}>
      <Select
        size="xs"
        aria-label={t('cards.owner')}
        placeholder={t('views.any_owner')}
        data={agents.map((a) => ({ value: a.id, label: a.name }))}
        value={search.owner ?? null}
        clearable
        searchable
        onChange={(v) => onChange({ ...search, owner: v ?? undefined })}
      />
      <Select
        size="xs"
        aria-label={t('cards.tier')}
        placeholder={t('views.any_tier')}
        data={(['normal', 'important', 'key'] as const).map((x) => ({ value: x, label: t(`tier.${x}`) }))}
        value={search.tier ?? null}
        clearable
        onChange={(v) => onChange({ ...search, tier: (v ?? undefined) as CardsSearch['tier'] })}
      />
      <TextInput
        size="xs"
        aria-label={t('more.tags')}
        placeholder={t('more.tags')}
        value={tag}
        maxLength={100}
        onChange={(e) => {
          setTag(e.currentTarget.value);
          follow(e.currentTarget.value);
        }}
      />
      <Select
        size="xs"
        aria-label={t('views.sort')}
        data={(['-created_at', 'name', '-last_contact', '-updated_at'] as const).map((x) => ({ value: x, label: t(`views.by_${x.replace('-', '')}` as 'views.by_name') }))}
        value={search.sort ?? '-created_at'}
        allowDeselect={false}
        onChange={(v) => onChange({ ...search, sort: v === '-created_at' ? undefined : (v as CardsSearch['sort']) })}
      />
      {children}
    </div>
  );
}
