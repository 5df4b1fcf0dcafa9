import { ActionIcon, Button, Menu, Modal, TextInput } from '@mantine/core';
import { IconBookmarkPlus, IconDots } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem } from '../api/problem';
import { addView, changeView, removeView, type SavedView, viewsQuery } from '../api/views';
import { type Filter, filterOfText, textOfFilter } from '../words/filters';
import { plain } from '../words/phone';
import { FormFoot } from './FormFoot';
import { failed, undoable } from './notices';
import classes from './SavedViews.module.css';
import { useSaving } from './saving';
import { Trouble } from './Trouble';

interface Props {
  page: 'cards' | 'deals';
  filter: Filter;
  onFilter: (filter: Filter) => void;
}

// SavedViews are the filters of a list one has given a name, side by side; what
// is filtered now can be kept as another. They are one's own, on every machine.
export function SavedViews({ page, filter, onFilter }: Props) {
  const { t } = useTranslation();
  const { data } = useQuery(viewsQuery);
  const [naming, setNaming] = useState<SavedView | 'new' | null>(null);
  const views = data?.items.filter((v) => v.page === page) ?? [];
  const now = textOfFilter(filter);
  const at = views.find((v) => v.query === now);
  if (views.length === 0 && now === '') return null;

  const remove = (view: SavedView) =>
    removeView(view.id).then(
      () => undoable(t('views.removed', { name: view.name }), t('deals.undo'), () => addView(page, view.name, view.query).catch((err: unknown) => failed(err, t))),
      (err: unknown) => failed(err, t),
    );
  return (
    <nav className={classes.views} aria-label={t('views.label')}>
      <button type="button" className={classes.view} aria-current={now === '' || undefined} onClick={() => onFilter({})}>
        {t('views.all')}
      </button>
      {views.map((v) => (
        <span key={v.id} className={classes.one}>
          <button type="button" className={classes.view} aria-current={v === at || undefined} onClick={() => onFilter(filterOfText(v.query))}>
            {plain(v.name)}
          </button>
          {v === at ? (
            <Menu position="bottom-start">
              <Menu.Target>
                <ActionIcon size={22} variant="subtle" color="gray" aria-label={t('views.change', { name: v.name })}>
                  <IconDots size={15} />
                </ActionIcon>
              </Menu.Target>
              <Menu.Dropdown>
                <Menu.Item onClick={() => setNaming(v)}>{t('views.rename')}</Menu.Item>
                <Menu.Item onClick={() => void remove(v)}>{t('views.remove')}</Menu.Item>
              </Menu.Dropdown>
            </Menu>
          ) : null}
        </span>
      ))}
      {now !== '' && !at ? (
        <Button variant="subtle" size="compact-sm" leftSection={<IconBookmarkPlus size={15} aria-hidden />} onClick={() => setNaming('new')}>
          {t('views.save')}
        </Button>
      ) : null}
      {naming ? <Naming view={naming} onClose={() => setNaming(null)} save={(name) => (naming === 'new' ? addView(page, name, now) : changeView(naming.id, { name }))} /> : null}
    </nav>
  );
}

function Naming({ view, save, onClose }: { view: SavedView | 'new'; save: (name: string) => Promise<unknown>; onClose: () => void }) {
  const { t } = useTranslation();
  const [name, setName] = useState(view === 'new' ? '' : view.name);
  const saving = useSaving(() => save(name.trim()).then(onClose));
  const taken = saving.problem?.status === 409 && asProblem(saving.error).fields.name;
  return (
    <Modal opened onClose={onClose} title={<span className="h2">{t(view === 'new' ? 'views.save' : 'views.rename')}</span>} closeButtonProps={{ 'aria-label': t('form.cancel') }}>
      <form
        className="stack"
        style={{ gap: 14 }}
        onSubmit={(e) => {
          e.preventDefault();
          if (name.trim()) void saving.save();
        }}
      >
        <TextInput data-autofocus label={t('views.name')} value={name} maxLength={100} error={taken ? t('views.taken') : saving.fields.name} onChange={(e) => setName(e.currentTarget.value)} />
        {saving.error && !taken && !saving.fields.name ? <Trouble error={saving.error} /> : null}
        <FormFoot word={t('card.save')} busy={saving.busy} disabled={!name.trim()} onCancel={onClose} />
      </form>
    </Modal>
  );
}
