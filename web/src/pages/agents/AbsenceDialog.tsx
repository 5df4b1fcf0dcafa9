import { Modal, Select, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { addAbsence, changeAbsence, type Absence } from '../../api/people';
import { meQuery } from '../../api/queries';
import { useUnsaved } from '../../app/unsaved';
import { useAgents } from '../../parts/agents';
import { FormFoot } from '../../parts/FormFoot';
import { Trouble } from '../../parts/Trouble';
import { useSaving } from '../../parts/saving';

const today = () => new Date().toLocaleDateString('sv'); // 2026-12-24, as the reader's clock shows it

// AbsenceDialog writes down who will be away and who stands in, or changes it.
export function AbsenceDialog({ absence, onClose }: { absence: Absence | null; onClose: () => void }) {
  const { t } = useTranslation();
  const { data: me } = useQuery(meQuery);
  const agents = useAgents() ?? [];
  const [who, setWho] = useState(absence?.agent_id ?? me?.agent_id ?? '');
  const [deputy, setDeputy] = useState(absence?.deputy_id ?? '');
  const [first, setFirst] = useState(absence ? (absence.first_day ?? absence.from.slice(0, 10)) : today());
  const [last, setLast] = useState(absence ? (absence.last_day ?? absence.to.slice(0, 10)) : today());
  const [reason, setReason] = useState(absence?.reason ?? '');
  const begun = absence !== null && Date.parse(absence.from) <= Date.now();
  useUnsaved(reason !== (absence?.reason ?? ''));

  const { busy, error, problem, fields, save } = useSaving(async () => {
    const days = {
      ...(begun || (absence && first === absence.first_day) ? {} : { from: first }),
      ...(absence && last === absence.last_day ? {} : { to: last }),
    };
    if (absence) await changeAbsence(absence, { ...days, deputy_id: deputy, reason: reason.trim() });
    else await addAbsence({ agent_id: who, deputy_id: deputy || undefined, from: first, to: last, reason: reason.trim() });
    onClose();
  });

  const people = agents.map((a) => ({ value: a.id, label: a.name }));
  return (
    <Modal
      opened
      onClose={onClose}
      title={<span className="h2">{t(absence ? 'absences.change_title' : 'absences.new')}</span>}
      closeButtonProps={{ 'aria-label': t('form.cancel') }}
    >
      <form
        className="stack"
        style={{ gap: 14 }}
        onSubmit={(e) => {
          e.preventDefault();
          void save();
        }}
      >
        <Select
          label={t('absences.agent')}
          data={people}
          value={who || null}
          searchable
          allowDeselect={false}
          disabled={absence !== null || me?.role === 'agent'}
          error={fields.agent_id}
          onChange={(v) => v && setWho(v)}
        />
        <div className="row" style={{ alignItems: 'flex-start' }}>
          <TextInput className="grow" type="date" label={t('absences.first')} value={first} required withAsterisk={false} disabled={begun} error={problem?.code === 'away_already' ? t('problem.away_already') : fields.from} onChange={(e) => setFirst(e.currentTarget.value)} />
          <TextInput className="grow" type="date" label={t('absences.last')} value={last} min={first} required withAsterisk={false} error={fields.to} onChange={(e) => setLast(e.currentTarget.value)} />
        </div>
        <Select
          label={t('absences.deputy')}
          data={people.filter((p) => p.value !== who)}
          value={deputy || null}
          placeholder={t('absences.nobody')}
          clearable
          searchable
          error={fields.deputy_id}
          onChange={(v) => setDeputy(v ?? '')}
        />
        <TextInput label={t('absences.why')} description={t('absences.why_hint')} value={reason} maxLength={200} error={fields.reason} onChange={(e) => setReason(e.currentTarget.value)} />
        {problem?.status === 412 ? <p role="alert">{t('absences.stale')}</p> : error && Object.keys(fields).length === 0 ? <Trouble error={error} /> : null}
        <FormFoot word={t(absence ? 'absences.save' : 'absences.add')} busy={busy} disabled={!who || !first || !last} onCancel={onClose} />
      </form>
    </Modal>
  );
}
