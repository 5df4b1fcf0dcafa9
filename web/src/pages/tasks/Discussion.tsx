import { Button, Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { queries } from '../../api/queries';
import { commentsQuery, refreshTasks, say } from '../../api/tasks';
import { Moment } from '../../parts/Moment';
import { failed } from '../../parts/notices';
import { plain } from '../../words/phone';
import classes from './TaskDrawer.module.css';

// Discussion is what was said about a task or a project, newest first.
export function Discussion({ of, id }: { of: 'tasks' | 'projects'; id: string }) {
  const { t } = useTranslation();
  const query = commentsQuery(of, id);
  const { data } = useQuery(query);
  const [text, setText] = useState('');
  const [busy, setBusy] = useState(false);
  const send = async () => {
    if (!text.trim() || busy) return;
    setBusy(true);
    try {
      await say(of, id, text.trim());
      setText('');
      await queries.invalidateQueries({ queryKey: query.queryKey });
      refreshTasks();
    } catch (err) {
      failed(err, t);
    }
    setBusy(false);
  };
  return (
    <section aria-label={t('tasks.discussion')}>
      <h3 className="h2">{t('tasks.discussion')}</h3>
      <form
        className="stack"
        onSubmit={(e) => {
          e.preventDefault();
          void send();
        }}
        onKeyDown={(e) => {
          if (e.key === 'Enter' && (e.ctrlKey || e.metaKey)) {
            e.preventDefault();
            e.stopPropagation();
            void send();
          }
        }}
      >
        <Textarea autosize minRows={1} maxRows={6} maxLength={10000} value={text} placeholder={t('tasks.say')} aria-label={t('tasks.say')} onChange={(e) => setText(e.currentTarget.value)} />
        {text.trim() ? (
          <div>
            <Button type="submit" size="compact-md" variant="default" loading={busy}>
              {t('note.send')}
            </Button>
          </div>
        ) : null}
      </form>
      <ol>
        {data?.items.map((c) => (
          <li key={c.id} className={classes.said}>
            <div className="soft small">
              {plain(c.by ?? '')} · <Moment at={c.at} />
            </div>
            {plain(c.text)}
          </li>
        ))}
      </ol>
    </section>
  );
}
