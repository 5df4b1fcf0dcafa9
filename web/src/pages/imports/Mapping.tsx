import { Button, SegmentedControl, Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { fieldsQuery } from '../../api/cards';
import { checkImport, rules, type Import, type ImportRule } from '../../api/exchange';
import { failed } from '../../parts/notices';
import { labelOf } from '../../words/labels';
import { plain } from '../../words/phone';
import classes from './Imports.module.css';
import { Reading } from './Reading';

const own = ['name', 'form', 'numbers', 'mails', 'addresses', 'contacts', 'tags', 'tier', 'owner_id', 'language', 'time_zone', 'id'] as const;

// Mapping says what each column of the table holds, and what becomes of cards
// that are there already.
export function Mapping({ item, onChecked }: { item: Import; onChecked: () => void }) {
  const { t, i18n } = useTranslation();
  const { data: fields } = useQuery(fieldsQuery);
  const [columns, setColumns] = useState(item.columns);
  const [rule, setRule] = useState<ImportRule>(item.rule);
  const [busy, setBusy] = useState(false);

  const consents = [...new Set(['consents.recording', 'consents.recording.at', ...item.columns.filter((c) => c.startsWith('consents.'))])];
  const consentWord = (column: string) => {
    const [, key, date] = column.split('.');
    return t(date ? 'exchange.col_consent_date' : 'exchange.col_consent', { key });
  };
  const choices = [
    { value: '', label: t('exchange.leave_out') },
    ...own.map((c) => ({ value: c as string, label: t(`exchange.col_${c}`) })),
    ...consents.map((c) => ({ value: c, label: consentWord(c) })),
    ...(fields?.items ?? []).map((f) => ({ value: `fields.${f.key}`, label: labelOf(f.labels, i18n.language, f.key) })),
  ];
  const check = async () => {
    setBusy(true);
    try {
      await checkImport(item.id, columns, rule);
      onChecked();
    } catch (err) {
      failed(err, t);
    }
    setBusy(false);
  };
  const sample = (i: number) =>
    item.sample
      .map((r) => plain(r.cells[i] ?? ''))
      .filter(Boolean)
      .slice(0, 3)
      .join(' · ');
  return (
    <>
      <Reading item={item} />
      <table className={classes.mapping}>
        <thead>
          <tr>
            <th>{t('exchange.column')}</th>
            <th>{t('exchange.samples')}</th>
            <th>{t('exchange.becomes')}</th>
          </tr>
        </thead>
        <tbody>
          {item.head.map((head, i) => (
            <tr key={i}>
              <td className="cut">{plain(head) || <span className="soft">{t('exchange.unnamed', { number: i + 1 })}</span>}</td>
              <td className="cut soft">{sample(i)}</td>
              <td>
                <Select
                  aria-label={t('exchange.becomes_of', { column: plain(head) || String(i + 1) })}
                  data={choices}
                  value={columns[i] ?? ''}
                  allowDeselect={false}
                  searchable
                  onChange={(v) => setColumns(columns.map((c, at) => (at === i ? (v ?? '') : c)))}
                />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <div className={classes.rule}>
        <h2 className="h2">{t('exchange.rule')}</h2>
        <SegmentedControl
          aria-label={t('exchange.rule')}
          value={rule}
          onChange={(v) => setRule(v as ImportRule)}
          data={rules.map((r) => ({ value: r, label: t(`exchange.rule_${r}`) }))}
        />
        <p className="soft small">{t(`exchange.rule_${rule}_hint`)}</p>
      </div>
      <div className={classes.acts}>
        <Button data-act="check" loading={busy} onClick={() => void check()}>
          {t('exchange.check')}
        </Button>
        <span className="soft small">{t('exchange.check_hint')}</span>
      </div>
    </>
  );
}
