import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { importsQuery, type Import } from '../api/exchange';
import { Ago } from '../parts/Moment';
import { Rows } from '../parts/Rows';
import { useTitle } from '../parts/title';
import { Trouble } from '../parts/Trouble';
import { plain } from '../words/phone';
import { DropTable } from './imports/DropTable';
import classes from './imports/Imports.module.css';
import { Undo } from './imports/Undo';

// Imports is where a table comes in, and those that came before.
export function Imports() {
  const { t } = useTranslation();
  const { data, error, refetch, fetchNextPage, hasNextPage } = useInfiniteQuery(importsQuery);
  const items = data?.pages.flatMap((p) => p.items);
  useTitle(t('exchange.title'));
  return (
    <>
      <Link to="/cards" className="link">
        {t('cards.title')}
      </Link>
      <h1 className="h1">{t('exchange.title')}</h1>
      <DropTable />
      {error && !items ? <Trouble error={error} retry={() => void refetch()} /> : null}
      {!items && !error ? <Rows count={3} /> : null}
      {items?.length ? (
        <section aria-labelledby="imports-before">
          <h2 className="h2" id="imports-before">
            {t('exchange.before')}
          </h2>
          <ul>
            {items.map((i) => (
              <Line key={i.id} item={i} />
            ))}
          </ul>
        </section>
      ) : null}
      {hasNextPage ? (
        <Button variant="default" onClick={() => void fetchNextPage()}>
          {t('cards.more')}
        </Button>
      ) : null}
    </>
  );
}

function Line({ item: i }: { item: Import }) {
  const { t } = useTranslation();
  return (
    <li className={classes.item}>
      <div className={classes.what}>
        <Link to="/imports/$id" params={{ id: i.id }} className="cut">
          {plain(i.name)}
        </Link>
        <span className="soft small cut">
          {t(`exchange.state_${i.state}`)} · {t('exchange.rows', { count: i.rows })} · {plain(i.by)}
        </span>
      </div>
      <Ago at={i.created_at} />
      <Undo item={i} size="compact-sm" />
    </li>
  );
}
