import { Checkbox, Modal, Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import { levelRulesQuery } from '../../api/people';
import { answerOf } from '../../api/problem';
import { queries } from '../../api/queries';
import type { Agent, Level } from '../../api/types';
import { useUnsaved } from '../../app/unsaved';
import { deskQuery } from '../../live/desk';
import { after } from '../../live/reduce';
import { FormFoot } from '../../parts/FormFoot';
import { HoursSelect } from '../../parts/HoursSelect';
import { Trouble } from '../../parts/Trouble';
import { useSaving } from '../../parts/saving';
import { useMissing } from './Progress';

// EditAgent changes an agent's name and level, whether it grows by rule, and when
// they work.
export function EditAgent({ agent, onClose }: { agent: Agent | null; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal
      opened={agent !== null}
      onClose={onClose}
      title={<span className="h2">{t('agents.edit_title')}</span>}
      closeButtonProps={{ 'aria-label': t('form.cancel') }}
    >
      {agent ? <Form key={agent.id} agent={agent} onClose={onClose} /> : null}
    </Modal>
  );
}

const levels: Level[] = ['newcomer', 'regular', 'senior'];

function Form({ agent, onClose }: { agent: Agent; onClose: () => void }) {
  const { t } = useTranslation();
  const [name, setName] = useState(agent.name);
  const [level, setLevel] = useState(agent.level);
  const [byRule, setByRule] = useState(agent.level_by_rule);
  const [hours, setHours] = useState(agent.hours_id ?? '');
  const missing = useMissing()(agent.id);
  useUnsaved(name !== agent.name);

  const { busy, error, fields, save } = useSaving(async () => {
    const changed = await answerOf(
      api.PATCH('/agents/{id}', { params: { path: { id: agent.id } }, body: { name: name.trim(), level, level_by_rule: byRule, hours_id: hours } }),
    );
    queries.setQueryData(deskQuery.queryKey, (desk) => desk && after(desk, { type: 'agent', agent: changed }));
    void queries.invalidateQueries({ queryKey: levelRulesQuery.queryKey });
    onClose();
  });

  return (
    <form
      className="stack"
      style={{ gap: 14 }}
      onSubmit={(e) => {
        e.preventDefault();
        void save();
      }}
    >
      <TextInput
        label={t('agents.name')}
        value={name}
        maxLength={128}
        required
        withAsterisk={false}
        data-autofocus
        error={fields.name}
        onChange={(e) => setName(e.currentTarget.value)}
      />
      <Select
        label={t('agents.level')}
        value={level}
        data={levels.map((l) => ({ value: l, label: t(`level.${l}`) }))}
        allowDeselect={false}
        onChange={(v) => v && setLevel(v as Level)}
      />
      <Checkbox label={t('growth.by_rule')} description={byRule ? missing : t('growth.by_hand')} checked={byRule} onChange={(e) => setByRule(e.currentTarget.checked)} />
      <HoursSelect value={hours} none={t('hours.team')} error={fields.hours_id} onChange={setHours} />
      {error && Object.keys(fields).length === 0 ? <Trouble error={error} /> : null}
      <FormFoot word={t('agents.save')} busy={busy} onCancel={onClose} />
    </form>
  );
}
