import { ActionIcon, Button } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { canPush, pushQuery, startPush, stopPush, thisBrowser } from '../../api/push';
import { Ago } from '../../parts/Moment';
import { failed, refused } from '../../parts/notices';
import { Rows } from '../../parts/Rows';
import { Trouble } from '../../parts/Trouble';
import classes from './Profile.module.css';

// Browsers are those that tell one of notices while no page is open.
export function Browsers() {
  const { t, i18n } = useTranslation();
  const { data, error, refetch } = useQuery(pushQuery);
  const [busy, setBusy] = useState(false);
  const own = data?.items.find((b) => b.id === thisBrowser());
  const act = async (work: () => Promise<unknown>) => {
    setBusy(true);
    try {
      await work();
    } catch (err) {
      failed(err, t);
    }
    setBusy(false);
  };
  const start = (sender: string) =>
    act(async () => {
      if (!(await startPush(sender, i18n.language))) refused(t('telling.push_blocked'), t);
    });
  return (
    <div className={classes.fields} role="group" aria-labelledby="browsers">
      <strong id="browsers">{t('telling.push')}</strong>
      <p className="soft small">{t(canPush() ? 'telling.push_hint' : 'telling.push_cannot')}</p>
      {error && !data ? <Trouble error={error} retry={() => void refetch()} /> : null}
      {!data && !error ? <Rows count={1} /> : null}
      {data?.sender && !own && canPush() ? (
        <div>
          <Button variant="default" loading={busy} onClick={() => void start(data.sender ?? '')}>
            {t('telling.push_start')}
          </Button>
        </div>
      ) : null}
      {data && !data.sender ? <p className="soft small">{t('telling.push_no_key')}</p> : null}
      {data?.items.length ? (
        <ul className={classes.list}>
          {data.items.map((b) => (
            <li key={b.id}>
              <span className="grow cut" title={b.device}>
                {b.id === own?.id ? t('telling.push_here') : b.device || t('telling.push_unknown')}
              </span>
              <span className="soft small">
                <Ago at={b.made_at} />
              </span>
              <ActionIcon variant="subtle" color="gray" disabled={busy} aria-label={t('telling.push_stop', { what: b.id === own?.id ? t('telling.push_here') : b.device })} onClick={() => void act(() => stopPush(b.id))}>
                <IconX size={18} stroke={1.6} aria-hidden />
              </ActionIcon>
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}
