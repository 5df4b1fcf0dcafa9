import { ActionIcon, Menu } from '@mantine/core';
import { IconArchive, IconArchiveOff, IconDots, IconDownload, IconFile, IconHistory, IconShieldX, IconTrash, IconUpload } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import { contentOf, fileQuery, kinds, refreshFiles, thumbnailOf, type FileVersion, type StoredFile } from '../../api/files';
import { answerOf } from '../../api/problem';
import { meQuery } from '../../api/queries';
import { may } from '../../parts/may';
import { Moment } from '../../parts/Moment';
import { failed } from '../../parts/notices';
import { Trouble } from '../../parts/Trouble';
import { size } from '../../words/format';
import { plain } from '../../words/phone';
import classes from './Files.module.css';

interface Props {
  file: StoredFile;
  onVersion: (file: File) => void;
  onDelete: () => void;
}

const free = (v: FileVersion) => v.state === 'clean' || v.state === 'unchecked';

// FileRow is a file with its newest version, and all others on a press.
export function FileRow({ file, onVersion, onDelete }: Props) {
  const { t, i18n } = useTranslation();
  const { data: me } = useQuery(meQuery);
  const [open, setOpen] = useState(false);
  const pick = useRef<HTMLInputElement>(null);
  const v = file.current;
  const title = plain(file.title);

  const change = async (body: { kind?: StoredFile['kind']; archived?: boolean }) => {
    try {
      await answerOf(api.PATCH('/files/{id}', { params: { path: { id: file.id }, header: { 'If-Match': `"${file.version}"` } }, body }));
    } catch (err) {
      failed(err, t);
    }
    refreshFiles();
  };
  const editing = may(me, 'files.add');

  return (
    <li className={classes.row}>
      {v.state === 'infected' ? (
        <IconShieldX size={20} stroke={1.6} className={classes.bad} aria-hidden />
      ) : v.thumbnail === 'ready' && free(v) ? (
        <img src={thumbnailOf(file.id, v.number)} alt="" loading="lazy" className={classes.picture} />
      ) : (
        <IconFile size={20} stroke={1.4} className="soft" aria-hidden />
      )}
      <div className={classes.what}>
        {free(v) ? (
          <a href={contentOf(file.id, v.number)} download={v.name} className={`${classes.title} link`} title={title}>
            {title}
          </a>
        ) : (
          <span className={classes.title} title={title}>
            {title}
          </span>
        )}
        <span className="soft small">
          {file.kind === 'other' ? '' : `${t(`filekind.${file.kind}`)} · `}
          {v.number > 1 ? `${t('file.version', { number: v.number })} · ` : ''}
          {size(v.size, i18n.language)} · <Moment at={v.made_at} />
        </span>
        {v.state === 'pending' ? <span className="soft small">{t('file.held')}</span> : null}
        {v.state === 'infected' ? <span className={`${classes.bad} small`}>{t('file.infected', { threat: v.threat })}</span> : null}
        {v.state === 'failed' ? <span className={`${classes.bad} small`}>{t('file.unchecked')}</span> : null}
        {open ? <Versions id={file.id} /> : null}
      </div>
      <Menu>
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" aria-label={t('file.actions', { title })}>
            <IconDots size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {free(v) ? (
            <Menu.Item component="a" href={contentOf(file.id, v.number)} download={v.name} leftSection={<IconDownload size={15} />}>
              {t('file.download')}
            </Menu.Item>
          ) : null}
          {editing ? (
            <Menu.Item leftSection={<IconUpload size={15} />} onClick={() => pick.current?.click()}>
              {t('file.new_version')}
            </Menu.Item>
          ) : null}
          <Menu.Item leftSection={<IconHistory size={15} />} onClick={() => setOpen(!open)}>
            {t(open ? 'file.versions_hide' : 'file.versions')}
          </Menu.Item>
          {editing ? (
            <>
              <Menu.Divider />
              <Menu.Label>{t('file.kind')}</Menu.Label>
              {kinds.map((k) => (
                <Menu.Item key={k} role="menuitemradio" aria-checked={k === file.kind} disabled={k === file.kind} onClick={() => void change({ kind: k })}>
                  {t(`filekind.${k}`)}
                </Menu.Item>
              ))}
              <Menu.Divider />
              <Menu.Item
                leftSection={file.archived ? <IconArchiveOff size={15} /> : <IconArchive size={15} />}
                onClick={() => void change({ archived: !file.archived })}
              >
                {t(file.archived ? 'file.unarchive' : 'file.archive')}
              </Menu.Item>
            </>
          ) : null}
          {file.can_delete ? (
            <Menu.Item leftSection={<IconTrash size={15} />} onClick={onDelete}>
              {t('file.delete')}
            </Menu.Item>
          ) : null}
        </Menu.Dropdown>
      </Menu>
      <input
        ref={pick}
        type="file"
        hidden
        aria-label={t('file.new_version')}
        onChange={(e) => {
          const chosen = e.currentTarget.files?.[0];
          if (chosen) onVersion(chosen);
          e.currentTarget.value = '';
        }}
      />
    </li>
  );
}

function Versions({ id }: { id: string }) {
  const { t, i18n } = useTranslation();
  const { data, error, refetch } = useQuery(fileQuery(id));
  if (error && !data) return <Trouble error={error} retry={() => void refetch()} />;
  return (
    <ol className={classes.versions}>
      {data?.versions?.map((v) => (
        <li key={v.number} className="small">
          {free(v) ? (
            <a className="link" href={contentOf(id, v.number)} download={v.name}>
              {t('file.version', { number: v.number })}
            </a>
          ) : (
            <span>{t('file.version', { number: v.number })}</span>
          )}{' '}
          <span className="soft">
            {[v.by ? plain(v.by) : '', size(v.size, i18n.language)].filter(Boolean).join(' · ')} · <Moment at={v.made_at} />
          </span>
        </li>
      ))}
    </ol>
  );
}
