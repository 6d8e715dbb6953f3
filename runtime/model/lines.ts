/**
 * Splits a stream of text into lines and parses each as one JSON message.
 *
 * @param onBroken gets a line that is not JSON
 */
export function messageReader<T>(
  onMessage: (message: T) => void,
  onBroken: (line: string) => void,
): (chunk: string) => void {
  let rest = '';
  return (chunk) => {
    let start = 0;
    for (let end = chunk.indexOf('\n'); end >= 0; end = chunk.indexOf('\n', start)) {
      const line = rest + chunk.slice(start, end);
      rest = '';
      start = end + 1;
      let message: T;
      try {
        message = JSON.parse(line) as T;
      } catch {
        onBroken(line);
        continue;
      }
      onMessage(message);
    }
    rest += chunk.slice(start);
  };
}
