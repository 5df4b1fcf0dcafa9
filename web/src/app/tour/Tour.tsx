import { Button, CloseButton } from '@mantine/core';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { showAround } from './asked';
import { beside, type Stop, stopsOn } from './steps';
import classes from './Tour.module.css';

const find = (at: string) => document.querySelector(at);

// Tour shows a newcomer around: five things, each where it stands. Escape leaves
// it, the arrows lead through it, and the page can be used meanwhile.
export function Tour() {
  const { t } = useTranslation();
  const [stops] = useState<Stop[]>(() => stopsOn((at) => find(at) !== null));
  const [n, setN] = useState(0);
  const card = useRef<HTMLDivElement>(null);
  const mark = useRef<HTMLDivElement>(null);
  const next = useRef<HTMLButtonElement>(null);
  const stop = stops[n];

  useLayoutEffect(() => {
    const place = () => {
      const at = stop && find(stop.at)?.getBoundingClientRect();
      if (!at || !card.current || !mark.current) return;
      const to = beside(at, card.current.getBoundingClientRect(), { width: window.innerWidth, height: window.innerHeight });
      Object.assign(card.current.style, { left: `${to.left}px`, top: `${to.top}px` });
      Object.assign(mark.current.style, { left: `${at.left}px`, top: `${at.top}px`, width: `${at.width}px`, height: `${at.height}px` });
    };
    place();
    window.addEventListener('resize', place);
    return () => window.removeEventListener('resize', place);
  }, [stop]);

  useEffect(() => next.current?.focus(), [n]);

  if (!stop) return null;
  const last = n === stops.length - 1;
  const end = () => showAround(false);
  const go = (to: number) => (to >= stops.length ? end() : setN(Math.max(0, to)));
  return (
    <>
      <div ref={mark} className={classes.mark} aria-hidden />
      <div
        ref={card}
        className={classes.card}
        role="dialog"
        aria-labelledby="tour-title"
        aria-describedby="tour-text"
        onKeyDown={(e) => {
          if (e.key === 'Escape') end();
          if (e.key === 'ArrowRight') go(n + 1);
          if (e.key === 'ArrowLeft') go(n - 1);
        }}
      >
        <div className="spread">
          <h2 id="tour-title" className={classes.title}>
            {t(`tour.${stop.word}`)}
          </h2>
          <CloseButton size="sm" aria-label={t('tour.end')} onClick={end} />
        </div>
        <p id="tour-text">{t(`tour.${stop.word}_text`)}</p>
        <div className="spread">
          <span className="soft small num">{t('tour.step', { step: n + 1, count: stops.length })}</span>
          <span className="row">
            {n > 0 ? (
              <Button size="compact-sm" variant="default" onClick={() => go(n - 1)}>
                {t('tour.back')}
              </Button>
            ) : null}
            <Button ref={next} size="compact-sm" onClick={() => go(n + 1)}>
              {t(last ? 'tour.done' : 'tour.next')}
            </Button>
          </span>
        </div>
      </div>
    </>
  );
}
