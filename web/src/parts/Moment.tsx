import { Tooltip } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { serverNow, useNow } from '../live/clock';
import { ago, exact, moment } from '../words/format';

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
  const now = useNow();
  return (
    <Tooltip label={exact(at, i18n.language)}>
      <time dateTime={at} className="num">
        {ago(at, now, i18n.language)}
      </time>
    </Tooltip>
  );
}
