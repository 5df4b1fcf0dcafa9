// A whole day of an agent and of a head, with a real exchange and real phones:
//   scripts/with-demo.sh --quiet npm --prefix web run days --
// VONAL_SHOTS=FOLDER pictures every station, light and dark.
import { agentsDay } from './agents-day.mjs';
import { headsDay } from './heads-day.mjs';
import { keep } from './keep.mjs';

await keep({ ...agentsDay, ...headsDay }, process.argv.slice(2));
