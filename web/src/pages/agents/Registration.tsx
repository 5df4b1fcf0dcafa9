import { Button, CopyButton, Loader } from '@mantine/core';
import { IconCircleCheckFilled } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { components } from '../../api/schema';
import { Copy } from '../../parts/Copy';
import classes from './Agents.module.css';

interface Props {
  sip: components['schemas']['SipAccount'];
  extension: string;
  up: boolean;
  onDone: () => void;
}

// Registration is what to type into a phone, and a tick that lights when the
// phone has registered with it.
export function Registration({ sip, extension, up, onDone }: Props) {
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
