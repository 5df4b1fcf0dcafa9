import { Button, FileButton, SegmentedControl } from '@mantine/core';
import { IconRestore, IconUpload } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { audioOf, type Prompt, promptsQuery, removePrompt, uploadPrompt } from '../../api/prompts';
import { meQuery } from '../../api/queries';
import { may } from '../../parts/may';
import { done, failed } from '../../parts/notices';
import { Rows } from '../../parts/Rows';
import { useTitle } from '../../parts/title';
import { Trouble } from '../../parts/Trouble';
import classes from './Settings.module.css';

const languages = ['en', 'hu', 'ru'] as const;

// Prompts is what callers are told, to be heard and to be replaced by recordings
// of the company's own.
export function Prompts() {
  const { t, i18n } = useTranslation();
  const { data, error, refetch } = useQuery(promptsQuery);
  const [language, setLanguage] = useState<string>(languages.find((l) => l === i18n.language) ?? 'en');
  useTitle(t('prompts.title'));
  return (
    <>
      <h1 className="h1">{t('prompts.title')}</h1>
      <p className="soft">{t('prompts.hint')}</p>
      <SegmentedControl
        aria-label={t('numbers.language')}
        value={language}
        onChange={setLanguage}
        data={languages.map((l) => ({ value: l, label: t(`numbers.language_${l}`) }))}
      />
      {error && !data ? <Trouble error={error} retry={() => void refetch()} /> : null}
      {!data && !error ? <Rows count={6} /> : null}
      <ul className={classes.section} aria-label={t('prompts.title')}>
        {data?.items.filter((p) => p.language === language).map((p) => <Sentence key={p.id} prompt={p} />)}
      </ul>
    </>
  );
}

function Sentence({ prompt: p }: { prompt: Prompt }) {
  const { t } = useTranslation();
  const { data: me } = useQuery(meQuery);
  const [busy, setBusy] = useState(false);
  const edit = may(me, 'settings.edit');

  const act = async (work: Promise<unknown>, said: string) => {
    setBusy(true);
    try {
      await work;
      done(said);
    } catch (err) {
      failed(err, t);
    } finally {
      setBusy(false);
    }
  };
  return (
    <li className={classes.prompt}>
      <div>
        <p lang={p.language}>{p.text}</p>
        {p.own ? <p className="soft small">{t('prompts.own')}</p> : null}
      </div>
      <audio controls preload="none" src={audioOf(p)} aria-label={p.text} />
      {edit ? (
        <span className="row">
          <FileButton accept="audio/wav,.wav" onChange={(file) => file && void act(uploadPrompt(p.id, file), t('prompts.replaced'))}>
            {(props) => (
              <Button {...props} size="compact-sm" variant="default" loading={busy} leftSection={<IconUpload size={14} aria-hidden />} aria-label={t('prompts.replace_this', { text: p.text })}>
                {t('prompts.replace')}
              </Button>
            )}
          </FileButton>
          {p.own ? (
            <Button size="compact-sm" variant="subtle" color="gray" leftSection={<IconRestore size={14} aria-hidden />} onClick={() => void act(removePrompt(p.id), t('prompts.restored'))}>
              {t('prompts.restore')}
            </Button>
          ) : null}
        </span>
      ) : null}
    </li>
  );
}
