import { Button, Checkbox, Radio, Select, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { noticeChoicesQuery, putNoticeChoices } from '../../api/notices';
import type { NoticeChoices, NoticeChoicesPut } from '../../api/types';
import { done } from '../../parts/notices';
import { Rows } from '../../parts/Rows';
import { useSaving } from '../../parts/saving';
import { Trouble } from '../../parts/Trouble';
import { zonesWith } from '../../words/zones';
import { Browsers } from './Browsers';
import classes from './Profile.module.css';

// Telling is how one is told of notices, beside the page.
export function Telling() {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(noticeChoicesQuery);
  const [saved, setSaved] = useState(0); // a form that is saved begins anew
  return (
    <section className={classes.section} aria-labelledby="telling">
      <h2 className="h2" id="telling">
        {t('telling.title')}
      </h2>
      <p className="soft">{t('telling.hint')}</p>
      {error && !data ? <Trouble error={error} retry={() => void refetch()} /> : null}
      {!data && !error ? <Rows count={3} /> : null}
      {data ? <Form choices={data} key={saved} onSaved={() => setSaved((n) => n + 1)} /> : null}
      <Browsers />
    </section>
  );
}

const ways = ['off', 'at_once', 'digest'] as const;
const usual = { quiet_from: '20:00', quiet_to: '07:00' };

function Form({ choices, onSaved }: { choices: NoticeChoices; onSaved: () => void }) {
  const { t, i18n } = useTranslation();
  const { mail, daily_at, quiet_from, quiet_to, zone } = choices;
  const [form, setForm] = useState<NoticeChoicesPut>({ mail, daily_at, quiet_from, quiet_to, zone, language: choices.language });
  const set = (change: Partial<NoticeChoicesPut>) => setForm((f) => ({ ...f, ...change }));
  const { busy, error, fields, save } = useSaving(async () => {
    await putNoticeChoices({ ...form, language: i18n.language });
    done(t('telling.saved'));
    onSaved();
  });
  const why = choices.mail_ready ? (choices.email ? null : t('telling.no_address')) : t('telling.no_server');
  return (
    <form
      className={classes.fields}
      onSubmit={(e) => {
        e.preventDefault();
        void save();
      }}
    >
      <Radio.Group
        label={t('telling.mail')}
        description={why ?? t('telling.mail_to', { email: choices.email })}
        error={fields.mail}
        value={form.mail}
        onChange={(v) => set({ mail: ways.find((w) => w === v) ?? 'off' })}
      >
        <div className={classes.choices}>
          {ways.map((way) => (
            <Radio key={way} value={way} label={t(`telling.mail_${way}`)} description={t(`telling.mail_${way}_hint`)} disabled={why !== null && way !== 'off'} />
          ))}
        </div>
      </Radio.Group>
      {choices.mail_failure ? (
        <p role="alert" className={classes.needed}>
          {t('telling.failed', { why: choices.mail_failure })}
        </p>
      ) : null}
      {form.mail === 'digest' ? (
        <TextInput type="time" w={130} label={t('telling.daily_at')} value={form.daily_at} required withAsterisk={false} error={fields.daily_at} onChange={(e) => set({ daily_at: e.currentTarget.value })} />
      ) : null}
      <Checkbox
        label={t('telling.quiet')}
        description={t('telling.quiet_hint')}
        checked={form.quiet_from !== null}
        onChange={(e) => set(e.currentTarget.checked ? usual : { quiet_from: null, quiet_to: null })}
      />
      {form.quiet_from !== null ? (
        <div className="row wrap">
          <TextInput type="time" w={130} label={t('telling.quiet_from')} value={form.quiet_from} required withAsterisk={false} error={fields.quiet_from} onChange={(e) => set({ quiet_from: e.currentTarget.value })} />
          <TextInput type="time" w={130} label={t('telling.quiet_to')} value={form.quiet_to ?? ''} required withAsterisk={false} error={fields.quiet_to} onChange={(e) => set({ quiet_to: e.currentTarget.value })} />
        </div>
      ) : null}
      <Select label={t('telling.zone')} searchable allowDeselect={false} data={zonesWith(form.zone)} value={form.zone} error={fields.zone} onChange={(v) => v && set({ zone: v })} />
      {error && Object.keys(fields).length === 0 ? <Trouble error={error} /> : null}
      <div>
        <Button type="submit" variant="default" loading={busy}>
          {t('telling.save')}
        </Button>
      </div>
    </form>
  );
}
