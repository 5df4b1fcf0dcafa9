import { ActionIcon, Button, Checkbox, Select, TagsInput } from '@mantine/core';
import { IconForms, IconTrash } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { fieldsQuery } from '../../api/cards';
import { api } from '../../api/client';
import { answerOf, asProblem } from '../../api/problem';
import { queries } from '../../api/queries';
import type { Field } from '../../api/types';
import { Empty } from '../../parts/Empty';
import { LabelFields } from '../../parts/LabelFields';
import { failed, undoable } from '../../parts/notices';
import { Rows } from '../../parts/Rows';
import { useTitle } from '../../parts/title';
import { Trouble } from '../../parts/Trouble';
import { keyOf } from '../../words/keys';
import { labelOf } from '../../words/labels';
import classes from './Settings.module.css';

const kinds = ['text', 'number', 'money', 'date', 'boolean', 'choice', 'url'] as const;
const blank: Field = { key: '', labels: {}, kind: 'text', required: false, choices: [] };
const put = async (field: Field) => {
  await answerOf(api.PUT('/fields', { body: field }));
  await queries.invalidateQueries({ queryKey: fieldsQuery.queryKey });
};

// Fields is the company's own fields of a card.
export function Fields() {
  const { t, i18n } = useTranslation();
  const { data, error: unread, refetch } = useQuery(fieldsQuery);
  const [form, setForm] = useState(blank);
  const [error, setError] = useState<unknown>(null);
  const fields = error ? asProblem(error).fields : {};
  useTitle(t('fields.title'));

  const save = async () => {
    setError(null);
    try {
      await put({ ...form, key: form.key || keyOf(form.labels.en ?? form.labels.hu ?? form.labels.ru ?? '', 'field') });
      setForm(blank);
    } catch (err) {
      setError(err);
    }
  };
  const remove = async (field: Field) => {
    try {
      await answerOf(api.DELETE('/fields/{id}', { params: { path: { id: field.key } } }));
      await queries.invalidateQueries({ queryKey: fieldsQuery.queryKey });
      undoable(t('fields.removed', { field: labelOf(field.labels, i18n.language, field.key) }), t('deals.undo'), () => put(field).catch((err: unknown) => failed(err, t)));
    } catch (err) {
      failed(err, t);
    }
  };
  return (
    <>
      <h1 className="h1">{t('fields.title')}</h1>
      <p className="soft">{t('fields.hint')}</p>
      <section className={classes.section}>
        {unread && !data ? <Trouble error={unread} retry={() => void refetch()} /> : null}
        {!data && !unread ? <Rows count={4} /> : null}
        {data?.items.length === 0 ? <Empty icon={IconForms} title={t('fields.empty')} hint={t('fields.empty_hint')} /> : null}
        {data?.items.map((f) => (
          <div key={f.key} className="spread">
            <button type="button" className="link bare" onClick={() => setForm(f)}>
              {labelOf(f.labels, i18n.language, f.key)}
              {f.required ? ' *' : ''}
            </button>
            <span className="soft grow">{t(`fields.kind_${f.kind}`)}</span>
            <ActionIcon variant="subtle" color="gray" aria-label={t('fields.remove', { field: f.key })} onClick={() => void remove(f)}>
              <IconTrash size={15} />
            </ActionIcon>
          </div>
        ))}
      </section>
      <form
        className={classes.section}
        onSubmit={(e) => {
          e.preventDefault();
          void save();
        }}
      >
        <h2 className="h2">{t(form.key ? 'fields.change' : 'fields.new')}</h2>
        <div className="row wrap">
          <LabelFields labels={form.labels} error={fields.labels ?? fields.key} onChange={(labels) => setForm({ ...form, labels })} />
        </div>
        <div className="row wrap" style={{ alignItems: 'flex-end' }}>
          <Select label={t('fields.kind')} data={kinds.map((k) => ({ value: k, label: t(`fields.kind_${k}`) }))} value={form.kind} allowDeselect={false} disabled={form.key !== ''} error={fields.kind} onChange={(v) => v && setForm({ ...form, kind: v as Field['kind'] })} />
          {form.kind === 'choice' ? <TagsInput className="grow" label={t('fields.choices')} value={form.choices ?? []} error={fields.choices} onChange={(v) => setForm({ ...form, choices: v })} /> : null}
          <Checkbox mb={8} label={t('fields.required')} checked={form.required ?? false} onChange={(e) => setForm({ ...form, required: e.currentTarget.checked })} />
        </div>
        {error && Object.keys(fields).length === 0 ? <Trouble error={error} /> : null}
        <div className="row">
          <Button type="submit" disabled={!Object.values(form.labels).some((l) => l?.trim())}>
            {t('fields.save')}
          </Button>
          {form.key ? (
            <Button variant="default" onClick={() => setForm(blank)}>
              {t('form.cancel')}
            </Button>
          ) : null}
        </div>
      </form>
    </>
  );
}
