// What the page promises, against a running server:
//   npm run e2e -- URL LOGIN PASSWORD
// Needs an administrator. Makes agents, cards and a user of its own and removes
// the agents again. Ends with 1 where a promise is broken.
import { keep } from './keep.mjs';
import { promises } from './promises.mjs';

await keep(promises, process.argv.slice(2));
