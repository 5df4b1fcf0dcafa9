// Browsers do not list UTC among the zones they know.
const known = ['UTC', ...Intl.supportedValuesOf('timeZone').filter((z) => z !== 'UTC')];

// zonesWith are the time zones one can choose from; one that is chosen is among
// them, though browsers may know it by another name.
export const zonesWith = (chosen: string) => (chosen === '' || known.includes(chosen) ? known : [chosen, ...known]);
