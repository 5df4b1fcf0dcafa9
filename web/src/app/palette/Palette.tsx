import { Kbd } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useRouterState } from '@tanstack/react-router';
import { lazy, Suspense, useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { meQuery } from '../../api/queries';
import { useKeys } from '../keys';
import { placesFor } from '../places';
import classes from './Palette.module.css';
import { PaletteDialog } from './PaletteDialog';
import { remember } from './recent';

const Shortcuts = lazy(() => import('./Shortcuts').then((m) => ({ default: m.Shortcuts })));
const NewThing = lazy(() => import('./NewThing').then((m) => ({ default: m.NewThing })));

export type Shown = 'palette' | 'shortcuts' | 'card' | 'task' | null;

// Palette is the one search of the page and all that the keyboard can do from
// everywhere: the field at the top that opens it, and its keys.
export function Palette() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { data: me } = useQuery(meQuery);
  const [shown, setShown] = useState<Shown>(null);
  const close = useCallback(() => setShown(null), []);
  const path = useRouterState({ select: (s) => s.location.pathname });
  useEffect(close, [close, path]); // a page that opens by itself, at a call, is to be seen
  useOpened(path);
  useKeys({
    'mod+k': () => setShown((s) => (s === 'palette' ? null : 'palette')),
    '/': () => setShown('palette'),
    '?': () => setShown('shortcuts'),
    ...Object.fromEntries(placesFor(me).map((p) => [`g ${p.key}`, () => void navigate({ to: p.to })])),
  });
  return (
    <>
      <button type="button" className={classes.opener} aria-haspopup="dialog" aria-keyshortcuts="Control+K /" onClick={() => setShown('palette')}>
        <IconSearch size={16} aria-hidden />
        <span className={`${classes.words} cut`}>{t('palette.placeholder')}</span>
        <Kbd size="xs" className={classes.hint} aria-hidden>
          {t('palette.keys')}
        </Kbd>
      </button>
      {shown === 'palette' ? <PaletteDialog onClose={close} onShow={setShown} /> : null}
      <Suspense>
        {shown === 'shortcuts' ? <Shortcuts onClose={close} /> : null}
        {shown === 'card' || shown === 'task' ? <NewThing what={shown} onClose={close} /> : null}
      </Suspense>
    </>
  );
}

// useOpened keeps in mind which cards are opened, however one comes to them.
function useOpened(path: string) {
  const { data: me } = useQuery(meQuery);
  const card = /^\/cards\/([^/]+)$/.exec(path)?.[1];
  useEffect(() => {
    if (card && me) remember(me.id, `card:${card}`);
  }, [card, me]);
}
