import { IconPhoneCall } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { dutiesQuery } from '../../api/duties';
import { CallButton } from '../../parts/CallButton';
import { Due } from '../duties/Due';
import classes from '../duties/Duties.module.css';
import { NotCalled } from '../duties/NotCalled';
import { Tried } from '../duties/Tried';

// Owed says that the customer called in vain and is owed a call, where that is so.
export function Owed({ card }: { card: string }) {
  const { t } = useTranslation();
  const { data } = useInfiniteQuery(dutiesQuery({ state: 'open', card_id: card }));
  const duty = data?.pages[0]?.items[0];
  if (!duty) return null;
  return (
    <section className={classes.owed} aria-label={t('duties.owed')}>
      <IconPhoneCall size={18} aria-hidden />
      <span>{t('duties.owed')}</span>
      <Due duty={duty} />
      <span className="soft">
        <Tried duty={duty} />
      </span>
      <span className={classes.buttons}>
        <CallButton number={duty.phone} />
        <NotCalled duty={duty} />
      </span>
    </section>
  );
}
