import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { agentsQuery, meQuery } from '../api/queries';
import type { Agent } from '../api/types';
import { useDesk } from '../live/desk';
import { may } from './may';

// useAgents is everybody who works here: from the live picture, or read once
// by who may not see that.
export function useAgents(): Agent[] | undefined {
  const { data: me } = useQuery(meQuery);
  const { data: desk } = useDesk();
  const { data: list } = useQuery({ ...agentsQuery, enabled: me !== undefined && !may(me, 'desk.see') });
  return desk?.agents ?? list?.items;
}

// useAgentName is an agent's name by id. Who is unknown has left; while nobody
// is known yet, there is no name.
export function useAgentName(): (id: string | null) => string {
  const { t } = useTranslation();
  const agents = useAgents();
  return (id) => (id && agents ? (agents.find((a) => a.id === id)?.name ?? t('offer.gone_agent')) : '');
}
