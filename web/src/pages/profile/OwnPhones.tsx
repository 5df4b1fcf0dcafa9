import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { phonesQuery } from '../../api/phones';
import { PhoneMark } from '../../parts/PhoneMark';
import { Trouble } from '../../parts/Trouble';
import classes from './Profile.module.css';

// OwnPhones are the phones that ring for oneself, and whether they can be
// reached.
export function OwnPhones({ agent }: { agent: string }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(phonesQuery(agent));
  return (
    <section className={classes.section} aria-labelledby="own-phones">
      <h2 className="h2" id="own-phones">{t('phones.own')}</h2>
      {error ? <Trouble error={error} retry={() => void refetch()} /> : null}
      <ul className={classes.list}>
        {data?.items.map((p) => (
          <li key={p.id}>
            <PhoneMark phone={p} />
          </li>
        ))}
      </ul>
    </section>
  );
}
