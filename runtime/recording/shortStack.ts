import path from 'node:path';

/** A line of a stack: what stands before the file, the file, and its line and column. Bounded, since a stranger may have written it. */
const place =
  /^([ \t]+at (?:async )?(?:.{0,500}\()?)(?:file:\/\/)?((?:\/|[A-Za-z]:[\\/]).{0,4000})(:\d+:\d+\)?)$/gm;

/** A stack without the folders of the machine that it is from: files from `home` on, those of packages from the package on, all others by name. */
export function shortStack(stack: string, home: string): string {
  return stack.replace(place, (_line, before: string, file: string, after: string) => {
    return `${before}${shortFile(file, home)}${after}`;
  });
}

function shortFile(file: string, home: string): string {
  const inside = file.slice(home.length);
  if (home !== '' && file.startsWith(home) && /^[\\/]/.test(inside)) return inside.slice(1);
  return /.*[\\/](node_modules[\\/].*)$/.exec(file)?.[1] ?? path.win32.basename(file);
}
