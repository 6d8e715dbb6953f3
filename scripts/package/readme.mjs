/**
 * The README as it is shown where the files beside it are not: pictures go, and so do tables and lines that held nothing
 * but pictures or links to files of the repository; other such links keep their words.
 * @param {string} text
 */
export function readmeAlone(text) {
  return text
    .replace(/^\|.*!\[[^\]]*\]\((?!https?:)[^)]*\).*\n/gm, '')
    .replace(/^!\[[^\]]*\]\((?!https?:)[^)]*\)\n\n?/gm, '')
    .replace(/^\[[^\]]*\]\((?!https?:|#)[^)]*\)(?: · \[[^\]]*\]\((?!https?:|#)[^)]*\))*\n\n?/gm, '')
    .replace(/(^\|[^\n]*\|\n)+\n?/gm, (table) => (isShell(table) ? '' : table))
    .replace(/(?<!!)\[([^\]]*)\]\((?!https?:|#)[^)]*\)/g, '$1')
    .replace(/\n{3,}/g, '\n\n');
}

/**
 * A table of captions that lost its pictures.
 * @param {string} table
 */
function isShell(table) {
  const [head = ''] = table.split('\n');
  return /^[|\s]*$/.test(head);
}
