import { Button, CopyButton, Loader } from '@mantine/core';
import { IconCircleCheckFilled } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { SipAccount } from '../../api/types';
import { Copy } from '../../parts/Copy';
import classes from './Agents.module.css';
import { Scan } from './Scan';

interface Props {
  sip: SipAccount;
  name: string;
  extension: string;
  up: boolean;
  onDone: () => void;
}

// Registration is what to type into a phone, or to show to its camera, and a tick that lights when the
// phone has registered with it.
export function Registration({ sip, name, extension, up, onDone }: Props) {
  const { t } = useTranslation();
  const rows = [
    [t('agents.extension'), extension],
    [t('agents.username'), sip.username],
    [t('agents.password'), sip.password],
    [t('agents.domain'), sip.domain],
  ] as const;
  return (
    <>
      <p>{t('agents.made_hint')}</p>
      <dl className={classes.sip}>
        {rows.map(([what, value]) => (
          <div key={what}>
            <dt>{what}</dt>
            <dd>{value}</dd>
            <dd>
              <Copy value={value} what={what} />
            </dd>
          </div>
        ))}
      </dl>
      <Scan sip={sip} name={name} />
      <p className={classes.tick} data-up={up || undefined} role="status">
        {up ? <IconCircleCheckFilled size={20} aria-hidden /> : <Loader size={16} color="gray" aria-hidden />}
        {t(up ? 'agents.registered' : 'agents.waiting_phone')}
      </p>
      <div className="row" style={{ justifyContent: 'flex-end', marginTop: 16 }}>
        <CopyButton value={rows.map(([what, value]) => `${what}: ${value}`).join('\n')} timeout={2000}>
          {({ copied, copy }) => (
            <Button variant="default" onClick={copy}>
              {t(copied ? 'agents.copied' : 'agents.copy_all')}
            </Button>
          )}
        </CopyButton>
        <Button onClick={onDone}>{t('agents.done')}</Button>
      </div>
    </>
  );
}
