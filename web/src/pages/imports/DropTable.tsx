import { Button } from '@mantine/core';
import { IconTableImport } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useRef, useState, type DragEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { uploadTable } from '../../api/exchange';
import { asProblem } from '../../api/problem';
import { Bar } from '../../parts/Bar';
import { explained, wordsFor } from '../../parts/Trouble';
import classes from './Imports.module.css';

// DropTable takes a table by a press or by dropping it, and leads to what has
// become of it.
export function DropTable() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [over, setOver] = useState(false);
  const [part, setPart] = useState<number | null>(null);
  const [error, setError] = useState<unknown>(null);
  const pick = useRef<HTMLInputElement>(null);

  const take = async (file: File | undefined) => {
    if (!file || part !== null) return;
    setError(null);
    setPart(0);
    try {
      const made = await uploadTable(file, {}, setPart);
      await navigate({ to: '/imports/$id', params: { id: made.id } });
    } catch (err) {
      setError(err);
      setPart(null);
    }
  };
  const dragged = (e: DragEvent) => e.dataTransfer.types.includes('Files');
  const invalid = error ? asProblem(error).code === 'invalid' : false;
  return (
    <section
      className={classes.drop}
      aria-label={t('exchange.upload')}
      data-over={over || undefined}
      onDragOver={(e) => {
        if (!dragged(e)) return;
        e.preventDefault();
        setOver(true);
      }}
      onDragLeave={(e) => !e.currentTarget.contains(e.relatedTarget as Node | null) && setOver(false)}
      onDrop={(e) => {
        if (!dragged(e)) return;
        e.preventDefault();
        setOver(false);
        void take(e.dataTransfer.files[0]);
      }}
    >
      <IconTableImport size={28} stroke={1.4} aria-hidden />
      <p>{t('exchange.drop')}</p>
      <p className="soft small">{t('exchange.drop_hint')}</p>
      <input
        ref={pick}
        type="file"
        accept=".csv,.txt,.tsv,.xlsx"
        hidden
        aria-label={t('exchange.choose')}
        onChange={(e) => {
          void take(e.currentTarget.files?.[0]);
          e.currentTarget.value = '';
        }}
      />
      {part === null ? (
        <Button onClick={() => pick.current?.click()}>{t('exchange.choose')}</Button>
      ) : (
        <div className={classes.sending}>
          <Bar part={part} label={t('exchange.sending')} />
        </div>
      )}
      {error ? (
        <div role="alert" className={classes.bad}>
          <p>{invalid ? t('exchange.no_table') : wordsFor(error, t)}</p>
          {invalid ? <p className="small">{explained(error, t)}</p> : null}
        </div>
      ) : null}
    </section>
  );
}
