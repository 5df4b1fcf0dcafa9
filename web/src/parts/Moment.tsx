import { Tooltip } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { serverNow } from '../live/clock';
import { ago, exact, moment } from '../words/format';
import { useTicking } from './ticking';

// Moment is when something was, short, with the exact time on hover.
export function Moment({ at }: { at: string }) {
  const { i18n } = useTranslation();
  return (
    <Tooltip label={exact(at, i18n.language)}>
      <time dateTime={at} className="num">
        {moment(at, serverNow(), i18n.language)}
      </time>
    </Tooltip>
  );
}

// Ago is how long ago something was, kept up to date.
export function Ago({ at }: { at: string }) {
  const { i18n } = useTranslation();
  const place = useTicking<HTMLTimeElement>((now) => ago(at, now, i18n.language));
  return (
    <Tooltip label={exact(at, i18n.language)}>
      <time ref={place} dateTime={at} className="num" />
    </Tooltip>
  );
}
