import { useTranslation } from 'react-i18next';
import type { Card } from '../../api/types';
import { money } from '../../words/money';
import { plain } from '../../words/phone';

// TierGround says by what rule a customer is more important than somebody said
// on the card.
export function TierGround({ card }: { card: Card }) {
  const { t, i18n } = useTranslation();
  const now = card.tier_now;
  if (!now?.rule) return null;
  const { tag, days } = now.rule;
  const sum = money(now.sum ?? 0, now.currency ?? '', i18n.language);
  return (
    <div className="soft small">
      {tag ? t('growth.ground_tag', { tag: plain(tag) }) : days ? t('growth.ground_days', { sum, count: days }) : t('growth.ground_ever', { sum })}
    </div>
  );
}
