import house from './house.json';
import frame from './frame.json';
import calls from './calls.json';
import duties from './duties.json';
import cards from './cards.json';
import deals from './deals.json';
import tasks from './tasks.json';
import people from './people.json';
import numbers from './numbers.json';
import schedule from './schedule.json';
import settings from './settings.json';
import work from './work.json';
import notices from './notices.json';
import start from './start.json';
import tour from './tour.json';
import health from './health.json';
import webhooks from './webhooks.json';

export default { ...house, ...frame, ...calls, ...duties, ...cards, ...deals, ...tasks, ...people, ...numbers, ...schedule, ...settings, ...work, ...notices, ...start, ...tour, ...health, ...webhooks };
