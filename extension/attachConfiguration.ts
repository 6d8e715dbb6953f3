import * as vscode from 'vscode';

/** Asks for what an attach configuration leaves open, which is the port and the token that a run printed. Undefined when nobody says. */
export async function completeAttach(
  configuration: vscode.DebugConfiguration,
): Promise<vscode.DebugConfiguration | undefined> {
  const { port, token }: Record<string, unknown> = configuration;
  const known = { ...configuration };
  if (port === undefined || port === '') {
    const given = await vscode.window.showInputBox({
      title: vscode.l10n.t('Attach to a Running Workflow'),
      prompt: vscode.l10n.t('The port that “backstep run FILE --inspect” printed.'),
      validateInput: (text) =>
        /^\d{1,5}$/.test(text.trim()) ? undefined : vscode.l10n.t('Give the number of a port.'),
    });
    if (given === undefined) return undefined;
    known['port'] = Number(given);
  } else if (typeof port === 'string' && /^\d+$/.test(port)) known['port'] = Number(port);
  if (token === undefined || token === '') {
    const given = await vscode.window.showInputBox({
      title: vscode.l10n.t('Attach to a Running Workflow'),
      prompt: vscode.l10n.t('The token that the run printed beside its port.'),
      password: true,
    });
    if (given === undefined) return undefined;
    known['token'] = given.trim();
  }
  return known;
}
