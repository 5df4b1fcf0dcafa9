import { ActionIcon, Checkbox, TextInput } from '@mantine/core';
import { IconArrowUp, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Task } from '../../api/types';
import { failed } from '../../parts/notices';
import { plain } from '../../words/phone';
import classes from './TaskDrawer.module.css';

type Items = Task['checklist'];

// Checklist is the steps of a task: ticked, added, put higher, taken out.
export function Checklist({ items, edits, save }: { items: Items; edits: boolean; save: (items: Items) => Promise<unknown> }) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const put = (next: Items) => save(next).catch((err: unknown) => failed(err, t));
  const done = items.filter((i) => i.done).length;
  return (
    <section aria-label={t('tasks.checklist')}>
      <h3 className="h2">
        {t('tasks.checklist')} {items.length ? <span className="soft num">{`${done}/${items.length}`}</span> : null}
      </h3>
      <ul>
        {items.map((item, i) => (
          <li key={`${i} ${item.text}`} className={classes.check}>
            <Checkbox
              className="grow"
              label={plain(item.text)}
              checked={item.done}
              disabled={!edits}
              onChange={() => void put(items.map((x, at) => (at === i ? { ...x, done: !x.done } : x)))}
            />
            {edits && i > 0 ? (
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={t('tasks.step_up', { step: item.text })}
                onClick={() => void put(items.map((x, at) => (at === i - 1 ? item : at === i ? (items[i - 1] ?? x) : x)))}
              >
                <IconArrowUp size={15} />
              </ActionIcon>
            ) : null}
            {edits ? (
              <ActionIcon variant="subtle" color="gray" aria-label={t('tasks.step_out', { step: item.text })} onClick={() => void put(items.filter((_, at) => at !== i))}>
                <IconX size={15} />
              </ActionIcon>
            ) : null}
          </li>
        ))}
      </ul>
      {edits ? (
        <form
          onSubmit={(e) => {
            e.preventDefault();
            if (!text.trim()) return;
            void put([...items, { text: text.trim(), done: false }]);
            setText('');
          }}
        >
          <TextInput size="xs" value={text} maxLength={200} placeholder={t('tasks.step_add')} aria-label={t('tasks.step_add')} onChange={(e) => setText(e.currentTarget.value)} />
        </form>
      ) : null}
    </section>
  );
}
