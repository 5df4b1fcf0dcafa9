import { Button, Modal, Radio, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { mergeCards, refreshCards, undoMerge } from '../../api/cards';
import { api } from '../../api/client';
import { answerOf } from '../../api/problem';
import type { Card } from '../../api/types';
import { usePhone } from '../../parts/Caller';
import { failed, undoable } from '../../parts/notices';
import { Trouble } from '../../parts/Trouble';
import { useAgentName } from '../../parts/agents';
import { plain } from '../../words/phone';

const single = ['name', 'owner_id', 'tier', 'form', 'language', 'time_zone'] as const;

// MergeDialog joins another card into this one: which, what of each, and what
// would come of it, before anything is done. It can be undone for 30 days.
export function MergeDialog({ card, other: given, onClose }: { card: Card; other?: string; onClose: () => void }) {
  const { t } = useTranslation();
  const write = usePhone();
  const [other, setOther] = useState(given ?? '');
  const [q, setQ] = useState('');
  const [asked] = useDebouncedValue(q.trim(), 250);
  const [take, setTake] = useState<string[]>([]);
  const [busy, setBusy] = useState(false);
  const agent = useAgentName();
  const found = useQuery({
    queryKey: ['cards', 'merge-with', asked],
    queryFn: ({ signal }) => answerOf(api.GET('/cards', { params: { query: { q: asked, limit: 8 } }, signal })),
    enabled: asked.length > 1 && !other,
  });
  const preview = useQuery({
    queryKey: ['cards', 'merge-preview', card.id, other, take],
    queryFn: () => mergeCards(card.id, other, take, true),
    enabled: other !== '',
    placeholderData: (before) => before,
  });
  const them = preview.data?.other;
  const value = (c: Card, name: (typeof single)[number] | string): string => {
    const field = name.startsWith('fields.') ? c.fields[name.slice(7)] : undefined;
    if (name.startsWith('fields.')) return field ?? '';
    const raw = c[name as (typeof single)[number]] ?? '';
    return name === 'owner_id' && raw ? agent(raw) : name === 'tier' && raw ? t(`tier.${raw as Card['tier']}`) : plain(raw);
  };
  const differing = them
    ? [...single, ...Object.keys({ ...card.fields, ...them.fields }).map((k) => `fields.${k}`)].filter((n) => value(card, n) && value(them, n) && value(card, n) !== value(them, n))
    : [];

  const merge = async () => {
    setBusy(true);
    try {
      const done = await mergeCards(card.id, other, take, false);
      refreshCards();
      onClose();
      undoable(t('merge.done', { name: plain(them?.name ?? '') }), t('deals.undo'), () => undoMerge(done.merge_id ?? '').catch((err: unknown) => failed(err, t)));
    } catch (err) {
      failed(err, t);
      setBusy(false);
    }
  };

  return (
    <Modal opened onClose={onClose} size="lg" title={<span className="h2">{t('merge.title', { name: plain(card.name) })}</span>} closeButtonProps={{ 'aria-label': t('form.cancel') }}>
      <div className="stack" style={{ gap: 14 }}>
        <p className="soft">{t('merge.hint')}</p>
        {!other ? (
          <>
            <TextInput type="search" label={t('merge.find')} data-autofocus value={q} onChange={(e) => setQ(e.currentTarget.value)} />
            <ul className="stack" style={{ gap: 4 }}>
              {found.data?.items
                .filter((c) => c.id !== card.id)
                .map((c) => (
                  <li key={c.id}>
                    <Button variant="default" fullWidth justify="flex-start" onClick={() => setOther(c.id)}>
                      {plain(c.name) || t('desk.unnamed')} <span className="soft">&nbsp;{c.phones.map(write).join(', ')}</span>
                    </Button>
                  </li>
                ))}
            </ul>
            {found.data?.items.filter((c) => c.id !== card.id).length === 0 ? <p className="soft">{t('cards.nothing', { q: asked })}</p> : null}
          </>
        ) : null}
        {preview.error ? <Trouble error={preview.error} /> : null}
        {them && differing.length > 0 ? (
          <div className="stack" style={{ gap: 10 }}>
            {differing.map((n) => (
              <Radio.Group
                key={n}
                label={n.startsWith('fields.') ? n.slice(7) : t(`merge.${n as (typeof single)[number]}`)}
                value={take.includes(n) ? 'theirs' : 'ours'}
                onChange={(v) => setTake((all) => (v === 'theirs' ? [...all, n] : all.filter((x) => x !== n)))}
              >
                <div className="row wrap" style={{ gap: 16, marginTop: 4 }}>
                  <Radio value="ours" label={value(card, n)} />
                  <Radio value="theirs" label={value(them, n)} />
                </div>
              </Radio.Group>
            ))}
          </div>
        ) : null}
        {preview.data ? (
          <div>
            <h3 className="h2">{t('merge.preview')}</h3>
            <p>
              {plain(preview.data.card.name)} · {preview.data.card.phones.map(write).join(', ') || t('inplace.none')}
            </p>
            <p className="soft">{[(preview.data.card.mails ?? []).map((m) => m.mail).join(', '), preview.data.card.tags.join(', ')].filter(Boolean).join(' · ')}</p>
          </div>
        ) : null}
        <div className="row" style={{ justifyContent: 'flex-end' }}>
          <Button variant="default" onClick={onClose}>
            {t('form.cancel')}
          </Button>
          <Button loading={busy} disabled={!preview.data} onClick={() => void merge()}>
            {t('merge.do')}
          </Button>
        </div>
      </div>
    </Modal>
  );
}
