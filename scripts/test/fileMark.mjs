/**
 * What a test says that failed in a process which plays several files: of which of them it is.
 * @param {string} file as the repository names it
 */
export function fileMark(file) {
  return `File: ${file.replaceAll('\\', '/')}`;
}

/**
 * The file that a test has said it is of.
 * @param {string} message
 */
export function markedFile(message) {
  return /^File: (.+)$/.exec(message)?.[1];
}
