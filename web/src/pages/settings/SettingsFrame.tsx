import { Button, Menu } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, Outlet, useRouterState } from '@tanstack/react-router';
import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import { meQuery } from '../../api/queries';
import { may } from '../../parts/may';
import classes from './SettingsFrame.module.css';
import { settingsGroups } from './groups';

// SettingsFrame stands around every page of settings: what there is to set,
// for who may, in a list beside the page or, where it is narrow, in a menu.
export function SettingsFrame() {
  const { data: me } = useQuery(meQuery);
  const groups = settingsGroups
    .map((g) => ({ ...g, pages: g.pages.filter((p) => may(me, p.needs)) }))
    .filter((g) => g.pages.length > 0);
  if (groups.flatMap((g) => g.pages).length < 2) return <Outlet />;
  return (
    <div className={classes.frame}>
      <SideList groups={groups} />
      <PageMenu groups={groups} />
      <div className={classes.page}>
        <Outlet />
      </div>
    </div>
  );
}

interface Groups {
  groups: { word: (typeof settingsGroups)[number]['word']; pages: (typeof settingsGroups)[number]['pages'][number][] }[];
}

function SideList({ groups }: Groups) {
  const { t } = useTranslation();
  return (
    <nav className={classes.side} aria-label={t('settingsnav.label')}>
      {groups.map((g) => (
        <section key={g.word}>
          <h2 className={classes.group} id={g.word}>
            {t(g.word)}
          </h2>
          <ul aria-labelledby={g.word}>
            {g.pages.map((p) => (
              <li key={p.to}>
                <Link to={p.to} className={classes.item} activeOptions={{ exact: true }} activeProps={{ 'data-here': true }}>
                  {t(p.word)}
                </Link>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </nav>
  );
}

function PageMenu({ groups }: Groups) {
  const { t } = useTranslation();
  const path = useRouterState({ select: (s) => s.location.pathname });
  const here = groups.flatMap((g) => g.pages).find((p) => p.to === path);
  return (
    <nav className={classes.menu} aria-label={t('settingsnav.label')}>
      <Menu width={260} position="bottom-start">
        <Menu.Target>
          <Button variant="default" rightSection={<IconChevronDown size={16} aria-hidden />}>
            {t('settingsnav.label')}
            {here ? `: ${t(here.word)}` : null}
          </Button>
        </Menu.Target>
        <Menu.Dropdown className={classes.dropdown}>
          {groups.map((g) => (
            <Fragment key={g.word}>
              <Menu.Label>{t(g.word)}</Menu.Label>
              {g.pages.map((p) => (
                <Menu.Item key={p.to} component={Link} to={p.to} activeOptions={{ exact: true }} aria-current={p === here ? 'page' : undefined} className={classes.choice}>
                  {t(p.word)}
                </Menu.Item>
              ))}
            </Fragment>
          ))}
        </Menu.Dropdown>
      </Menu>
    </nav>
  );
}
