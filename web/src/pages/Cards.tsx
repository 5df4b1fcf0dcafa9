import { Button, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconAddressBook, IconPlus, IconSearch } from '@tabler/icons-react';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useRouter, useSearch } from '@tanstack/react-router';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { cardsQuery, meQuery } from '../api/queries';
import type { CardsSearch } from '../app/router';
import { useChosen } from '../parts/chosen';
import { Empty } from '../parts/Empty';
import { may } from '../parts/may';
import { Rows } from '../parts/Rows';
import { SavedViews } from '../parts/SavedViews';
import { useTitle } from '../parts/title';
import { Trouble } from '../parts/Trouble';
import { NewCard } from './card/NewCard';
import { BulkBar } from './cards/BulkBar';
import { CardFilters } from './cards/CardFilters';
import { CardTable } from './cards/CardTable';
import { ExportMenu } from './cards/ExportMenu';
import classes from './Cards.module.css';

// Cards is everybody the company knows, narrowed by what the address says.
export function Cards() {
  const { t } = useTranslation();
  const search = useSearch({ from: '/inside/cards' });
  const { q = '' } = search;
  const navigate = useNavigate({ from: '/cards' });
  const router = useRouter();
  const { data: me } = useQuery(meQuery);
  const [typed, setTyped] = useState(q);
  const [making, setMaking] = useState(false);
  useTitle(t('cards.title'));

  const filter = { q: search.q, owner_id: search.owner, tier: search.tier, tag: search.tag, sort: search.sort };
  const { data, error, refetch, fetchNextPage, hasNextPage, isFetchingNextPage, isPlaceholderData } = useInfiniteQuery({
    ...cardsQuery(filter),
    placeholderData: keepPreviousData,
  });
  const items = useMemo(() => data?.pages.flatMap((p) => p.items), [data]);
  const { chosen, picked, choose, clear } = useChosen(items);

  const show = useCallback((next: CardsSearch) => void navigate({ search: next, replace: true }), [navigate]);
  // The address follows the typing, and the field follows the address when
  // somebody searches from the top of the page.
  const follow = useDebouncedCallback((text: string) => {
    if (router.latestLocation.pathname !== '/cards') return; // on the way to a card already
    show({ ...search, q: text.trim() || undefined });
  }, 250);
  useEffect(() => setTyped((now) => (now.trim() === q ? now : q)), [q]);

  const more = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);

  const edits = may(me, 'cards.edit');
  const make = edits ? (
    <Button variant="default" leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setMaking(true)}>
      {t('cards.new')}
    </Button>
  ) : null;
  const narrowed = Object.values(search).some(Boolean);

  return (
    <>
      <div className={classes.head}>
        <h1 className="h1">{t('cards.title')}</h1>
        <div className={classes.acts}>
          <TextInput
            type="search"
            className={classes.search}
            value={typed}
            placeholder={t('cards.search')}
            aria-label={t('search.label')}
            leftSection={<IconSearch size={16} aria-hidden />}
            onChange={(e) => {
              setTyped(e.currentTarget.value);
              follow(e.currentTarget.value);
            }}
          />
          {may(me, 'cards.merge') ? (
            <Link to="/duplicates" className="link">
              {t('duplicates.title')}
            </Link>
          ) : null}
          {may(me, 'cards.import') ? (
            <Link to="/imports" className="link">
              {t('exchange.import')}
            </Link>
          ) : null}
          {make}
        </div>
      </div>
      <SavedViews page="cards" filter={{ ...search }} onFilter={(filter) => show(filter as CardsSearch)} />
      <CardFilters search={search} onChange={show}>
        {may(me, 'cards.export') ? <ExportMenu filter={filter} /> : null}
      </CardFilters>
      {error && !items ? <Trouble error={error} retry={() => void refetch()} /> : null}
      {!items && !error ? <Rows count={12} /> : null}
      {items?.length === 0 ? (
        narrowed ? (
          <Empty icon={IconAddressBook} title={q ? t('cards.nothing', { q }) : t('views.nothing')} hint={t('cards.nothing_hint')}>
            <Button variant="default" onClick={() => show({})}>
              {t('cards.reset')}
            </Button>
          </Empty>
        ) : (
          <Empty icon={IconAddressBook} title={t('cards.empty')} hint={t('cards.empty_hint')}>
            {make}
          </Empty>
        )
      ) : null}
      {items?.length ? <CardTable cards={items} busy={isPlaceholderData} chosen={edits ? chosen : null} onChoose={choose} onNearEnd={more} /> : null}
      {isFetchingNextPage ? <Rows count={3} /> : null}
      {edits ? <BulkBar chosen={picked} onClear={clear} /> : null}
      <NewCard opened={making} onClose={() => setMaking(false)} />
    </>
  );
}
