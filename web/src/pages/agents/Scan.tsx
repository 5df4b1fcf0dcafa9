import { SegmentedControl } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SipAccount } from '../../api/types';
import { useNow } from '../../live/clock';
import { Copy } from '../../parts/Copy';
import { moment } from '../../words/format';
import { grandstream, linphone, loopback } from '../../words/provision';
import classes from './Agents.module.css';

const Code = lazy(async () => ({ default: (await import('./Code')).Code }));

const apps = ['linphone', 'grandstream'] as const;
type App = (typeof apps)[number];

// Scan is the account as a square code for the camera of a smartphone, as the app
// that is chosen reads it.
export function Scan({ sip, name }: { sip: SipAccount; name: string }) {
  const { t } = useTranslation();
  const [app, setApp] = useState<App>('linphone');
  const address = linphone(sip, location.origin);
  const dead = [sip.domain, ...(app === 'linphone' ? [location.host] : [])].find(loopback);
  return (
    <>
      <SegmentedControl
        fullWidth
        size="xs"
        aria-label={t('phones.scan_with')}
        value={app}
        data={apps.map((a) => ({ value: a, label: t(`phones.${a}`) }))}
        onChange={(v) => setApp(v === 'grandstream' ? 'grandstream' : 'linphone')}
      />
      <figure className={classes.scan}>
        <Suspense fallback={<span className={classes.code} />}>
          <Code text={app === 'linphone' ? address : grandstream(sip, name)} label={t('phones.code')} />
        </Suspense>
        <figcaption>
          <p>{t(`phones.scan_${app}`)}</p>
          {app === 'linphone' ? (
            <>
              <p className={classes.address}>
                <span>{address}</span>
                <Copy value={address} what={t('phones.address')} />
              </p>
              <Until at={sip.provisioning.expires_at} />
            </>
          ) : null}
        </figcaption>
      </figure>
      {dead ? (
        <p className={classes.dead}>
          <IconAlertTriangle size={16} aria-hidden />
          <span>{t('phones.loopback', { address: dead })}</span>
        </p>
      ) : null}
    </>
  );
}

// Until says how long the address holds.
function Until({ at }: { at: string }) {
  const { t, i18n } = useTranslation();
  const now = useNow();
  const over = now >= Date.parse(at);
  return (
    <p className="soft small" role={over ? 'status' : undefined}>
      {over ? t('phones.address_over') : t('phones.address_until', { time: moment(at, now, i18n.language) })}
    </p>
  );
}
