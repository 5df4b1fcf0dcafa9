import { CloseButton, Kbd, Modal } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { type KeyboardEvent, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { meQuery } from '../../api/queries';
import { wordsFor } from '../../parts/Trouble';
import { type Entry, inSections } from './entries';
import type { Shown } from './Palette';
import classes from './Palette.module.css';
import { remember } from './recent';
import { useEntries } from './useEntries';

const LIST = 'palette-list';

// PaletteDialog is one field and a list that follows it: arrows choose, Enter
// opens or does, Ctrl+Enter opens beside.
export function PaletteDialog({ onClose, onShow }: { onClose: () => void; onShow: (what: Shown) => void }) {
  const { t } = useTranslation();
  const router = useRouter();
  const { data: me } = useQuery(meQuery);
  const [typed, setTyped] = useState('');
  const [chosen, setChosen] = useState('');
  const { entries, asking, error } = useEntries(typed, onShow);
  const groups = inSections(entries);
  const flat = groups.flatMap((g) => g.entries);
  const at = Math.max(0, flat.findIndex((e) => e.id === chosen));
  const active = flat[at];
  useFocusBack();
  useEffect(() => {
    document.querySelector(`#${LIST} [aria-selected=true]`)?.scrollIntoView({ block: 'nearest' });
  }, [active?.id]);

  const take = (e: Entry, beside: boolean) => {
    if (me) remember(me.id, e.id.replace(/^recent:/, ''));
    if (e.to && beside) return void open(e.to, '_blank', 'noopener');
    onClose();
    if (e.to) router.history.push(e.to);
    else void e.run?.();
  };
  const onKeyDown = (e: KeyboardEvent) => {
    if (e.nativeEvent.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[e.key];
    if (step && flat.length > 0) {
      e.preventDefault();
      setChosen(flat[(at + step + flat.length) % flat.length]?.id ?? '');
    }
    if (e.key === 'Enter') {
      e.preventDefault();
      e.stopPropagation();
      if (active) take(active, e.ctrlKey || e.metaKey);
    }
  };

  return (
    <Modal.Root opened onClose={onClose} size={640} yOffset="8dvh" xOffset="12px">
      <Modal.Overlay />
      <Modal.Content aria-label={t('palette.open')}>
        <div className={classes.dialog}>
          <div className={classes.field}>
            <IconSearch size={18} aria-hidden />
            <input
              className={classes.input}
              data-autofocus
            autoFocus // at once: keys pressed after Ctrl+K are meant for it
              role="combobox"
              aria-expanded
              aria-controls={LIST}
              aria-activedescendant={active ? optionId(at) : undefined}
              aria-autocomplete="list"
              aria-label={t('palette.open')}
              placeholder={t('palette.placeholder')}
              autoComplete="off"
              spellCheck={false}
              maxLength={200}
              value={typed}
              onKeyDown={onKeyDown}
              onChange={(e) => {
                setTyped(e.currentTarget.value);
                setChosen('');
              }}
            />
            <CloseButton aria-label={t('palette.close')} onClick={onClose} />
          </div>
          <div className={classes.list} id={LIST} role="listbox" aria-label={t('palette.results')} aria-busy={asking}>
            {groups.map((g) => (
              <div key={g.section} role="group" aria-labelledby={`palette-${g.section}`}>
                <div className={classes.head} id={`palette-${g.section}`} role="presentation">
                  {t(`palette.${g.section}`)}
                </div>
                {g.entries.map((e) => (
                  <Option key={e.id} entry={e} id={optionId(flat.indexOf(e))} chosen={e === active} onChoose={() => setChosen(e.id)} onTake={(beside) => take(e, beside)} />
                ))}
              </div>
            ))}
          </div>
          {error ? <p className={classes.note} role="alert">{wordsFor(error, t)}</p> : null}
          <p className={classes.note} role="status">
            {asking ? t('palette.asking') : flat.length === 0 ? t('palette.nothing') : <span className="hidden">{t('palette.count', { count: flat.length })}</span>}
          </p>
          <p className={classes.foot} aria-hidden>
            <Kbd size="xs">↑↓</Kbd> {t('palette.choose')} <Kbd size="xs">Enter</Kbd> {t('palette.take')} <Kbd size="xs">&gt;</Kbd> {t('palette.actions')} <Kbd size="xs">@</Kbd> {t('palette.people')} <Kbd size="xs">#</Kbd> {t('palette.deals')}
          </p>
        </div>
      </Modal.Content>
    </Modal.Root>
  );
}

const optionId = (index: number) => `palette-option-${index}`;

interface OptionProps {
  entry: Entry;
  id: string;
  chosen: boolean;
  onChoose: () => void;
  onTake: (beside: boolean) => void;
}

function Option({ entry, id, chosen, onChoose, onTake }: OptionProps) {
  const Icon = entry.icon;
  return (
    <div id={id} role="option" aria-selected={chosen} className={classes.option} onPointerMove={onChoose} onClick={(e) => onTake(e.ctrlKey || e.metaKey)}>
      <Icon size={16} aria-hidden />
      <span className="cut">{entry.name}</span>
      {entry.hint ? <span className={`${classes.more} soft small cut`}>{entry.hint}</span> : null}
    </div>
  );
}

// useFocusBack gives the keyboard back to where it was.
function useFocusBack() {
  useEffect(() => {
    const before = document.activeElement;
    return () => {
      if (before instanceof HTMLElement && before !== document.body) before.focus({ preventScroll: true });
    };
  }, []);
}
