/**
 * A time as every view tells it, the same wherever and by whomever it is read, and as the run's name and the console have
 * it: `2026-11-29 03:01:33 UTC`. Null where it is further away than a date can tell, as a recording may claim.
 */
export function moment(time: number): string | null {
  const date = new Date(time);
  if (Number.isNaN(date.getTime())) return null;
  return date
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z$/, ' UTC');
}
