import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { components } from '../../api/schema';
import { usePhone } from '../../parts/Caller';
import { Ago } from '../../parts/Moment';
import { plain } from '../../words/phone';

type Candidate = components['schemas']['Candidate'];

// Alike is a card among others of its name: with its number, and since when it
// is there.
export function Alike({ card, onOpen }: { card: Candidate; onOpen?: () => void }) {
  const { t } = useTranslation();
  const write = usePhone();
  return (
    <>
      <Link to="/cards/$id" params={{ id: card.id }} className="link" onClick={onOpen}>
        {plain(card.name) || t('desk.unnamed')}
      </Link>{' '}
      <span className="soft small">
        {card.phone ? <span className="num">{write(card.phone)} · </span> : null}
        <Ago at={card.created_at} />
      </span>
    </>
  );
}
