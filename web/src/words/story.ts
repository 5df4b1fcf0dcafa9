// The story of a card: what of it is shown, and which lines of it are told as one.
import type { TimelineItem } from '../api/types';

type Kind = TimelineItem['kind'];

export const storyViews = ['all', 'calls', 'notes', 'files', 'changes'] as const;
export type StoryView = (typeof storyViews)[number];

// Under which view each kind of line stands, besides all of them.
const viewOf: Record<Kind, Exclude<StoryView, 'all'>> = {
  call: 'calls', note: 'notes', file_added: 'files', file_changed: 'files', file_removed: 'files', file_restored: 'files', file_infected: 'files',
  opened: 'changes', outcome: 'changes', changed: 'changes', merged: 'changes', unmerged: 'changes',
  deal_made: 'changes', deal_moved: 'changes', deal_changed: 'changes', deal_removed: 'changes', deal_restored: 'changes',
  task_made: 'changes', task_done: 'changes', task_changed: 'changes', task_removed: 'changes', task_restored: 'changes',
};

// kindsIn are the kinds of a view, as the server is asked for them.
export const kindsIn = (view: StoryView): string | undefined =>
  view === 'all' ? undefined : (Object.keys(viewOf) as Kind[]).filter((kind) => viewOf[kind] === view).join(',');

// A line that says only that something was changed, and no more of the story.
const minor: Kind[] = ['changed', 'deal_changed', 'task_changed', 'file_changed'];

const FEW = 2; // lines that are told one by one

// Changes are lines that follow each other, of one person on one day.
export interface Changes {
  of: TimelineItem[]; // the newest first
  count: number; // of what was changed
}

// told is the story with the changes that follow each other told as one.
export function told(items: TimelineItem[]): (TimelineItem | Changes)[] {
  const story: (TimelineItem | Changes)[] = [];
  for (let at = 0; at < items.length; ) {
    const first = items[at] as TimelineItem;
    let end = at + 1;
    while (end < items.length && together(first, items[end] as TimelineItem)) end++;
    const run = items.slice(at, end);
    if (run.length > FEW) story.push({ of: run, count: run.reduce((n, i) => n + Math.max(1, i.changes.length), 0) });
    else story.push(...run);
    at = end;
  }
  return story;
}

function together(a: TimelineItem, b: TimelineItem): boolean {
  return minor.includes(a.kind) && minor.includes(b.kind) && a.by === b.by && new Date(a.at).toDateString() === new Date(b.at).toDateString();
}
