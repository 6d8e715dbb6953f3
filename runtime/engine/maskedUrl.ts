/**
 * An address without what may be secret in it: credentials, the values of the query, the fragment, and parts of the path
 * that look like tokens.
 */
export function maskedUrl(address: string): string {
  let url: URL;
  try {
    url = new URL(address);
  } catch {
    return address.replace(/[?#].*$/s, '');
  }
  const path = url.pathname
    .split('/')
    .map((part) => (looksSecret(part) ? '…' : part))
    .join('/');
  const names = [...url.searchParams.keys()].map((name) => `${name}=…`).join('&');
  return `${url.protocol}//${url.host}${path}${names === '' ? '' : `?${names}`}`;
}

/** Long, with digits among letters, and in no words: `T024BE7LD-xoxb83KJHsd98` rather than `list-of-documents-2`. */
function looksSecret(part: string): boolean {
  return (
    part.length >= 20 &&
    /\d/.test(part) &&
    /[A-Za-z]/.test(part) &&
    !/^[a-z]+(?:[-_.][a-z0-9]{1,12})+$/.test(part)
  );
}
