import { Button, Modal, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { closeDuty, reopenDuty } from '../../api/duties';
import { meQuery } from '../../api/queries';
import type { Duty } from '../../api/types';
import { usePhone } from '../../parts/Caller';
import { FormFoot } from '../../parts/FormFoot';
import { may } from '../../parts/may';
import { failed, undoable } from '../../parts/notices';
import { Trouble } from '../../parts/Trouble';
import { dutyReason, whyNot } from '../../words/duties';
import { plain } from '../../words/phone';

// NotCalled closes a duty without a conversation, which takes a reason.
export function NotCalled({ duty }: { duty: Duty }) {
  const { t } = useTranslation();
  const { data: me } = useQuery(meQuery);
  const [asking, setAsking] = useState(false);
  if (!may(me, 'calls.work')) return null;
  return (
    <>
      <Button variant="subtle" color="gray" size="compact-sm" onClick={() => setAsking(true)}>
        {t('duties.not_called')}
      </Button>
      {asking ? <AskWhy duty={duty} onClose={() => setAsking(false)} /> : null}
    </>
  );
}

function AskWhy({ duty, onClose }: { duty: Duty; onClose: () => void }) {
  const { t } = useTranslation();
  const write = usePhone();
  const [reason, setReason] = useState('');
  const [sending, setSending] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const name = plain(duty.card_name) || write(duty.phone);

  const close = async (why: string) => {
    setSending(true);
    try {
      await closeDuty(duty.id, why);
      onClose();
      undoable(t('duties.closed_by_reason', { name, reason: dutyReason(why, t) }), t('duties.undo'), () =>
        reopenDuty(duty.id).catch((err: unknown) => failed(err, t)),
      );
    } catch (err) {
      setError(err);
      setSending(false);
    }
  };

  return (
    <Modal opened onClose={onClose} title={<span className="h2">{t('duties.ask', { name })}</span>} closeButtonProps={{ 'aria-label': t('form.cancel') }}>
      <form
        className="stack"
        style={{ gap: 14 }}
        onSubmit={(e) => {
          e.preventDefault();
          if (reason.trim()) void close(reason.trim());
        }}
      >
        <div className="row wrap">
          {whyNot.map((why, i) => (
            <Button key={why} variant="light" disabled={sending} data-autofocus={i === 0 || undefined} onClick={() => void close(why)}>
              {t(`duties.why_${why}`)}
            </Button>
          ))}
        </div>
        <TextInput label={t('duties.another')} value={reason} maxLength={2000} onChange={(e) => setReason(e.currentTarget.value)} />
        <Trouble error={error} />
        <FormFoot word={t('duties.submit')} disabled={sending || !reason.trim()} onCancel={onClose} />
      </form>
    </Modal>
  );
}
