import { ActionIcon, Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconPlus, IconRefresh, IconX } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useRef, useState, type DragEvent } from 'react';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import { filesQuery, refreshFiles, type Folder, type StoredFile } from '../../api/files';
import { answerOf, asProblem } from '../../api/problem';
import { meQuery } from '../../api/queries';
import { Bar } from '../../parts/Bar';
import { may } from '../../parts/may';
import { failed } from '../../parts/notices';
import { Rows } from '../../parts/Rows';
import { Trouble, wordsFor } from '../../parts/Trouble';
import { size } from '../../words/format';
import { plain } from '../../words/phone';
import { FileRow } from './FileRow';
import classes from './Files.module.css';
import { useUploads, type Upload } from './uploads';

// Files are the documents of a customer, a deal or a task. One is added by a
// press, or by dropping it anywhere on the block.
export function Files({ folder }: { folder: Folder }) {
  const { t } = useTranslation();
  const { data: me } = useQuery(meQuery);
  const [state, setState] = useState<'current' | 'archived' | 'deleted'>('current');
  const { data, error, refetch, fetchNextPage, hasNextPage } = useInfiniteQuery(filesQuery(folder, state));
  const most = data?.pages[0]?.max_bytes;
  const { uploads, add, again, cancel } = useUploads(folder, most);
  const [over, setOver] = useState(false);
  const pick = useRef<HTMLInputElement>(null);
  const adding = may(me, 'files.add');
  const files = data?.pages.flatMap((p) => p.items) ?? [];

  const restore = async (file: StoredFile) => {
    try {
      await answerOf(api.POST('/files/{id}/restore', { params: { path: { id: file.id } } }));
    } catch (err) {
      failed(err, t);
    }
    refreshFiles();
  };
  const remove = async (file: StoredFile) => {
    try {
      await answerOf(api.DELETE('/files/{id}', { params: { path: { id: file.id } } }));
      undoable(t('file.deleted', { title: plain(file.title) }), t, () => void restore(file));
    } catch (err) {
      failed(err, t);
    }
    refreshFiles();
  };
  const dragged = (e: DragEvent) => adding && e.dataTransfer.types.includes('Files');

  return (
    <section
      className={classes.block}
      aria-labelledby={`${folder.of}-files`}
      data-over={over || undefined}
      onDragOver={(e) => {
        if (!dragged(e)) return;
        e.preventDefault();
        setOver(true);
      }}
      onDragLeave={(e) => !e.currentTarget.contains(e.relatedTarget as Node | null) && setOver(false)}
      onDrop={(e) => {
        if (!dragged(e)) return;
        e.preventDefault();
        setOver(false);
        add([...e.dataTransfer.files]);
      }}
    >
      <div className="spread">
        <h2 className="h2" id={`${folder.of}-files`}>
          {t('file.title')}
        </h2>
        {adding ? (
          <Button variant="subtle" size="compact-sm" leftSection={<IconPlus size={14} aria-hidden />} onClick={() => pick.current?.click()}>
            {t('file.add')}
          </Button>
        ) : null}
      </div>
      <input
        ref={pick}
        type="file"
        multiple
        hidden
        aria-label={t('file.add')}
        onChange={(e) => {
          add([...(e.currentTarget.files ?? [])]);
          e.currentTarget.value = '';
        }}
      />
      {error && !data ? <Trouble error={error} retry={() => void refetch()} /> : null}
      {!data && !error ? <Rows count={2} /> : null}
      {data && files.length === 0 && uploads.length === 0 ? (
        <p className="soft small">{t(state !== 'current' ? 'file.none_here' : adding ? 'file.none_drop' : 'file.none')}</p>
      ) : null}
      <ul className={classes.list}>
        {uploads.map((u) => (
          <Sent key={u.id} upload={u} most={most} again={() => again(u.id)} cancel={() => cancel(u.id)} />
        ))}
        {files.map((f) =>
          state === 'deleted' ? (
            <li key={f.id} className={classes.gone}>
              <span className="cut">{plain(f.title)}</span>
              {f.can_delete ? (
                <Button variant="subtle" size="compact-sm" onClick={() => void restore(f)}>
                  {t('file.restore')}
                </Button>
              ) : null}
            </li>
          ) : (
            <FileRow key={f.id} file={f} onVersion={(file) => add([file], `/files/${f.id}/versions`)} onDelete={() => void remove(f)} />
          ),
        )}
      </ul>
      {hasNextPage ? (
        <Button variant="subtle" size="compact-sm" onClick={() => void fetchNextPage()}>
          {t('card.more')}
        </Button>
      ) : null}
      <div className={classes.views} role="group" aria-label={t('file.which')}>
        {(['current', 'archived', 'deleted'] as const).map((s) => (
          <button key={s} type="button" className={classes.view} aria-pressed={state === s} onClick={() => setState(s)}>
            {t(`file.state_${s}`)}
          </button>
        ))}
      </div>
    </section>
  );
}

// Sent is a file on its way; one that was refused says why and stays.
function Sent({ upload, most, again, cancel }: { upload: Upload; most?: number; again: () => void; cancel: () => void }) {
  const { t, i18n } = useTranslation();
  const { file, part, error } = upload;
  return (
    <li className={classes.sent}>
      <div className={classes.what}>
        <span className={classes.title}>{plain(file.name)}</span>
        {error ? (
          <span className={`${classes.bad} small`} role="alert">
            {refusal(error, t, most === undefined ? '' : size(most, i18n.language))}
          </span>
        ) : (
          <Bar part={part} label={t('file.sending', { name: plain(file.name) })} />
        )}
      </div>
      {error && asProblem(error).code !== 'too_large' ? (
        <ActionIcon variant="subtle" color="gray" aria-label={t('problem.retry')} onClick={again}>
          <IconRefresh size={16} />
        </ActionIcon>
      ) : null}
      <ActionIcon variant="subtle" color="gray" aria-label={t(error ? 'file.dismiss' : 'file.cancel')} onClick={cancel}>
        <IconX size={16} />
      </ActionIcon>
    </li>
  );
}

// refusal says why a file was not taken.
function refusal(err: unknown, t: TFunction, most: string): string {
  const problem = asProblem(err);
  switch (problem.code) {
    case 'too_large':
      return t('file.bad_too_large', { most });
    case 'file_type':
      return t('file.bad_type');
    case 'archive':
      return t('file.bad_archive');
    case 'unchanged':
      return t('file.bad_unchanged');
    case 'storage_full':
      return t('file.bad_full');
    case 'invalid':
      return t('file.bad_empty');
    default:
      return wordsFor(err, t);
  }
}

// undoable tells that something was done, with a button that takes it back.
function undoable(message: string, t: TFunction, undo: () => void) {
  const id = notifications.show({
    withBorder: true,
    color: 'teal',
    autoClose: 8000,
    closeButtonProps: { 'aria-label': t('problem.close') },
    message: (
      <span className="spread">
        {message}
        <Button
          variant="subtle"
          size="compact-sm"
          onClick={() => {
            notifications.hide(id);
            undo();
          }}
        >
          {t('agents.undo')}
        </Button>
      </span>
    ),
  });
}
