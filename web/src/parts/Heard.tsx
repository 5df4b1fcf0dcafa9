import { Loader } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { callQuery } from '../api/queries';
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

const LOOK = 1_000; // how often is asked whether it is written, in ms

// Heard is the recording of a call in whatever state it is: to be heard, being
// written, not kept, or deleted since. A call without one shows nothing. One that
// is being written can be heard as soon as it is.
export function Heard({ call, eager, autoplay }: Props) {
  const { t, i18n } = useTranslation();
  const name = useCallerName();
  const pending = call.recording?.state === 'pending';
  const { data: now } = useQuery({ ...callQuery(call.id), enabled: pending, refetchInterval: ({ state }) => (state.data?.recording?.state === 'pending' ? LOOK : false) });
  const recording = (pending && now?.recording) || call.recording;
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
