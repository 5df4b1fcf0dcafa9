import { ActionIcon, Button, Modal } from '@mantine/core';
import { IconKey, IconPencil, IconPlus, IconTrash } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Phone, phonesQuery, removePhone, renewPhone } from '../../api/phones';
import type { Agent } from '../../api/types';
import { done, failed } from '../../parts/notices';
import { PhoneMark, phoneName } from '../../parts/PhoneMark';
import { Rows } from '../../parts/Rows';
import { Trouble } from '../../parts/Trouble';
import classes from './Agents.module.css';
import { PhoneForm } from './PhoneForm';
import { Registration } from './Registration';

const MOST = 4; // phones of an agent

// What the dialog shows: the list, the form of a phone, what to type into one,
// or a question before what cannot be taken back.
type Step = { form: Phone | 'new' | 'outside' } | { typed: Phone } | { sure: 'renew' | 'remove'; phone: Phone } | null;

// Phones are the phones of an agent: seen, added, changed and taken away.
export function Phones({ agent, onClose }: { agent: Agent; onClose: () => void }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(phonesQuery(agent.id));
  const [step, setStep] = useState<Step>(null);
  const typed = step && 'typed' in step ? step.typed : null;
  const form = step && 'form' in step ? step.form : null;
  const sure = step && 'sure' in step ? step : null;
  const phones = data?.items ?? [];
  const back = () => setStep(null);
  return (
    <Modal
      opened
      onClose={onClose}
      // The password is shown only once: a click beside must not lose it.
      closeOnClickOutside={!step}
      closeOnEscape={!typed}
      title={<span className="h2">{t('phones.of', { name: agent.name })}</span>}
      closeButtonProps={{ 'aria-label': t('problem.close') }}
    >
      {typed?.sip ? (
        <Registration sip={typed.sip} name={agent.name} extension={agent.extension} up={phones.some((p) => p.id === typed.id && p.up)} onDone={back} />
      ) : form ? (
        <PhoneForm agent={agent.id} phone={form} onDone={(made) => setStep(made?.sip ? { typed: made } : null)} />
      ) : sure ? (
        <Sure agent={agent.id} what={sure.sure} phone={sure.phone} onDone={(renewed) => setStep(renewed ? { typed: renewed } : null)} />
      ) : (
        <>
          <p className="soft">{t('phones.hint')}</p>
          {error && !data ? <Trouble error={error} retry={() => void refetch()} /> : null}
          {!data && !error ? <Rows count={2} /> : null}
          <ul className={classes.phones}>
            {phones.map((p) => (
              <Line key={p.id} phone={p} only={phones.length < 2} onStep={setStep} />
            ))}
          </ul>
          {data && phones.length >= MOST ? <p className="soft small">{t('phones.most', { count: MOST })}</p> : null}
          {data && phones.length < MOST ? (
            <div className="row wrap">
              <Button variant="default" leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setStep({ form: 'new' })}>
                {t('phones.add')}
              </Button>
              <Button variant="default" leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setStep({ form: 'outside' })}>
                {t('phones.add_outside')}
              </Button>
            </div>
          ) : null}
        </>
      )}
    </Modal>
  );
}

function Line({ phone, only, onStep }: { phone: Phone; only: boolean; onStep: (s: Step) => void }) {
  const { t } = useTranslation();
  const name = phoneName(phone, t);
  return (
    <li>
      <PhoneMark phone={phone} />
      <ActionIcon variant="subtle" color="gray" aria-label={t('phones.change', { name })} onClick={() => onStep({ form: phone })}>
        <IconPencil size={16} />
      </ActionIcon>
      {phone.outside ? null : (
        <ActionIcon variant="subtle" color="gray" aria-label={t('phones.renew', { name })} onClick={() => onStep({ sure: 'renew', phone })}>
          <IconKey size={16} />
        </ActionIcon>
      )}
      <ActionIcon variant="subtle" color="gray" disabled={only} aria-label={t('phones.remove', { name })} onClick={() => onStep({ sure: 'remove', phone })}>
        <IconTrash size={16} />
      </ActionIcon>
    </li>
  );
}

interface SureProps {
  agent: string;
  what: 'renew' | 'remove';
  phone: Phone;
  onDone: (renewed?: Phone) => void;
}

// Sure asks before a phone must be set up again, or rings no more.
function Sure({ agent, what, phone, onDone }: SureProps) {
  const { t } = useTranslation();
  const [busy, setBusy] = useState(false);
  const name = phoneName(phone, t);
  const act = async () => {
    setBusy(true);
    try {
      if (what === 'renew') return onDone(await renewPhone(agent, phone));
      await removePhone(agent, phone);
      done(t('phones.removed', { name }));
    } catch (err) {
      failed(err, t);
    }
    onDone();
  };
  return (
    <>
      <p>{t(`phones.sure_${what}`, { name })}</p>
      <div className="row" style={{ justifyContent: 'flex-end', marginTop: 16 }}>
        <Button variant="default" data-autofocus onClick={() => onDone()}>
          {t('form.cancel')}
        </Button>
        <Button color={what === 'remove' ? 'red' : undefined} loading={busy} onClick={() => void act()}>
          {t(`phones.${what}`, { name })}
        </Button>
      </div>
    </>
  );
}
