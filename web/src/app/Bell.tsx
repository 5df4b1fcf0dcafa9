import { ActionIcon, Drawer } from '@mantine/core';
import { IconBell } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { noticeCountQuery } from '../api/notices';
import classes from './Bell.module.css';
import { Notices } from './bell/Notices';

// Bell is how much one is to know of, and on a press what.
export function Bell() {
  const { t } = useTranslation();
  const { data } = useQuery(noticeCountQuery);
  const [open, setOpen] = useState(false);
  const unread = data?.unread ?? 0;
  const close = () => setOpen(false);
  return (
    <>
      <ActionIcon variant="subtle" color="gray" size={36} radius="xl" className={classes.bell} aria-label={t('notices.bell', { count: unread })} onClick={() => setOpen(true)}>
        <IconBell size={22} stroke={1.5} aria-hidden />
        {unread > 0 ? (
          <span className={`${classes.count} num`} aria-hidden>
            {unread > 99 ? '99+' : unread}
          </span>
        ) : null}
      </ActionIcon>
      <Drawer
        opened={open}
        onClose={close}
        position="right"
        size={440}
        title={<span className="h2">{t('notices.title')}</span>}
        closeButtonProps={{ 'aria-label': t('problem.close') }}
      >
        <Notices unread={unread} onOpen={close} />
      </Drawer>
    </>
  );
}
