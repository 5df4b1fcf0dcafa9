import { Button, Checkbox, PasswordInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import { answerOf, asProblem } from '../../api/problem';
import { queries } from '../../api/queries';
import { done } from '../../parts/notices';
import { Trouble } from '../../parts/Trouble';
import classes from './Profile.module.css';

const empty = { current: '', next: '', others: true };

// OwnPassword gives oneself a new password.
export function OwnPassword() {
  const { t } = useTranslation();
  const [form, setForm] = useState(empty);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const problem = error ? asProblem(error) : null;

  const save = async () => {
    setBusy(true);
    setError(null);
    try {
      await answerOf(api.POST('/me/password', { body: { current: form.current, new: form.next, keep_others: !form.others } }));
      setForm(empty);
      done(t('account.password_changed'));
      await queries.invalidateQueries({ queryKey: ['account'] });
    } catch (err) {
      setError(err);
    }
    setBusy(false);
  };

  return (
    <section className={classes.section}>
      <h2 className="h2">{t('login.password')}</h2>
      <form
        className={classes.fields}
        onSubmit={(e) => {
          e.preventDefault();
          void save();
        }}
      >
        <PasswordInput
          label={t('account.password_current')}
          autoComplete="current-password"
          value={form.current}
          maxLength={1024}
          required
          withAsterisk={false}
          error={problem?.code === 'wrong_password' ? t('account.password_wrong') : undefined}
          onChange={(e) => setForm({ ...form, current: e.currentTarget.value })}
        />
        <PasswordInput
          label={t('account.password_new')}
          description={t('account.password_hint')}
          autoComplete="new-password"
          value={form.next}
          minLength={8}
          maxLength={1024}
          required
          withAsterisk={false}
          error={problem?.fields.new ? t('account.password_weak') : undefined}
          onChange={(e) => setForm({ ...form, next: e.currentTarget.value })}
        />
        <Checkbox
          label={t('account.password_others')}
          checked={form.others}
          onChange={(e) => setForm({ ...form, others: e.currentTarget.checked })}
        />
        {problem && problem.code !== 'wrong_password' && !problem.fields.new ? <Trouble error={error} /> : null}
        <div>
          <Button type="submit" variant="default" loading={busy}>
            {t('account.password_save')}
          </Button>
        </div>
      </form>
    </section>
  );
}
