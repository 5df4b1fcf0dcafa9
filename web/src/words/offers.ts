import type { TFunction } from 'i18next';
import type { Offer } from '../api/types';

// offerResult says what became of an offer, or that it is still open.
export function offerResult(offer: Offer, t: TFunction): string {
  if (offer.handed_over_at) return `${t('offer.answered')}, ${t('offer.handed_over')}`;
  if (offer.result) return t(`offer.${offer.result}`);
  return t(offer.ringing_at ? 'offer.ringing' : 'offer.open');
}

// rangFor is how long the phone rang, in milliseconds; null when it never did
// or still does.
export function rangFor(offer: Offer): number | null {
  if (!offer.ringing_at || !offer.ended_at) return null;
  return Date.parse(offer.ended_at) - Date.parse(offer.ringing_at);
}
