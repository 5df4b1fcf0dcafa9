import { Button } from '@mantine/core';
import { IconDeviceLandlinePhone, IconHeadset, IconPhoneOff, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { meQuery } from '../api/queries';
import type { Agent } from '../api/types';
import { useDesk } from '../live/desk';
import { Empty } from '../parts/Empty';
import { may } from '../parts/may';
import { Rows } from '../parts/Rows';
import { StateMark, useStateDetail } from '../parts/State';
import { useTitle } from '../parts/title';
import { Trouble } from '../parts/Trouble';
import classes from './agents/Agents.module.css';
import { AgentMenu } from './agents/AgentMenu';
import { AgentsNav } from './agents/AgentsNav';
import { Away } from './agents/Away';
import { EditAgent } from './agents/EditAgent';
import { NewAgent } from './agents/NewAgent';
import { useMissing } from './agents/Progress';
import { Phones } from './agents/Phones';
import { useRemoval } from './agents/removal';

// Agents is who works here and their phones: made, changed and removed here.
export function Agents() {
  const { t } = useTranslation();
  const { data: me } = useQuery(meQuery);
  const { data: desk, error, refetch } = useDesk();
  const [making, setMaking] = useState(false);
  const [editing, setEditing] = useState<Agent | null>(null);
  const [equipping, setEquipping] = useState<Agent | null>(null);
  const removal = useRemoval();
  useTitle(t('agents.title'));

  const edit = may(me, 'agents.edit');
  const press = may(me, 'agents.press') && me?.role !== 'agent'; // an agent's own buttons stand above
  const agents = desk?.agents.filter((a) => !removal.leaving.has(a.id));
  const make = (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setMaking(true)}>
      {t('agents.new')}
    </Button>
  );
  return (
    <>
      <AgentsNav />
      <div className="spread wrap" style={{ marginBottom: 14, minHeight: 36 }}>
        <h1 className="h1">{t('agents.title')}</h1>
        {edit ? make : null}
      </div>
      {edit || !me ? null : <p className="soft" style={{ marginBottom: 10 }}>{t('agents.forbidden')}</p>}
      {error && !desk ? <Trouble error={error} retry={() => void refetch()} /> : null}
      {!agents && !error ? <Rows count={8} /> : null}
      {agents?.length === 0 ? (
        <Empty icon={IconHeadset} title={t('agents.empty')} hint={t('agents.empty_hint')}>
          {edit ? make : null}
        </Empty>
      ) : null}
      {agents?.length ? (
        <table className={classes.table}>
          <thead>
            <tr>
              <th>{t('agents.name')}</th>
              <th>{t('agents.extension')}</th>
              <th>{t('agents.level')}</th>
              <th>{t('agents.phone')}</th>
              <th>{t('desk.state')}</th>
              <th />
            </tr>
          </thead>
          <tbody>
            {agents.map((a) => (
              <Row
                key={a.id}
                agent={a}
                edit={edit}
                press={press}
                onEdit={() => setEditing(a)}
                onPhones={() => setEquipping(a)}
                onRemove={() => removal.remove(a)}
              />
            ))}
          </tbody>
        </table>
      ) : null}
      <NewAgent opened={making} onClose={() => setMaking(false)} agents={desk?.agents ?? []} />
      {equipping ? <Phones agent={equipping} onClose={() => setEquipping(null)} /> : null}
      <EditAgent agent={editing} onClose={() => setEditing(null)} />
    </>
  );
}

interface RowProps {
  agent: Agent;
  edit: boolean;
  press: boolean;
  onEdit: () => void;
  onPhones: () => void;
  onRemove: () => void;
}

function Row({ agent, edit, press, onEdit, onPhones, onRemove }: RowProps) {
  const { t } = useTranslation();
  const detail = useStateDetail()(agent);
  const missing = useMissing()(agent.id);
  const Phone = agent.phone_up ? IconDeviceLandlinePhone : IconPhoneOff;
  return (
    <tr>
      <td className={`${classes.name} cut`}>{agent.name}</td>
      <td className={`${classes.extension} num`}>{agent.extension}</td>
      <td className={classes.level}>
        {t(`level.${agent.level}`)}
        {missing ? <div className="soft small cut" title={missing}>{missing}</div> : null}
      </td>
      <td className={classes.phone} data-up={agent.phone_up || undefined}>
        <Phone size={16} aria-hidden />
        <span>{t(agent.phone_up ? 'agents.phone_up' : 'agents.phone_down')}</span>
      </td>
      <td className={classes.state}>
        <span className="row">
          <StateMark state={agent.state} />
          {detail ? <span className="soft cut">{detail}</span> : null}
        </span>
        <Away agent={agent.id} />
      </td>
      <td className={classes.acts}>
        {edit || press ? <AgentMenu agent={agent} edit={edit} press={press} onEdit={onEdit} onPhones={onPhones} onRemove={onRemove} /> : null}
      </td>
    </tr>
  );
}
