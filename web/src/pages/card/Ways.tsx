import { ActionIcon, Button, Menu } from '@mantine/core';
import { IconDots, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Card } from '../../api/types';
import { CallButton } from '../../parts/CallButton';
import { usePhone } from '../../parts/Caller';
import { Copy } from '../../parts/Copy';
import { failed } from '../../parts/notices';
import { plain } from '../../words/phone';
import classes from './Card.module.css';
import { useCardSave } from './cardSave';
import { WayForm } from './WayForm';
import { changeOf, first, put, type Way, type WayKind, waysOf, without } from './ways';

const NEW = -1;

const words = {
  numbers: { title: 'card.phones', add: 'card.add_phone', none: 'card.no_phones' },
  mails: { title: 'more.mails', add: 'card.add_mail', none: 'inplace.none' },
} as const;

// Ways is how a customer is reached, by telephone or by mail: each is changed
// where it stands, the first is the main one.
export function Ways({ card, kind, edits }: { card: Card; kind: WayKind; edits: boolean }) {
  const { t } = useTranslation();
  const write = usePhone();
  const [open, setOpen] = useState<{ at: number; seen: Card } | null>(null);
  const save = useCardSave(card);
  const saveSeen = useCardSave(open?.seen ?? card);
  const ways = waysOf(card, kind);
  const say = (text: string) => (kind === 'numbers' ? write(text) : plain(text));
  const title = t(words[kind].title);
  const become = (next: Way[]) => void save(changeOf(kind, next), title).catch((err: unknown) => failed(err, t));

  const form = (at: number, seen: Card) => (
    <dd key={at}>
      <WayForm
        kind={kind}
        way={waysOf(seen, kind)[at] ?? { text: '' }}
        contacts={card.contacts ?? []}
        save={(way) => saveSeen(changeOf(kind, put(waysOf(seen, kind), at, way)), title)}
        onDone={() => setOpen(null)}
      />
    </dd>
  );
  return (
    <div>
      <dt>{title}</dt>
      {ways.length === 0 && open?.at !== NEW ? <dd className="soft">{t(words[kind].none)}</dd> : null}
      {ways.map((way, i) =>
        open?.at === i ? (
          form(i, open.seen)
        ) : (
          <dd key={way.text}>
            <div className={classes.phone}>
              {edits ? (
                <button type="button" className={`${classes.person} num`} aria-label={t('inplace.change', { what: say(way.text) })} onClick={() => setOpen({ at: i, seen: card })}>
                  {say(way.text)}
                </button>
              ) : (
                <span className="num">{say(way.text)}</span>
              )}
              {kind === 'numbers' ? <CallButton number={way.text} /> : null}
              <Copy value={way.text} what={say(way.text)} />
              {edits ? (
                <Menu position="bottom-end">
                  <Menu.Target>
                    <ActionIcon variant="subtle" color="gray" aria-label={t('file.actions', { title: say(way.text) })}>
                      <IconDots size={15} />
                    </ActionIcon>
                  </Menu.Target>
                  <Menu.Dropdown>
                    {i > 0 ? <Menu.Item onClick={() => become(first(ways, i))}>{t('card.make_main')}</Menu.Item> : null}
                    <Menu.Item onClick={() => become(without(ways, i))}>{t('card.remove')}</Menu.Item>
                  </Menu.Dropdown>
                </Menu>
              ) : null}
            </div>
            <Belongs way={way} card={card} main={i === 0 && ways.length > 1} />
          </dd>
        ),
      )}
      {open?.at === NEW ? form(NEW, open.seen) : null}
      {edits && !open ? (
        <dd>
          <Button variant="subtle" size="compact-xs" ml={-6} leftSection={<IconPlus size={13} aria-hidden />} onClick={() => setOpen({ at: NEW, seen: card })}>
            {t(words[kind].add)}
          </Button>
        </dd>
      ) : null}
    </div>
  );
}

// Belongs says what a number or an address is, and whose.
function Belongs({ way, card, main }: { way: Way; card: Card; main: boolean }) {
  const { t } = useTranslation();
  const whose = card.contacts?.find((c) => c.id === way.contact_id)?.name;
  const said = [main ? t('card.main') : '', plain(way.label ?? ''), plain(whose ?? ''), way.extension ? t('contact.ext', { number: way.extension }) : ''].filter(Boolean);
  return said.length > 0 ? <div className="soft small">{said.join(' · ')}</div> : null;
}
