import { IconAlertTriangle, IconCircleCheckFilled, IconCircleDashed } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { healthQuery } from '../../api/schedule';
import { Rows } from '../../parts/Rows';
import { useTitle } from '../../parts/title';
import { Trouble } from '../../parts/Trouble';
import type { Health } from '../../api/types';
import { size } from '../../words/format';
import classes from './Settings.module.css';

type Part = Health['parts'][number];
type State = Part['state'];
type Name = Part['name'] | 'disk' | 'phones';

const icons = { ok: IconCircleCheckFilled, wrong: IconAlertTriangle, none: IconCircleDashed };

// HealthPage is the parts of which Vonal is made, how each is, and what to do.
export function HealthPage() {
  const { t, i18n } = useTranslation();
  const { data: now, error, refetch } = useQuery(healthQuery);
  useTitle(t('health.title'));
  return (
    <>
      <h1 className="h1">{t('health.title')}</h1>
      <p className="soft">{t('health.hint')}</p>
      {error ? <Trouble error={error} retry={() => void refetch()} /> : null}
      {!now && !error ? <Rows count={6} /> : null}
      {now ? (
        <ul className={classes.section} aria-label={t('health.title')}>
          {now.parts.map((p) => (
            <Line key={p.name} name={p.name} state={p.state} help={p.state === 'ok' ? null : t(`health.${p.name}_help`)}>
              {p.detail ?? (p.took_ms === null ? null : t('health.took', { count: Math.max(1, p.took_ms) }))}
            </Line>
          ))}
          {now.disk ? (
            <Line name="disk" state={now.disk.low ? 'wrong' : 'ok'} help={now.disk.low ? t('health.disk_low') : null}>
              {t('health.disk_free', { free: size(now.disk.free_bytes, i18n.language), all: size(now.disk.all_bytes, i18n.language) })}
            </Line>
          ) : null}
          <Line name="phones" state={now.phones.all === 0 ? 'none' : now.phones.reached === 0 ? 'wrong' : 'ok'} help={null}>
            {t('health.phones_reached', now.phones)}
          </Line>
        </ul>
      ) : null}
      {now ? <p className="soft small">{t('health.by', { instance: now.instance })}</p> : null}
    </>
  );
}

function Line({ name, state, help, children }: { name: Name; state: State; help: string | null; children: ReactNode }) {
  const { t } = useTranslation();
  const Icon = icons[state];
  return (
    <li className={classes.line}>
      <Icon size={18} className={classes.health} data-state={state} aria-hidden />
      <div className="grow">
        <strong>{t(`health.${name}`)}</strong> {name === 'phones' ? null : <span>{t(`health.${state}`)} </span>}
        {children ? <span className="soft num">{name === 'phones' ? children : <>· {children}</>}</span> : null}
        <div className="soft small">{t(`health.${name}_does`)}</div>
        {help ? <div className="small">{help}</div> : null}
      </div>
    </li>
  );
}
