import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { refreshCards } from '../api/cards';
import { cancelImport, dropImport, importQuery, runImport, works, type Import } from '../api/exchange';
import { Bar } from '../parts/Bar';
import { failed } from '../parts/notices';
import { Rows } from '../parts/Rows';
import { useTitle } from '../parts/title';
import { Trouble } from '../parts/Trouble';
import { plain } from '../words/phone';
import { Counts } from './imports/Counts';
import classes from './imports/Imports.module.css';
import { Mapping } from './imports/Mapping';
import { Refused } from './imports/Refused';
import { Undo } from './imports/Undo';

// ImportPage leads a table from its upload to its cards: what its columns hold,
// what a run would do, the run, and what came of it.
export function ImportPage() {
  const { t } = useTranslation();
  const { id } = useParams({ from: '/inside/imports/$id' });
  const { data: item, error, refetch } = useQuery(importQuery(id));
  const [mapping, setMapping] = useState(false);
  useTitle(item ? plain(item.name) : t('exchange.title'));
  const state = item?.state;
  useEffect(() => {
    if (state === 'done' || state === 'undone' || state === 'cancelled') refreshCards();
  }, [state]);
  return (
    <>
      <Link to="/imports" className="link">
        {t('exchange.title')}
      </Link>
      {error && !item ? <Trouble error={error} retry={() => void refetch()} /> : null}
      {!item && !error ? <Rows count={8} /> : null}
      {item ? (
        <>
          <div className={classes.head}>
            <h1 className="h1 cut">{plain(item.name)}</h1>
            <span className="soft">{t('exchange.rows', { count: item.rows })}</span>
            <span className="soft" role="status">
              {t(`exchange.state_${item.state}`)}
            </span>
          </div>
          {item.state === 'draft' || (item.state === 'checked' && mapping) ? <Mapping key={item.id} item={item} onChecked={() => setMapping(false)} /> : null}
          {works(item) ? <Work item={item} /> : null}
          {item.state === 'checked' && !mapping ? <Checked item={item} onBack={() => setMapping(true)} /> : null}
          {['done', 'undone', 'failed', 'cancelled'].includes(item.state) ? <Ended item={item} /> : null}
        </>
      ) : null}
    </>
  );
}

function Work({ item }: { item: Import }) {
  const { t, i18n } = useTranslation();
  const [busy, setBusy] = useState(false);
  const number = (n: number) => n.toLocaleString(i18n.language);
  const cancel = async () => {
    setBusy(true);
    await cancelImport(item.id).catch((err: unknown) => failed(err, t));
    setBusy(false);
  };
  return (
    <div className={classes.work}>
      <Bar part={item.done / Math.max(1, item.rows)} label={t(`exchange.state_${item.state}`)} />
      <p className="soft num">{t('exchange.progress', { done: number(item.done), rows: number(item.rows) })}</p>
      <p className="soft small">{t('exchange.away')}</p>
      {item.state === 'running' ? (
        <div>
          <Button variant="default" loading={busy} onClick={() => void cancel()}>
            {t('exchange.cancel')}
          </Button>
        </div>
      ) : null}
    </div>
  );
}

function Checked({ item, onBack }: { item: Import; onBack: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [busy, setBusy] = useState(false);
  const todo = item.counts.new + item.counts.changed;
  const attempt = async (what: () => Promise<unknown>) => {
    setBusy(true);
    try {
      await what();
    } catch (err) {
      failed(err, t);
    }
    setBusy(false);
  };
  const drop = async () => {
    await dropImport(item.id);
    await navigate({ to: '/imports' });
  };
  return (
    <>
      <Counts item={item} would />
      <div className={classes.acts}>
        <Button data-act="run" loading={busy} disabled={todo === 0} onClick={() => void attempt(() => runImport(item.id))}>
          {t('exchange.run')}
        </Button>
        <Button variant="default" disabled={busy} onClick={onBack}>
          {t('exchange.map_again')}
        </Button>
        <Button variant="subtle" disabled={busy} onClick={() => void attempt(drop)}>
          {t('exchange.drop_it')}
        </Button>
      </div>
      <Refused item={item} />
    </>
  );
}

function Ended({ item }: { item: Import }) {
  const { t } = useTranslation();
  return (
    <>
      {item.state === 'cancelled' ? <p className="soft num">{t('exchange.cancelled_hint', { done: item.done, rows: item.rows })}</p> : null}
      {item.failure ? <p role="alert">{t('exchange.failed_hint')}</p> : null}
      <Counts item={item} />
      <div className={classes.acts}>
        <Link to="/cards" className="link">
          {t('exchange.to_cards')}
        </Link>
        <Undo item={item} />
      </div>
      {item.undo_until ? <p className="soft small">{t('exchange.undo_hint')}</p> : null}
      <Refused item={item} />
    </>
  );
}
