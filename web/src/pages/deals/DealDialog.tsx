import { Button, Modal, Select, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import { changeDeal, pipelinesQuery, refreshDeals } from '../../api/deals';
import { answerOf, asProblem } from '../../api/problem';
import { meQuery } from '../../api/queries';
import type { Deal } from '../../api/types';
import { useAgents } from '../../parts/agents';
import { may } from '../../parts/may';
import { failed, undoable } from '../../parts/notices';
import { Trouble } from '../../parts/Trouble';
import { labelOf } from '../../words/labels';
import { fromInput, toInput } from '../../words/money';
import { plain } from '../../words/phone';
import { Files } from '../card/Files';

// DealDialog shows a deal, and changes it. What somebody else changed meanwhile
// is not overwritten.
export function DealDialog({ deal, onClose }: { deal: Deal; onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const { data: me } = useQuery(meQuery);
  const { data: pipelines } = useQuery(pipelinesQuery);
  const agents = useAgents() ?? [];
  const [seen] = useState(deal); // as it was when it was opened
  const [form, setForm] = useState(() => formOf(deal));
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const problem = error ? asProblem(error) : null;
  const fields = problem?.fields ?? {};
  const stages = pipelines?.items.find((p) => p.key === deal.pipeline)?.stages ?? [];
  const lost = stages.find((s) => s.key === form.stage)?.kind === 'lost';
  const amount = fromInput(form.amount, deal.currency);
  const edits = may(me, 'deals.edit');
  const set = (change: Partial<typeof form>) => setForm((f) => ({ ...f, ...change }));

  const save = async () => {
    setBusy(true);
    setError(null);
    try {
      await changeDeal(seen, {
        ...(form.title.trim() !== seen.title ? { title: form.title.trim() } : {}),
        ...(amount !== null && amount !== seen.amount ? { amount } : {}),
        ...(form.stage !== seen.stage ? { stage: form.stage } : {}),
        ...(form.owner !== (seen.owner_id ?? '') ? { owner_id: form.owner } : {}),
        ...(form.close !== (seen.expected_close ?? '') ? { expected_close: form.close } : {}),
        ...(lost && form.reason.trim() !== '' ? { reason: form.reason.trim() } : {}),
      });
      refreshDeals();
      onClose();
    } catch (err) {
      setError(err);
      setBusy(false);
    }
  };

  const remove = async () => {
    try {
      await answerOf(api.DELETE('/deals/{id}', { params: { path: { id: seen.id }, header: { 'If-Match': `"${seen.version}"` } } }));
      refreshDeals();
      onClose();
      undoable(t('deals.removed', { deal: seen.title }), t('deals.undo'), () =>
        answerOf(api.POST('/deals/{id}/restore', { params: { path: { id: seen.id } } })).then(refreshDeals, (err: unknown) => failed(err, t)),
      );
    } catch (err) {
      setError(err);
    }
  };

  return (
    <Modal opened onClose={onClose} title={<span className="h2">{plain(seen.title)}</span>} closeButtonProps={{ 'aria-label': t('form.cancel') }}>
      <form
        className="stack"
        style={{ gap: 14 }}
        onSubmit={(e) => {
          e.preventDefault();
          void save();
        }}
      >
        <Link to="/cards/$id" params={{ id: deal.card_id }} className="link" onClick={onClose}>
          {plain(deal.card_name) || t('desk.unnamed')}
        </Link>
        <TextInput label={t('deals.deal')} value={form.title} maxLength={200} readOnly={!edits} error={fields.title} onChange={(e) => set({ title: e.currentTarget.value })} />
        <TextInput
          label={t('deals.amount_in', { currency: deal.currency })}
          inputMode="decimal"
          value={form.amount}
          readOnly={!edits}
          error={amount === null ? t('deals.no_amount') : fields.amount}
          onChange={(e) => set({ amount: e.currentTarget.value })}
        />
        <Select
          label={t('deals.stage')}
          data={stages.map((s) => ({ value: s.key, label: labelOf(s.labels, i18n.language, s.key) }))}
          value={form.stage}
          allowDeselect={false}
          readOnly={!edits}
          error={fields.stage}
          onChange={(v) => v && set({ stage: v })}
        />
        {lost ? (
          <TextInput label={t('deals.reason')} value={form.reason} maxLength={200} readOnly={!edits} error={fields.reason} onChange={(e) => set({ reason: e.currentTarget.value })} />
        ) : null}
        <TextInput label={t('deals.close')} type="date" value={form.close} readOnly={!edits} error={fields.expected_close} onChange={(e) => set({ close: e.currentTarget.value })} />
        <Select
          label={t('deals.owner')}
          data={agents.map((a) => ({ value: a.id, label: a.name }))}
          value={form.owner || null}
          placeholder={t('deals.nobody')}
          clearable
          searchable
          readOnly={!may(me, 'cards.assign')}
          error={fields.owner_id}
          onChange={(v) => set({ owner: v ?? '' })}
        />
        {error && Object.keys(fields).length === 0 ? (
          <Trouble error={error} />
        ) : null}
        {edits ? (
          <div className="spread">
            <Button variant="subtle" color="red" onClick={() => void remove()}>
              {t('deals.remove')}
            </Button>
            <Button type="submit" loading={busy} disabled={amount === null || !form.title.trim()}>
              {t('deals.save')}
            </Button>
          </div>
        ) : null}
      </form>
      {may(me, 'files.see') ? (
        <div style={{ marginTop: 20 }}>
          <Files folder={{ of: 'deals', id: deal.id }} />
        </div>
      ) : null}
    </Modal>
  );
}

function formOf(d: Deal) {
  return {
    title: d.title,
    amount: toInput(d.amount, d.currency),
    stage: d.stage,
    owner: d.owner_id ?? '',
    close: d.expected_close ?? '',
    reason: d.reason ?? '',
  };
}
