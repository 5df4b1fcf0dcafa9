import { Button, Modal, Radio } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { fieldsQuery } from '../api/cards';
import { meant, standing, type Clash, useClash } from '../api/settling';
import { moment } from '../words/format';
import { labelOf } from '../words/labels';
import { money } from '../words/money';
import { plain } from '../words/phone';
import { ruleWords } from '../words/rule';
import { serverNow } from '../live/clock';
import { useAgentName } from './agents';
import classes from './Conflict.module.css';
import { usePhone } from './Caller';
import { useStageWord } from './stages';

// Conflict asks, field by field, whose change is to stand where two people have
// changed the same card, deal or task.
export function Conflict() {
  const clash = useClash();
  return clash ? <Question key={`${String(clash.theirs.id)} ${String(clash.theirs.version)}`} clash={clash} /> : null;
}

function Question({ clash }: { clash: Clash }) {
  const { t } = useTranslation();
  const say = useFieldWords(clash);
  const [theirs, setTheirs] = useState<string[]>([]);
  const set = (path: string, whose: string) => setTheirs((now) => (whose === 'theirs' ? [...now, path] : now.filter((p) => p !== path)));
  return (
    <Modal opened zIndex={400} size="lg" onClose={() => clash.answer(null)} title={<span className="h2">{t(`clash.${clash.kind}`)}</span>} closeButtonProps={{ 'aria-label': t('form.cancel') }}>
      <div className="stack" style={{ gap: 16 }}>
        <p className="soft">{t('clash.hint')}</p>
        {clash.at.map((path) => (
          <Radio.Group key={path} label={say.label(path)} value={theirs.includes(path) ? 'theirs' : 'mine'} onChange={(v) => set(path, v)}>
            <div className={classes.sides}>
              <Radio value="mine" label={t('clash.mine')} description={say.value(path, meant(clash.mine, path))} data-autofocus={path === clash.at[0] || undefined} />
              <Radio value="theirs" label={t('clash.theirs')} description={say.value(path, standing(clash.theirs, path))} />
            </div>
          </Radio.Group>
        ))}
        <div className="row wrap" style={{ justifyContent: 'flex-end' }}>
          <Button variant="default" onClick={() => clash.answer(null)}>
            {t('clash.leave')}
          </Button>
          <Button onClick={() => clash.answer(theirs)}>{t('clash.save')}</Button>
        </div>
      </div>
    </Modal>
  );
}

const labels = {
  name: 'card.name', phones: 'card.phones', numbers: 'card.phones', owner_id: 'card.owner', tier: 'card.tier', form: 'more.form', language: 'more.language', time_zone: 'more.zone',
  tags: 'more.tags', addresses: 'more.address', mails: 'more.mails', contacts: 'contact.title', 'consents.recording': 'more.recording', 'consents.marketing': 'more.marketing',
  amount: 'deals.amount', stage: 'deals.stage', expected_close: 'deals.close', reason: 'deals.reason', note: 'tasks.note', state: 'history.state', priority: 'tasks.priority',
  due_at: 'tasks.when', due_local: 'tasks.when', assignee_ids: 'tasks.who', checklist: 'tasks.checklist', recurrence: 'tasks.repeats', blocked_by: 'tasks.waits',
} as const;

// useFieldWords words the fields of a card, deal or task, and what stands in them.
function useFieldWords({ kind, theirs }: Clash) {
  const { t, i18n } = useTranslation();
  const { data: fields } = useQuery({ ...fieldsQuery, enabled: kind === 'card' });
  const agent = useAgentName();
  const write = usePhone();
  const stage = useStageWord();

  const label = (path: string): string => {
    if (path === 'title') return t(kind === 'deal' ? 'deals.deal' : 'tasks.what');
    if (path.startsWith('fields.')) return labelOf(fields?.items.find((f) => f.key === path.slice(7))?.labels ?? {}, i18n.language, path.slice(7));
    return path in labels ? t(labels[path as keyof typeof labels]) : path;
  };
  // one is a value that is no list.
  const one = (path: string, raw: unknown): string => {
    if (typeof raw === 'boolean') return t(raw ? 'more.yes' : 'more.no');
    if (typeof raw === 'number') return path === 'amount' ? money(raw, String(theirs.currency), i18n.language) : String(raw);
    if (typeof raw === 'object' && raw !== null) {
      const thing = raw as Record<string, unknown>;
      return plain(String(thing.text ?? thing.mail ?? thing.phone ?? thing.name ?? ''));
    }
    const text = String(raw);
    switch (path) {
      case 'tier':
      case 'state':
      case 'priority':
        return t(`${{ tier: 'tier', state: 'history', priority: 'tasks' }[path]}.${text}` as 'tier.key');
      case 'form':
        return t(text === 'company' ? 'more.company' : 'more.person');
      case 'phones':
        return write(text);
      case 'owner_id':
      case 'assignee_ids':
        return agent(text);
      case 'stage':
        return stage(text, theirs.pipeline as string | undefined);
      case 'recurrence':
        return ruleWords(text, t, i18n.language);
      case 'due_at':
      case 'due_local':
        return moment(text, serverNow(), i18n.language);
      default:
        return plain(text);
    }
  };
  const value = (path: string, raw: unknown): string => {
    const list = (Array.isArray(raw) ? raw : [raw]).filter((x) => x !== null && x !== undefined && x !== '');
    return list.map((x: unknown) => one(path, x)).join(', ') || t('inplace.none');
  };
  return { label, value };
}
