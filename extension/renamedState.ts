import * as vscode from 'vscode';
/** Why a state cannot have a name; null when it can. */
export function whyNotNamed(name: string, states: readonly string[], isMember: boolean): string | null {
  if (states.includes(name))
    return vscode.l10n.t('{0} is a state of this workflow already: choose another name.', name);
  if (isMember && !isIdentifier(name)) {
    return vscode.l10n.t(
      '{0} cannot be the name of a member: use letters, digits, _ and $, and begin with no digit.',
      JSON.stringify(name),
    );
  }
  if (name.trim() === '' || /[\r\n]/.test(name) || name.startsWith('#')) {
    return vscode.l10n.t(
      '{0} cannot be the name of a state: it must be a line of text that does not begin with #.',
      JSON.stringify(name),
    );
  }
  return null;
}

/** A name as it is written at a place: `before` is the character in front of what stands there now. */
export function writtenName(name: string, before: string): string {
  if (/['"`]/.test(before)) {
    const special = before === '`' ? /[\\`]|\$(?=\{)/g : before === "'" ? /[\\']/g : /[\\"]/g;
    return name.replace(special, '\\$&');
  }
  return isIdentifier(name) ? name : `'${name.replace(/[\\']/g, '\\$&')}'`;
}

function isIdentifier(name: string): boolean {
  return /^[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*$/u.test(name);
}
