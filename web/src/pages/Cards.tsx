import { Button, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconAddressBook, IconPlus, IconSearch } from '@tabler/icons-react';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useRouter, useSearch } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { cardsQuery, meQuery } from '../api/queries';
import { TierMark, usePhone } from '../parts/Caller';
import { Empty } from '../parts/Empty';
import { may } from '../parts/may';
import { Ago } from '../parts/Moment';
import { useAgentName } from '../parts/agents';
import { Rows } from '../parts/Rows';
import { useTitle } from '../parts/title';
import { Trouble } from '../parts/Trouble';
import { plain } from '../words/phone';
import { ExportMenu } from './cards/ExportMenu';
import { NewCard } from './card/NewCard';
import classes from './Cards.module.css';

export function Cards() {
  const { t } = useTranslation();
  const { q = '' } = useSearch({ from: '/inside/cards' });
  const navigate = useNavigate({ from: '/cards' });
  const router = useRouter();
  const { data: me } = useQuery(meQuery);
  const [typed, setTyped] = useState(q);
  const [making, setMaking] = useState(false);
  const write = usePhone();
  const agent = useAgentName();
  useTitle(t('cards.title'));

  const { data, error, refetch, fetchNextPage, hasNextPage, isFetchingNextPage, isPlaceholderData } = useInfiniteQuery({
    ...cardsQuery(q),
    placeholderData: keepPreviousData,
  });
  const items = data?.pages.flatMap((p) => p.items);

  // The address follows the typing, and the field follows the address when
  // somebody searches from the top of the page.
  const follow = useDebouncedCallback((text: string) => {
    if (router.latestLocation.pathname !== '/cards') return; // on the way to a card already
    void navigate({ search: text.trim() ? { q: text.trim() } : {}, replace: true });
  }, 250);
  useEffect(() => setTyped((now) => (now.trim() === q ? now : q)), [q]);

  const show = () => {
    setTyped('');
    void navigate({ search: {}, replace: true });
  };
  const make = may(me, 'cards.edit') ? (
    <Button variant="default" leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setMaking(true)}>
      {t('cards.new')}
    </Button>
  ) : null;

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
          {may(me, 'cards.export') ? <ExportMenu q={q} /> : null}
          {make}
        </div>
      </div>
      {error && !items ? <Trouble error={error} retry={() => void refetch()} /> : null}
      {!items && !error ? <Rows count={12} /> : null}
      {items?.length === 0 ? (
        q ? (
          <Empty icon={IconAddressBook} title={t('cards.nothing', { q })} hint={t('cards.nothing_hint')}>
            <Button variant="default" onClick={show}>
              {t('cards.reset')}
            </Button>
          </Empty>
        ) : (
          <Empty icon={IconAddressBook} title={t('cards.empty')} hint={t('cards.empty_hint')}>
            {make}
          </Empty>
        )
      ) : null}
      {items?.length ? (
        <table className={classes.table} aria-busy={isPlaceholderData}>
          <thead>
            <tr>
              <th>{t('cards.name')}</th>
              <th>{t('cards.phones')}</th>
              <th>{t('cards.owner')}</th>
              <th>{t('cards.tier')}</th>
              <th>{t('cards.changed')}</th>
            </tr>
          </thead>
          <tbody>
            {items.map((c) => (
              <tr key={c.id}>
                <td className={`${classes.name} cut`}>
                  <Link to="/cards/$id" params={{ id: c.id }}>
                    {plain(c.name) || <span className="soft">{t('desk.unnamed')}</span>}
                  </Link>
                </td>
                <td className={`${classes.phones} cut num`}>{c.phones.map(write).join(', ')}</td>
                <td className={`${classes.owner} cut`}>
                  {c.owner_id ? agent(c.owner_id) : <span className="soft">{t('cards.nobody')}</span>}
                </td>
                <td className={classes.tier}>
                  <TierMark tier={c.tier_now?.tier ?? c.tier} />
                </td>
                <td className={`${classes.changed} soft`}>
                  <Ago at={c.changed_at} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : null}
      {hasNextPage ? (
        <div className={classes.more}>
          <Button variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {t('cards.more')}
          </Button>
        </div>
      ) : null}
      <NewCard opened={making} onClose={() => setMaking(false)} />
    </>
  );
}
