import { Button, Modal, Select, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import { dealsQuery, pipelinesQuery, refreshDeals } from '../../api/deals';
import { answerOf, asProblem } from '../../api/problem';
import { meQuery } from '../../api/queries';
import type { Card, Deal } from '../../api/types';
import { useAgentName } from '../../parts/agents';
import { FormFoot } from '../../parts/FormFoot';
import { may } from '../../parts/may';
import { useStageWord } from '../../parts/stages';
import { Trouble } from '../../parts/Trouble';
import { fromInput, money } from '../../words/money';
import { plain } from '../../words/phone';
import { DealDialog } from '../deals/DealDialog';
import classes from './Side.module.css';

const currencies = ['HUF', 'EUR', 'USD', 'RUB', 'GBP', 'CZK', 'PLN', 'RON'];

// Deals is what the customer may buy: each with the stages it has behind it.
export function Deals({ card }: { card: Card }) {
  const { t, i18n } = useTranslation();
  const { data: me } = useQuery(meQuery);
  const { data: pipelines } = useQuery(pipelinesQuery);
  const { data, error, refetch } = useInfiniteQuery(dealsQuery({ card_id: card.id }));
  const [opened, setOpened] = useState<Deal | null>(null);
  const [making, setMaking] = useState(false);
  const word = useStageWord();
  const agent = useAgentName();
  const deals = data?.pages.flatMap((p) => p.items) ?? [];

  return (
    <section className={classes.block} aria-labelledby="card-deals">
      <div className="spread">
        <h2 className="h2" id="card-deals">
          {t('deals.title')}
        </h2>
        {may(me, 'deals.edit') ? (
          <Button variant="subtle" size="compact-sm" leftSection={<IconPlus size={14} aria-hidden />} onClick={() => setMaking(true)}>
            {t('deals.new')}
          </Button>
        ) : null}
      </div>
      {error ? <Trouble error={error} retry={() => void refetch()} /> : null}
      {data && deals.length === 0 ? <p className="soft small">{t('deals.none_here')}</p> : null}
      <ul className={classes.list}>
        {deals.map((d) => {
          const stages = pipelines?.items.find((p) => p.key === d.pipeline)?.stages.filter((s) => s.kind !== 'lost') ?? [];
          const at = stages.findIndex((s) => s.key === d.stage);
          return (
            <li key={d.id}>
              <button type="button" className={classes.thing} onClick={() => setOpened(d)}>
                <span className={classes.name}>{plain(d.title)}</span>
                <span className="num">{money(d.amount, d.currency, i18n.language)}</span>
                <span className={classes.steps} data-kind={d.kind} aria-hidden>
                  {stages.map((s, i) => (
                    <i key={s.key} data-done={(at >= 0 && i <= at) || undefined} />
                  ))}
                </span>
                <span className="soft small">
                  {word(d.stage, d.pipeline)}
                  {d.reason ? `: ${plain(d.reason)}` : ''}
                  {d.owner_id ? ` · ${agent(d.owner_id)}` : ''}
                </span>
              </button>
            </li>
          );
        })}
      </ul>
      {opened ? <DealDialog deal={opened} onClose={() => setOpened(null)} /> : null}
      {making ? <NewDeal card={card} onClose={() => setMaking(false)} /> : null}
    </section>
  );
}

function NewDeal({ card, onClose }: { card: Card; onClose: () => void }) {
  const { t } = useTranslation();
  const [title, setTitle] = useState('');
  const [typed, setTyped] = useState('');
  const [currency, setCurrency] = useState(() => localStorage.getItem('vonal.currency') ?? 'HUF');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const fields = error ? asProblem(error).fields : {};
  const amount = typed.trim() === '' ? 0 : fromInput(typed, currency);

  const save = async () => {
    if (amount === null) return;
    setBusy(true);
    setError(null);
    try {
      await answerOf(api.POST('/deals', { body: { card_id: card.id, title: title.trim(), amount, currency } }));
      localStorage.setItem('vonal.currency', currency);
      refreshDeals();
      onClose();
    } catch (err) {
      setError(err);
      setBusy(false);
    }
  };
  return (
    <Modal opened onClose={onClose} title={<span className="h2">{t('deals.new')}</span>} closeButtonProps={{ 'aria-label': t('form.cancel') }}>
      <form
        className="stack"
        style={{ gap: 14 }}
        onSubmit={(e) => {
          e.preventDefault();
          void save();
        }}
      >
        <TextInput label={t('deals.deal')} data-autofocus value={title} maxLength={200} error={fields.title} onChange={(e) => setTitle(e.currentTarget.value)} />
        <div className="row" style={{ alignItems: 'flex-start' }}>
          <TextInput
            className="grow"
            label={t('deals.amount')}
            inputMode="decimal"
            value={typed}
            error={amount === null ? t('deals.no_amount') : fields.amount}
            onChange={(e) => setTyped(e.currentTarget.value)}
          />
          <Select label={t('deals.currency')} w={110} data={currencies} value={currency} allowDeselect={false} error={fields.currency} onChange={(v) => v && setCurrency(v)} />
        </div>
        {error && Object.keys(fields).length === 0 ? <Trouble error={error} /> : null}
        <FormFoot word={t('deals.make')} busy={busy} disabled={!title.trim() || amount === null} onCancel={onClose} />
      </form>
    </Modal>
  );
}
