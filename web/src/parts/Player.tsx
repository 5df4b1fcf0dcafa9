import { ActionIcon, Skeleton, Tooltip, useMantineColorScheme } from '@mantine/core';
import { IconAlertTriangle, IconPlayerPauseFilled, IconPlayerPlayFilled } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import WaveSurfer from 'wavesurfer.js';
import { styleNonce } from '../app/nonce';
import type { Recording } from '../api/types';
import { duration } from '../words/format';
import classes from './Player.module.css';

const rates = [1, 1.5, 2];

// Only one recording is heard at a time.
let playing: WaveSurfer | undefined;

const colour = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

interface Props {
  recording: Recording;
  label: string; // whose recording, for who cannot see where it stands
  eager?: boolean; // fetch it at once instead of on the first press
  autoplay?: boolean;
}

// Player shows a recording as a waveform and plays it at three speeds.
export default function Player({ recording, label, eager = false, autoplay = false }: Props) {
  const { t } = useTranslation();
  const { colorScheme } = useMantineColorScheme();
  const box = useRef<HTMLDivElement>(null);
  const wave = useRef<WaveSurfer>(undefined);
  // Asked for, it is fetched; asked for by a press, it plays as soon as it can.
  const [asked, setAsked] = useState<'no' | 'show' | 'play'>(autoplay ? 'play' : eager ? 'show' : 'no');
  const [state, setState] = useState<'loading' | 'ready' | 'missing' | 'failed'>('loading');
  const [on, setOn] = useState(false);
  const [at, setAt] = useState(0);
  const [length, setLength] = useState((recording.duration_ms ?? 0) / 1000);
  const [rate, setRate] = useState(1);

  useEffect(() => {
    if (!box.current || asked === 'no') return;
    const url = `/api/v1/recordings/${encodeURIComponent(recording.id)}/audio`;
    const ws = WaveSurfer.create({
      container: box.current,
      url,
      height: 32,
      barWidth: 2,
      barGap: 1,
      barRadius: 1,
      normalize: true,
      waveColor: colour('--v-wave'),
      progressColor: colour('--v-accent'),
      cursorColor: colour('--v-accent'),
      dragToSeek: true,
      cspNonce: styleNonce() || undefined,
    });
    wave.current = ws;
    ws.on('ready', (seconds) => {
      setState('ready');
      setLength(seconds);
      if (asked === 'play') void ws.play().catch(() => undefined); // a browser may want a click first
    });
    ws.on('play', () => {
      if (playing !== ws) playing?.pause();
      playing = ws;
      setOn(true);
    });
    ws.on('pause', () => setOn(false));
    ws.on('finish', () => setOn(false));
    ws.on('timeupdate', setAt);
    ws.on('error', (err) => {
      if (err.name === 'AbortError') return;
      setState(/404/.test(err.message) ? 'missing' : 'failed');
    });
    return () => {
      if (playing === ws) playing = undefined;
      ws.destroy();
    };
  }, [recording.id, asked]);

  useEffect(() => {
    // The new colours are there after the document has taken the scheme.
    const frame = requestAnimationFrame(() =>
      wave.current?.setOptions({ waveColor: colour('--v-wave'), progressColor: colour('--v-accent') }),
    );
    return () => cancelAnimationFrame(frame);
  }, [colorScheme]);

  if (state === 'missing' || state === 'failed') {
    return <RecordingTrouble text={t(state === 'missing' ? 'rec.missing' : 'rec.error')} />;
  }

  const next = rates[(rates.indexOf(rate) + 1) % rates.length] ?? 1;
  return (
    <div className={classes.player} role="group" aria-label={label}>
      <ActionIcon
        variant="light"
        size={32}
        radius="xl"
        loading={asked !== 'no' && state === 'loading'}
        aria-label={on ? t('rec.pause') : t('rec.play')}
        onClick={() => (asked === 'no' ? setAsked('play') : void wave.current?.playPause())}
      >
        {on ? <IconPlayerPauseFilled size={16} /> : <IconPlayerPlayFilled size={16} />}
      </ActionIcon>
      <div
        className={classes.wave}
        tabIndex={0}
        role="slider"
        aria-label={t('rec.position')}
        aria-valuemin={0}
        aria-valuemax={Math.round(length)}
        aria-valuenow={Math.round(at)}
        aria-valuetext={duration(at * 1000)}
        onKeyDown={(e) => {
          if (e.key === 'ArrowRight') wave.current?.skip(5);
          else if (e.key === 'ArrowLeft') wave.current?.skip(-5);
          else if (e.key === 'Home') wave.current?.setTime(0);
          else if (e.key === ' ') void wave.current?.playPause();
          else return;
          e.preventDefault();
        }}
      >
        <div ref={box} className={classes.canvas} />
        {asked === 'no' ? <div className={classes.quiet} aria-hidden /> : null}
        {asked !== 'no' && state === 'loading' ? <Skeleton className={classes.loading} height={16} radius={3} /> : null}
      </div>
      <span className={`${classes.time} num small soft`}>
        {duration(at * 1000)} / {duration(length * 1000)}
      </span>
      <Tooltip label={t('rec.speed', { rate: next })}>
        <button
          type="button"
          className={`${classes.rate} num`}
          aria-label={t('rec.speed', { rate })}
          onClick={() => {
            setRate(next);
            wave.current?.setPlaybackRate(next);
          }}
        >
          {rate}×
        </button>
      </Tooltip>
    </div>
  );
}

// RecordingTrouble says why a recording cannot be heard.
export function RecordingTrouble({ text, hint }: { text: string; hint?: string }) {
  return (
    <p className={classes.trouble}>
      <IconAlertTriangle size={16} aria-hidden />
      <span>
        {text}
        {hint ? <span className="soft"> · {hint}</span> : null}
      </span>
    </p>
  );
}
