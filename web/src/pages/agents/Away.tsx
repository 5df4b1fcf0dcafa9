import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { absencesQuery, type Absence } from '../../api/people';
import { serverNow } from '../../live/clock';
import { useAgentName } from '../../parts/agents';
import { day, moment } from '../../words/format';

// underWay reports whether somebody is away at a moment.
export const underWay = (a: Absence, now: number) => Date.parse(a.from) <= now && now < Date.parse(a.to);

// useEnd words until when somebody is away.
export function useEnd(): (a: Absence) => string {
  const { i18n } = useTranslation();
  return (a) => (a.last_day ? day(a.last_day, i18n.language) : moment(a.to, serverNow(), i18n.language));
}

// useAbsent is the absence under way of each agent who is away.
export function useAbsent(): (agent: string) => Absence | undefined {
  const { data } = useQuery(absencesQuery);
  const now = serverNow();
  const away = new Map(data?.items.filter((a) => underWay(a, now)).map((a) => [a.agent_id, a]));
  return (agent) => away.get(agent);
}

// Away says that an agent is away, where they are.
export function Away({ agent }: { agent: string }) {
  const absence = useAbsent()(agent);
  return absence ? <AwayUntil absence={absence} /> : null;
}

// AwayUntil says until when somebody is away, and who stands in.
export function AwayUntil({ absence }: { absence: Absence }) {
  const { t } = useTranslation();
  const name = useAgentName();
  const end = useEnd();
  return (
    <div className="soft small cut">
      {absence.deputy_id
        ? t('absences.away_until', { until: end(absence), deputy: name(absence.deputy_id) })
        : t('absences.away_alone', { until: end(absence) })}
    </div>
  );
}
