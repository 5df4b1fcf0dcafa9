// zone is where the reader is: what “today” means goes by it.
export const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
