import { Checkbox, Modal, Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import { answerOf, asProblem } from '../../api/problem';
import { queries } from '../../api/queries';
import type { Agent, Level } from '../../api/types';
import { useUnsaved } from '../../app/unsaved';
import { deskQuery } from '../../live/desk';
import { after } from '../../live/reduce';
import { FormFoot } from '../../parts/FormFoot';
import { Trouble } from '../../parts/Trouble';
import { Registration } from './Registration';

interface Props {
  opened: boolean;
  onClose: () => void;
  agents: Agent[];
}

// NewAgent makes an agent, then shows what to type into the phone.
export function NewAgent({ opened, onClose, agents }: Props) {
  const { t } = useTranslation();
  const [made, setMade] = useState<Agent | null>(null);
  const close = () => {
    onClose();
    setMade(null);
  };
  return (
    <Modal
      opened={opened}
      onClose={close}
      // The password is shown only once: a click beside must not lose it.
      closeOnClickOutside={made === null}
      closeOnEscape={made === null}
      title={<span className="h2">{made ? t('agents.made', { name: made.name }) : t('agents.new')}</span>}
      closeButtonProps={{ 'aria-label': t('form.cancel') }}
    >
      {made?.sip ? (
        <Registration sip={made.sip} name={made.name} extension={made.extension} up={agents.some((a) => a.id === made.id && a.phone_up)} onDone={close} />
      ) : (
        <Form agents={agents} onMade={setMade} onCancel={close} />
      )}
    </Modal>
  );
}

// nextExtension is the lowest one that is free above those in use.
export function nextExtension(agents: Pick<Agent, 'extension'>[]): string {
  const taken = new Set(agents.map((a) => a.extension));
  let n = 101;
  while (taken.has(String(n))) n++;
  return String(n);
}

const levels: Level[] = ['newcomer', 'regular', 'senior'];

function Form({ agents, onMade, onCancel }: { agents: Agent[]; onMade: (a: Agent) => void; onCancel: () => void }) {
  const { t } = useTranslation();
  const [name, setName] = useState('');
  const [extension, setExtension] = useState(() => nextExtension(agents));
  const [level, setLevel] = useState<Level>('regular');
  const [byRule, setByRule] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  useUnsaved(name !== '');
  const problem = error ? asProblem(error) : null;
  const taken = problem?.status === 409;

  const make = async () => {
    setBusy(true);
    setError(null);
    try {
      const { sip, ...agent } = await answerOf(api.POST('/agents', { body: { name: name.trim(), extension, level, level_by_rule: byRule } }));
      // What others see of an agent has no password in it.
      queries.setQueryData(deskQuery.queryKey, (desk) => desk && after(desk, { type: 'agent', agent }));
      onMade({ ...agent, sip });
    } catch (err) {
      setError(err);
      setBusy(false);
    }
  };

  return (
    <form
      className="stack"
      style={{ gap: 14 }}
      onSubmit={(e) => {
        e.preventDefault();
        void make();
      }}
    >
      <TextInput
        label={t('agents.name')}
        value={name}
        maxLength={128}
        required
        withAsterisk={false}
        data-autofocus
        error={problem?.fields.name}
        onChange={(e) => setName(e.currentTarget.value)}
      />
      <TextInput
        label={t('agents.extension')}
        description={t('agents.extension_hint')}
        value={extension}
        inputMode="numeric"
        pattern="[0-9]{2,8}"
        title={t('agents.extension_hint')}
        required
        withAsterisk={false}
        error={taken ? t('agents.taken') : problem?.fields.extension}
        onChange={(e) => setExtension(e.currentTarget.value)}
      />
      <Select
        label={t('agents.level')}
        value={level}
        data={levels.map((l) => ({ value: l, label: t(`level.${l}`) }))}
        allowDeselect={false}
        onChange={(v) => v && setLevel(v as Level)}
      />
      <Checkbox label={t('growth.by_rule')} checked={byRule} onChange={(e) => setByRule(e.currentTarget.checked)} />
      {problem && !taken && Object.keys(problem.fields).length === 0 ? <Trouble error={error} /> : null}
      <FormFoot word={t('agents.create')} busy={busy} onCancel={onCancel} />
    </form>
  );
}
