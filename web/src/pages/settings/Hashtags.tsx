import { Button, CloseButton, Select, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import { hashtagsQuery } from '../../api/deals';
import { answerOf } from '../../api/problem';
import { queries } from '../../api/queries';
import type { Pipeline } from '../../api/types';
import { failed, undoable } from '../../parts/notices';
import { explained } from '../../parts/Trouble';
import { labelOf } from '../../words/labels';
import { plain } from '../../words/phone';
import classes from './Settings.module.css';

// Hashtags is what each alias means, by stage.
export function Hashtags({ pipelines }: { pipelines: Pipeline[] }) {
  const { t, i18n } = useTranslation();
  const { data } = useQuery(hashtagsQuery);
  const [tag, setTag] = useState('');
  const [place, setPlace] = useState('');
  const [error, setError] = useState('');
  const stages = pipelines.flatMap((p) => p.stages.map((s) => ({ value: `${p.key}/${s.key}`, label: labelOf(s.labels, i18n.language, s.key) })));
  const again = () => queries.invalidateQueries({ queryKey: hashtagsQuery.queryKey });

  const put = async (word: string, where: string) => {
    const [pipeline, stage] = where.split('/');
    await answerOf(api.PUT('/hashtags', { body: { tag: word.replace(/^#/, ''), ...(stage ? { pipeline, stage } : {}) } }));
    await again();
  };
  const add = async () => {
    setError('');
    try {
      await put(tag.trim(), place);
      setTag('');
    } catch (err) {
      setError(explained(err, t));
    }
  };
  const drop = async (word: string, where: string) => {
    try {
      await answerOf(api.DELETE('/hashtags', { params: { query: { tag: word } } }));
      await again();
      undoable(`#${plain(word)}`, t('deals.undo'), () => put(word, where).catch((err: unknown) => failed(err, t)));
    } catch (err) {
      failed(err, t);
    }
  };

  return (
    <section className={classes.section}>
      <h2 className="h2">{t('funnel.tags')}</h2>
      <p className="soft">{t('funnel.tags_hint')}</p>
      {[...stages, { value: '', label: t('funnel.marks') }].map((s) => {
        const own = data?.items.filter((x) => (x.stage ? `${x.pipeline}/${x.stage}` : '') === s.value) ?? [];
        return own.length === 0 ? null : (
          <div key={s.value} className={classes.group}>
            <span>{s.label}</span>
            <span className={classes.tags}>
              {own.map((x) => (
                <span key={x.folded} className={classes.tag}>
                  #{plain(x.tag)}
                  <CloseButton size="sm" aria-label={t('funnel.drop_tag', { tag: x.tag })} onClick={() => void drop(x.tag, s.value)} />
                </span>
              ))}
            </span>
          </div>
        );
      })}
      <form
        className="row wrap"
        style={{ alignItems: 'flex-end' }}
        onSubmit={(e) => {
          e.preventDefault();
          void add();
        }}
      >
        <TextInput label={t('funnel.tag')} value={tag} maxLength={65} error={error || undefined} onChange={(e) => setTag(e.currentTarget.value)} />
        <Select
          label={t('funnel.means')}
          data={[...stages, { value: '', label: t('funnel.marks') }]}
          value={place}
          allowDeselect={false}
          onChange={(v) => setPlace(v ?? '')}
        />
        <Button type="submit" disabled={!tag.trim()}>
          {t('funnel.add_tag')}
        </Button>
      </form>
    </section>
  );
}
