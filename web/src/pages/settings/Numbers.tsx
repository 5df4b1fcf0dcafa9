import { ActionIcon, Button } from '@mantine/core';
import { IconPencil, IconPlus, IconTrash } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { teamsQuery } from '../../api/access';
import { asPut, type CompanyNumber, hoursQuery, type NumberPut, numbersQuery, putNumber, removeNumber } from '../../api/numbers';
import { meQuery } from '../../api/queries';
import { may } from '../../parts/may';
import { failed, undoable } from '../../parts/notices';
import { Rows } from '../../parts/Rows';
import { useTitle } from '../../parts/title';
import { Trouble } from '../../parts/Trouble';
import { OpenNow } from './OpenNow';
import { OpeningHours } from './OpeningHours';
import { NumberForm } from './NumberForm';
import classes from './Settings.module.css';

const fresh: NumberPut = {
  number: '', label: '', team_id: null, language: 'en', hours_id: null, closed: 'voicemail', empty: 'voicemail', overdue: 'callback',
  longest_wait_ms: 120_000, news_ms: 45_000, consent: false,
};

// Numbers is the company's numbers: whose calls they bring, when they are open,
// and what becomes of a caller to whom nobody can be given.
export function Numbers() {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(numbersQuery);
  const { data: me } = useQuery(meQuery);
  const [form, setForm] = useState<NumberPut | null>(null);
  const edit = may(me, 'settings.edit');
  useTitle(t('numbers.title'));

  const remove = (n: CompanyNumber) =>
    removeNumber(n.number)
      .then(() => undoable(t('numbers.removed', { number: n.number }), t('agents.undo'), () => putNumber({ ...asPut(n), version: undefined }).catch((err: unknown) => failed(err, t))))
      .catch((err: unknown) => failed(err, t));

  return (
    <>
      <div className="spread wrap">
        <h1 className="h1">{t('numbers.title')}</h1>
        {edit ? (
          <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setForm(fresh)}>
            {t('numbers.new')}
          </Button>
        ) : null}
      </div>
      <p className="soft">{t('numbers.hint')}</p>
      {error && !data ? <Trouble error={error} retry={() => void refetch()} /> : null}
      {!data && !error ? <Rows count={3} /> : null}
      <ul className={classes.section} aria-label={t('numbers.title')}>
        {data?.items.map((n) => (
          <li key={n.number} className="spread">
            <div className="grow">
              <p className="row wrap">
                <strong className="num">{n.number || t('numbers.others')}</strong> {n.label ? <span>{n.label}</span> : null}
                <OpenNow open={n.open} until={n.until} />
              </p>
              <Says number={n} />
            </div>
            {edit ? (
              <span className="row">
                <ActionIcon variant="subtle" color="gray" aria-label={t('numbers.change', { number: n.number || t('numbers.others') })} onClick={() => setForm(asPut(n))}>
                  <IconPencil size={15} />
                </ActionIcon>
                {n.number ? (
                  <ActionIcon variant="subtle" color="gray" aria-label={t('numbers.remove', { number: n.number })} onClick={() => void remove(n)}>
                    <IconTrash size={15} />
                  </ActionIcon>
                ) : null}
              </span>
            ) : null}
          </li>
        ))}
      </ul>
      <OpeningHours edit={edit} />
      {form ? <NumberForm number={form} onClose={() => setForm(null)} /> : null}
    </>
  );
}

// Says is what holds for a number, in a line.
function Says({ number: n }: { number: CompanyNumber }) {
  const { t } = useTranslation();
  const { data: teams } = useQuery(teamsQuery);
  const { data: hours } = useQuery(hoursQuery);
  const team = teams?.items.find((x) => x.id === n.team_id)?.name;
  const opening = hours?.items.find((x) => x.id === n.hours_id)?.name;
  const parts = [
    team ?? t('numbers.everybody'),
    t(`numbers.language_${n.language}`),
    opening ? `${opening}, ${t('numbers.then', { ending: t(`numbers.ending_${n.closed}`) })}` : t('numbers.always'),
    n.longest_wait_ms > 0 && n.overdue !== 'wait'
      ? t('numbers.after', { seconds: n.longest_wait_ms / 1000, ending: t(`numbers.ending_${n.overdue}`) })
      : t('numbers.waits'),
    n.consent ? t('numbers.told') : '',
  ];
  return <p className="soft small">{parts.filter(Boolean).join(' · ')}</p>;
}
