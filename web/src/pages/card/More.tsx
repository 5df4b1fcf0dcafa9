import { SegmentedControl, Switch } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { fieldsQuery } from '../../api/cards';
import { meQuery } from '../../api/queries';
import type { Card, Field } from '../../api/types';
import { InPlace } from '../../parts/InPlace';
import { may } from '../../parts/may';
import { failed } from '../../parts/notices';
import { labelOf } from '../../words/labels';
import { fromInput, money, toInput } from '../../words/money';
import classes from './Card.module.css';
import { type CardSave, useCardSave } from './cardSave';

const consents = ['recording', 'marketing'] as const;
const languages = ['hu', 'en', 'ru', 'de', 'sk', 'ro', 'uk'];

// More is what a card holds besides name, numbers, mails, owner and tier, each changed
// where it stands. What is empty is hidden until it is asked for.
export function More({ card }: { card: Card }) {
  const { t, i18n } = useTranslation();
  const { data: me } = useQuery(meQuery);
  const { data: fields } = useQuery(fieldsQuery);
  const [all, setAll] = useState(false);
  const edits = may(me, 'cards.edit');
  const save = useCardSave(card);
  const tongue = (code: string) => new Intl.DisplayNames([i18n.language], { type: 'language' }).of(code) ?? code;
  const has = (filled: boolean) => all || filled;

  return (
    <>
      <dl className={classes.facts}>
        {has(!!card.form) ? (
          <InPlace
            label={t('more.form')}
            kind="choice"
            value={card.form ?? ''}
            shown={card.form ? t(card.form === 'company' ? 'more.company' : 'more.person') : ''}
            choices={[
              { value: 'person', label: t('more.person') },
              { value: 'company', label: t('more.company') },
            ]}
            edits={edits}
            save={(v) => save({ form: v as 'person' | 'company' | '' }, t('more.form'))}
          />
        ) : null}
        {has(card.tags.length > 0) ? (
          <InPlace
            label={t('more.tags')}
            kind="tags"
            value={card.tags.join('\n')}
            shown={card.tags.join(', ')}
            edits={edits}
            save={(v) => save({ tags: v.split('\n').filter(Boolean) }, t('more.tags'))}
          />
        ) : null}
        {has(card.addresses.length > 0) ? (
          <InPlace
            label={t('more.address')}
            kind="lines"
            value={card.addresses[0]?.text ?? ''}
            shown={card.addresses.map((a) => (a.label ? `${a.label}: ${a.text}` : a.text)).join('\n\n')}
            edits={edits}
            save={(v) => save({ addresses: [...(v ? [{ ...card.addresses[0], text: v }] : []), ...card.addresses.slice(1)] }, t('more.address'))}
          />
        ) : null}
        {has(!!card.language) ? (
          <InPlace
            label={t('more.language')}
            kind="choice"
            value={card.language ?? ''}
            shown={card.language ? tongue(card.language) : ''}
            choices={[...new Set([...languages, ...(card.language ? [card.language] : [])])].map((l) => ({ value: l, label: tongue(l) }))}
            edits={edits}
            save={(v) => save({ language: v }, t('more.language'))}
          />
        ) : null}
        {has(!!card.time_zone) ? (
          <InPlace
            label={t('more.zone')}
            kind="choice"
            value={card.time_zone ?? ''}
            choices={Intl.supportedValuesOf('timeZone').map((z) => ({ value: z, label: z }))}
            edits={edits}
            save={(v) => save({ time_zone: v }, t('more.zone'))}
          />
        ) : null}
        {fields?.items.map((f) => (has(!!card.fields[f.key] || !!f.required) ? <OwnField key={f.key} field={f} card={card} edits={edits} save={save} /> : null))}
        {consents.map((key) => {
          const said = card.consents[key];
          if (!has(!!said)) return null;
          return (
            <div key={key}>
              <dt id={`consent-${key}`}>{t(`more.${key}`)}</dt>
              <dd>
                <SegmentedControl
                  size="xs"
                  fullWidth
                  readOnly={!edits}
                  aria-labelledby={`consent-${key}`}
                  value={said ? (said.given ? 'yes' : 'no') : 'unknown'}
                  data={(['yes', 'no', 'unknown'] as const).map((v) => ({ value: v, label: t(`more.${v}`) }))}
                  onChange={(v) => void save({ consents: { [key]: v === 'unknown' ? null : v === 'yes' } }, t(`more.${key}`)).catch((err: unknown) => failed(err, t))}
                />
              </dd>
            </div>
          );
        })}
      </dl>
      {edits ? <Switch mt={12} size="xs" label={t('more.show_empty')} checked={all} onChange={(e) => setAll(e.currentTarget.checked)} /> : null}
    </>
  );
}

interface OwnProps {
  field: Field;
  card: Card;
  edits: boolean;
  save: CardSave;
}

// OwnField is a field of the company's own, typed as its kind is.
function OwnField({ field, card, edits, save }: OwnProps) {
  const { t, i18n } = useTranslation();
  const raw = card.fields[field.key] ?? '';
  const [amount = '', currency = 'HUF'] = raw.split(' ');
  const label = labelOf(field.labels, i18n.language, field.key);
  const put = (value: string) => save({ fields: { [field.key]: value || null } }, label);
  switch (field.kind) {
    case 'choice':
      return <InPlace label={label} kind="choice" value={raw} choices={(field.choices ?? []).map((c) => ({ value: c, label: c }))} edits={edits} save={put} />;
    case 'boolean':
      return (
        <InPlace
          label={label}
          kind="choice"
          value={raw}
          shown={raw ? t(raw === 'true' ? 'more.yes' : 'more.no') : ''}
          choices={[
            { value: 'true', label: t('more.yes') },
            { value: 'false', label: t('more.no') },
          ]}
          edits={edits}
          save={put}
        />
      );
    case 'date':
      return <InPlace label={label} kind="date" value={raw} edits={edits} save={put} />;
    case 'money':
      return (
        <InPlace
          label={`${label} (${currency})`}
          value={raw ? toInput(Number(amount), currency) : ''}
          shown={raw ? money(Number(amount), currency, i18n.language) : ''}
          edits={edits}
          save={(v) => {
            const n = fromInput(v, currency);
            return put(v === '' ? '' : n === null ? v : `${n} ${currency}`);
          }}
        />
      );
    default:
      return <InPlace label={label} value={raw} edits={edits} save={put} />;
  }
}
