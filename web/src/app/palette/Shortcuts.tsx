import { Kbd, Modal } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import { meQuery } from '../../api/queries';
import { placesFor } from '../places';
import classes from './Palette.module.css';

// Shortcuts is every key that does something, in one place.
export function Shortcuts({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const { data: me } = useQuery(meQuery);
  const groups = [
    {
      head: t('keys.everywhere'),
      rows: [
        [['Ctrl', 'K'], t('palette.open')],
        [['/'], t('palette.open')],
        [['?'], t('keys.title')],
        [['Esc'], t('keys.close')],
      ],
    },
    {
      head: t('keys.go'),
      rows: placesFor(me).map((p) => [['G', p.key.toUpperCase()], t(`nav.${p.word}`)]),
    },
    {
      head: t('keys.calls'),
      rows: [
        [['Ctrl', '.'], t('keys.state')],
        [['Ctrl', 'Enter'], t('keys.ready')],
        [['N'], t('keys.note')],
        [['1', '…', '9'], t('keys.outcome')],
      ],
    },
    {
      head: t('keys.places'),
      rows: [
        [['Enter'], t('keys.save_field')],
        [['Ctrl', 'Enter'], t('keys.send')],
        [['Space', '← →', 'Space'], t('keys.move_deal')],
      ],
    },
  ] as { head: string; rows: [string[], string][] }[];
  return (
    <Modal opened onClose={onClose} size="xl" title={<span className="h2">{t('keys.title')}</span>} closeButtonProps={{ 'aria-label': t('palette.close') }}>
      <div className={classes.keys}>
        {groups.map((g) => (
          <section key={g.head}>
            <h3>{g.head}</h3>
            <dl>
              {g.rows.map(([keys, what]) => (
                <div key={keys.join() + what}>
                  <dt>{what}</dt>
                  <dd>
                    {keys.map((k, i) => (
                      <Fragment key={i}>{k === '…' ? '…' : <Kbd size="xs">{k}</Kbd>}</Fragment>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Modal>
  );
}
