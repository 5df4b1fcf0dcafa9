import { useTranslation } from 'react-i18next';
import { changeCard, changeCardBy } from '../../api/cards';
import { relinked, reversal } from '../../api/foreseen';
import type { Card, CardChange } from '../../api/types';
import { failed, undoable } from '../../parts/notices';

export type CardSave = (change: CardChange, what: string) => Promise<void>;

// useCardSave is how a card is changed where it stands: it shows at once, and a
// notice that names what was changed offers to take it back.
export function useCardSave(card: Card): CardSave {
  const { t } = useTranslation();
  return async (change, what) => {
    const { card: now, by } = await changeCardBy(card, change);
    const back = reversal(card, by, now);
    if (Object.keys(back).length === 0) return;
    const undo = async () => {
      const restored = await changeCard(now, back);
      const links = back.contacts ? relinked(card, restored) : {};
      if (Object.keys(links).length > 0) await changeCard(restored, links);
    };
    undoable(t('card.changed', { what }), t('deals.undo'), () => undo().catch((err: unknown) => failed(err, t)));
  };
}
