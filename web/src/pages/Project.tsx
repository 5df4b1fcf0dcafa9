import { Button, MultiSelect, Select } from '@mantine/core';
import { IconFolder } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { asProblem } from '../api/problem';
import { changeProject, projectQuery, type Project } from '../api/projects';
import { meQuery } from '../api/queries';
import { tasksQuery } from '../api/tasks';
import { useAgents } from '../parts/agents';
import { Empty } from '../parts/Empty';
import { InPlace } from '../parts/InPlace';
import { may } from '../parts/may';
import { failed } from '../parts/notices';
import { Rows } from '../parts/Rows';
import { useTitle } from '../parts/title';
import { Trouble } from '../parts/Trouble';
import { plain } from '../words/phone';
import { AddTask } from './tasks/AddTask';
import { Discussion } from './tasks/Discussion';
import classes from './tasks/Projects.module.css';
import { TaskRow } from './tasks/TaskRow';
import { TasksNav } from './tasks/TasksNav';

// ProjectPage is one project: its tasks, who works on it, what was said.
export function ProjectPage() {
  const { t } = useTranslation();
  const { id } = useParams({ from: '/inside/projects/$id' });
  const { data: project, error, refetch } = useQuery(projectQuery(id));
  useTitle(project ? plain(project.title) : t('projects.title'));
  if (error && !project) {
    if (asProblem(error).status !== 404) return <Trouble error={error} retry={() => void refetch()} />;
    return (
      <Empty icon={IconFolder} title={t('projects.gone')}>
        <Link to="/projects" className="link">
          {t('projects.back')}
        </Link>
      </Empty>
    );
  }
  return (
    <>
      <TasksNav />
      {project ? <Whole key={project.id} project={project} /> : <Rows count={8} />}
    </>
  );
}

function Whole({ project }: { project: Project }) {
  const { t } = useTranslation();
  const { data: me } = useQuery(meQuery);
  const agents = useAgents() ?? [];
  const edits = may(me, 'tasks.edit');
  const at = (body: Parameters<typeof changeProject>[1]) => void changeProject(project, body).catch((err: unknown) => failed(err, t));
  const people = [
    ...agents.map((a) => ({ value: a.id, label: a.name })),
    ...project.members.filter((m) => !agents.some((a) => a.id === m.id)).map((m) => ({ value: m.id, label: m.name })),
  ];
  return (
    <>
      <h1 className="h1">{plain(project.title)}</h1>
      <div className={classes.columns}>
        <div>
          {edits ? <AddTask project={project.id} /> : null}
          <TaskList project={project.id} state="open" edits={edits} />
          <TaskList project={project.id} state="done" edits={edits} />
        </div>
        <div className={classes.side}>
          <dl className={classes.facts}>
            <InPlace label={t('projects.name')} value={project.title} shown={plain(project.title)} edits={edits} save={(title) => changeProject(project, { title })} />
            <InPlace label={t('tasks.note')} kind="lines" value={project.note} shown={plain(project.note)} edits={edits} save={(note) => changeProject(project, { note })} />
          </dl>
          <Select
            label={t('projects.state')}
            data={(['open', 'done', 'archived'] as const).map((s) => ({ value: s, label: t(`projects.${s}`) }))}
            value={project.state}
            readOnly={!edits}
            allowDeselect={false}
            onChange={(s) => at({ state: s as Project['state'] })}
          />
          <MultiSelect
            label={t('projects.members')}
            data={people}
            value={project.members.map((m) => m.id)}
            readOnly={!edits}
            searchable
            onChange={(ids) => at({ member_ids: ids })}
          />
          <Discussion of="projects" id={project.id} />
        </div>
      </div>
    </>
  );
}

function TaskList({ project, state, edits }: { project: string; state: 'open' | 'done'; edits: boolean }) {
  const { t } = useTranslation();
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(tasksQuery({ project_id: project, state }));
  const items = data?.pages.flatMap((p) => p.items) ?? [];
  if (error && !data) return <Trouble error={error} retry={() => void refetch()} />;
  if (!data) return <Rows count={3} />;
  if (items.length === 0) return state === 'open' ? <p className="soft">{t('projects.nothing_open')}</p> : null;
  return (
    <section aria-label={t(state === 'open' ? 'projects.open_tasks' : 'tasks.done')}>
      <h2 className={state === 'open' ? 'h2' : 'h2 soft'}>{t(state === 'open' ? 'projects.open_tasks' : 'tasks.done')}</h2>
      <ul>
        {items.map((task) => (
          <TaskRow key={task.id} task={task} edits={edits} />
        ))}
      </ul>
      {hasNextPage ? (
        <Button mt={8} variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t('cards.more')}
        </Button>
      ) : null}
    </section>
  );
}
