// Whether whoever uses this browser has left the first steps; they stay under
// Settings.
const KEY = 'vonal.start.left';

export const leaveFirstSteps = () => localStorage.setItem(KEY, '1');
export const leftFirstSteps = () => localStorage.getItem(KEY) === '1';
