import { Loader } from '@mantine/core';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import type { Call } from '../api/types';
import { serverNow } from '../live/clock';
import { moment } from '../words/format';
import { useCallerName } from './Caller';

const Player = lazy(() => import('./Player'));
const RecordingTrouble = lazy(() => import('./Player').then((m) => ({ default: m.RecordingTrouble })));

interface Props {
  call: Call;
  eager?: boolean; // fetch the sound at once instead of on the first press
  autoplay?: boolean;
}

// Heard is the recording of a call in whatever state it is: to be heard, being
// written, not kept, or deleted since. A call without one shows nothing.
export function Heard({ call, eager, autoplay }: Props) {
  const { t, i18n } = useTranslation();
  const name = useCallerName();
  const recording = call.recording;
  if (!recording) return null;
  return (
    <Suspense fallback={<div style={{ height: 32 }} />}>
      {recording.state === 'ready' ? (
        <Player
          recording={recording}
          eager={eager}
          autoplay={autoplay}
          label={t('rec.of', { name: name(call), when: moment(call.started_at, serverNow(), i18n.language) })}
        />
      ) : recording.state === 'failed' ? (
        <RecordingTrouble text={t('rec.failed')} hint={t('rec.failed_hint')} />
      ) : recording.state === 'deleted' ? (
        <p className="soft">{t('rec.deleted')}</p>
      ) : (
        <p className="row soft">
          <Loader size={12} color="gray" aria-hidden /> {t('rec.pending')}
        </p>
      )}
    </Suspense>
  );
}
