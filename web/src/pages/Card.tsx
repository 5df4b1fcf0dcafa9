import { Skeleton } from '@mantine/core';
import { IconAddressBookOff, IconChevronLeft } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { asProblem } from '../api/problem';
import { cardQuery, meQuery } from '../api/queries';
import { usePhone } from '../parts/Caller';
import { Empty } from '../parts/Empty';
import { may } from '../parts/may';
import { Rows } from '../parts/Rows';
import { useTitle } from '../parts/title';
import { Trouble } from '../parts/Trouble';
import { plain } from '../words/phone';
import classes from './card/Card.module.css';
import { Coming } from './card/Coming';
import { Composer } from './card/Composer';
import { Deals } from './card/Deals';
import { Details } from './card/Details';
import { Files } from './card/Files';
import { Figures } from './card/Figures';
import { Owed } from './card/Owed';
import { Tasks } from './card/Tasks';
import { Timeline } from './card/Timeline';

// CardPage is one customer: who they are, what happened, what it adds up to.
// The middle column is the story.
export function CardPage() {
  const { t } = useTranslation();
  const { id } = useParams({ from: '/inside/cards/$id' });
  const { data: card, error, refetch } = useQuery(cardQuery(id));
  const { data: me } = useQuery(meQuery);
  const write = usePhone();
  const title = card ? plain(card.name) || (card.phones[0] ? write(card.phones[0]) : t('desk.unnamed')) : t('cards.title');
  useTitle(title);

  if (error && !card) {
    return asProblem(error).status === 404 ? (
      <Empty icon={IconAddressBookOff} title={t('card.gone')}>
        <Link to="/cards" className="link">
          {t('card.back')}
        </Link>
      </Empty>
    ) : (
      <Trouble error={error} retry={() => void refetch()} />
    );
  }
  return (
    <>
      <Link to="/cards" className={`${classes.back} link small`}>
        <IconChevronLeft size={14} aria-hidden />
        {t('card.back')}
      </Link>
      <Owed card={id} />
      <div className={classes.columns}>
        <section aria-label={t('card.details')} className={classes.left}>
          {card ? <Details key={card.id} card={card} title={title} /> : <Placeholder />}
        </section>
        <section aria-label={t('card.timeline')} className={classes.middle}>
          {card ? <Composer key={`note ${card.id}`} card={card} /> : null}
          {card ? <Timeline key={card.id} card={card} /> : <Rows count={8} />}
        </section>
        <section aria-label={t('card.figures')} className={classes.right}>
          {card && may(me, 'deals.see') ? <Deals card={card} /> : null}
          {card && may(me, 'tasks.see') ? <Tasks card={card} /> : null}
          {card ? <Coming card={card.id} /> : null}
          {card && may(me, 'files.see') ? <Files key={`files ${card.id}`} folder={{ of: 'cards', id: card.id }} /> : null}
          {card ? <Figures card={card} /> : null}
        </section>
      </div>
    </>
  );
}

function Placeholder() {
  return (
    <div className="stack" style={{ gap: 14 }}>
      <Skeleton height={22} width="70%" radius={3} />
      <Skeleton height={12} width="50%" radius={3} />
      <Skeleton height={12} width="60%" radius={3} />
    </div>
  );
}
