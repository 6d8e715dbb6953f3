import * as vscode from 'vscode';
import type { Json } from '../runtime/language/json.ts';
import type { PositionBody } from '../runtime/model/position.ts';
import { ask } from './debugRequests.ts';
import { sessionSchema } from './sessionSchema.ts';
import type { Sessions } from './sessions.ts';
import type { WorkflowFiles } from './workflowFiles.ts';

const schemaScheme = 'backstep-schema';
const schemaUri = vscode.Uri.from({ scheme: schemaScheme, authority: 'run', path: '/session.json' });

/** Points of the run that are looked at, and characters of sessions that may be read for it. */
const mostPoints = 24;
const mostText = 4_000_000;

/**
 * The JSON schema of the session that is debugged, which VS Code's JSON editor asks for when the session is opened as a
 * document: from it come completion and validation there.
 */
export function provideSessionSchema(sessions: Sessions, files: WorkflowFiles): vscode.Disposable {
  const changed = new vscode.EventEmitter<vscode.Uri>();
  return vscode.Disposable.from(
    changed,
    vscode.workspace.registerTextDocumentContentProvider(schemaScheme, {
      onDidChange: changed.event,
      provideTextDocumentContent: async () => {
        const { session, position } = sessions;
        if (session === null || position === null) return '{}';
        try {
          const { type } = await ask(session, 'backstep/sessionType', {});
          const recorded = await recordedSessions(session, position);
          return JSON.stringify(sessionSchema(recorded, pathsOf(position, files), type));
        } catch (error) {
          // Meanwhile the session may have gone on to another run, or ended: that brings another schema.
          if (sessions.session !== session || sessions.position?.run !== position.run) return '{}';
          throw error;
        }
      },
    }),
    sessions.onDidChange((position) => {
      if (position !== null && !position.running) changed.fire(schemaUri);
    }),
  );
}

/** The session at points all over the run, the one that is looked at first; of large sessions fewer. */
async function recordedSessions(session: vscode.DebugSession, { seq, head }: PositionBody): Promise<Json[]> {
  const current = (await ask(session, 'backstep/state', { k: seq })).session;
  const affordable = Math.floor(mostText / JSON.stringify(current).length);
  const points = Math.min(mostPoints, head + 1, affordable);
  const steps = Array.from({ length: points }, (_, index) =>
    Math.round((index * head) / Math.max(1, points - 1)),
  );
  const found = [current];
  for (const k of new Set(steps)) {
    if (k !== seq) found.push((await ask(session, 'backstep/state', { k })).session);
  }
  return found;
}

/** Session paths that the source reads or writes. */
function pathsOf({ file, workflow }: PositionBody, files: WorkflowFiles): readonly string[] {
  const states = files.known(file)?.graphs.get(workflow)?.states ?? [];
  return [...new Set(states.flatMap(({ reads, writes }) => [...reads, ...writes]))];
}
