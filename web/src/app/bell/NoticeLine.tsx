import { ActionIcon, Menu, Tooltip } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconChecklist, IconClock, IconMessage2, IconPhoneOff, IconPhoneOutgoing, IconZzz } from '@tabler/icons-react';
import { Link, type LinkProps } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { readNotice, snoozeNotice, unreadNotices } from '../../api/notices';
import type { Notice } from '../../api/types';
import { serverNow } from '../../live/clock';
import { usePhone } from '../../parts/Caller';
import { Ago, Moment } from '../../parts/Moment';
import { failed, undoable } from '../../parts/notices';
import { noticeText, type Snooze, snoozes, snoozeUntil, whomAbout } from '../../words/notices';
import classes from './Notices.module.css';

const icons = {
  task_given: IconChecklist,
  task_due: IconClock,
  task_said: IconMessage2,
  duty_late: IconPhoneOutgoing,
  duty_escalated: IconPhoneOutgoing,
  phone_paused: IconPhoneOff,
  job_failed: IconAlertTriangle,
  webhook_off: IconAlertTriangle,
} as const;

// where a notice leads.
function where(n: Notice): LinkProps {
  if (n.task_id) return { to: '/tasks', search: { task: n.task_id } };
  if (n.duty_id) return { to: '/duties' };
  if (n.webhook) return { to: '/settings/webhooks' };
  return n.job ? { to: '/settings/jobs' } : { to: '/' };
}

// NoticeLine is one notice: what, about whom, since when; a press opens what it
// is about.
export function NoticeLine({ notice: n, onOpen }: { notice: Notice; onOpen: () => void }) {
  const { t } = useTranslation();
  const Icon = icons[n.kind];
  const card = whomAbout(n, usePhone(), t);
  const text = noticeText(n, card, t);
  const act = (work: Promise<unknown>, told: string) =>
    void work.then(
      () => undoable(told, t('notices.undo'), () => unreadNotices([n.id])),
      (err: unknown) => failed(err, t),
    );
  const open = () => {
    if (!n.read_at) void readNotice(n.id).catch((err: unknown) => failed(err, t));
    onOpen();
  };
  const snooze = (step: Snooze) => act(snoozeNotice(n.id, snoozeUntil(step, new Date(serverNow()))), t('notices.snoozed_done'));
  const off = Date.parse(n.at) > serverNow();
  return (
    <li className={classes.line} data-read={n.read_at ? true : undefined}>
      <Icon size={18} stroke={1.6} className={classes.mark} aria-hidden />
      <div className="grow">
        <Link {...where(n)} className={classes.open} onClick={open}>
          {n.read_at ? null : <span className="hidden">{t('notices.unread')} </span>}
          {text}
        </Link>
        <div className={`${classes.about} row wrap soft small`}>
          {n.card_id ? (
            <Link to="/cards/$id" params={{ id: n.card_id }} className="link cut" onClick={onOpen}>
              {card}
            </Link>
          ) : null}
          {off ? (
            <span>
              {t('notices.back')} <Moment at={n.at} />
            </span>
          ) : (
            <Ago at={n.raised_at} />
          )}
          {n.due_at ? (
            <span>
              {t('notices.due')} <Moment at={n.due_at} />
            </span>
          ) : null}
          {n.count > 1 ? <span>{t('notices.times', { count: n.count })}</span> : null}
        </div>
      </div>
      <div className={`${classes.acts} row`}>
        {off ? (
          <Tooltip label={t('notices.return')}>
            <ActionIcon variant="subtle" color="gray" aria-label={t('notices.return_of', { what: text })} onClick={() => void unreadNotices([n.id])}>
              <IconClock size={18} stroke={1.6} aria-hidden />
            </ActionIcon>
          </Tooltip>
        ) : (
          <Menu position="bottom-end" width={200}>
            <Menu.Target>
              <ActionIcon variant="subtle" color="gray" aria-label={t('notices.snooze_of', { what: text })}>
                <IconZzz size={18} stroke={1.6} aria-hidden />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Label>{t('notices.snooze')}</Menu.Label>
              {snoozes.map((step) => (
                <Menu.Item key={step} onClick={() => snooze(step)}>
                  {t(`notices.snooze_${step}`)}
                </Menu.Item>
              ))}
            </Menu.Dropdown>
          </Menu>
        )}
        {n.read_at ? null : (
          <Tooltip label={t('notices.read')}>
            <ActionIcon variant="subtle" color="gray" aria-label={t('notices.read_of', { what: text })} onClick={() => act(readNotice(n.id), t('notices.read_done'))}>
              <IconCheck size={18} stroke={1.6} aria-hidden />
            </ActionIcon>
          </Tooltip>
        )}
      </div>
    </li>
  );
}
