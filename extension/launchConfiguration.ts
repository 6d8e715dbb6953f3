import path from 'node:path';

/** The attributes of a launch configuration that name places. */
export interface LaunchPlaces {
  readonly program?: unknown;
  readonly replay?: unknown;
  readonly record?: unknown;
  readonly cwd?: unknown;
}

/** Where relative paths begin and recordings go when a configuration does not say. */
export interface LaunchDefaults {
  /** The workspace folder; null for a lone file. */
  readonly folder: string | null;
  /** The setting `backstep.runs`. */
  readonly runs: string;
}

/** The configuration's places as absolute paths, with the folders of recordings and of the process filled in. */
export function absolutePlaces(
  { program, replay, record, cwd }: LaunchPlaces,
  { folder, runs }: LaunchDefaults,
): Record<string, string> {
  const base = folder ?? (isText(program) ? path.dirname(program) : process.cwd());
  const places: Record<string, string> = { record: path.resolve(base, isText(record) ? record : runs) };
  if (isText(program)) places['program'] = path.resolve(base, program);
  if (isText(replay)) places['replay'] = path.resolve(base, replay);
  if (isText(cwd)) places['cwd'] = path.resolve(base, cwd);
  else if (isText(program)) places['cwd'] = base;
  return places;
}

/** What the settings say of recordings where the configuration does not. */
export function recordingPolicy(
  configuration: Readonly<Record<string, unknown>>,
  settings: Readonly<Record<'redact' | 'keepRuns' | 'keepDays', unknown>>,
): Record<string, unknown> {
  const given = Object.entries(settings).map(
    ([name, value]) => [name, configuration[name] ?? value] as const,
  );
  // A setting that is not set leaves it to the environment.
  return Object.fromEntries(
    given.filter(([, value]) => value !== null && value !== undefined && !isEmpty(value)),
  );
}

/** Whether a launch configuration, its variables not yet replaced, is for this workflow. */
export function launches(
  configuration: Readonly<Record<string, unknown>>,
  wanted: { readonly file: string; readonly workflow: string; readonly folder: string | null },
): boolean {
  const { type, program, workflow, replay } = configuration;
  if (type !== 'backstep' || !isText(program) || replay !== undefined) return false;
  if (workflow !== undefined && workflow !== wanted.workflow) return false;
  const folder = wanted.folder ?? path.dirname(wanted.file);
  const values: Record<string, string> = {
    workspaceFolder: folder,
    workspaceRoot: folder,
    fileDirname: path.dirname(wanted.file),
    file: wanted.file,
  };
  const replaced = program.replace(/\$\{(\w+)\}/g, (variable, name: string) => values[name] ?? variable);
  return path.resolve(folder, replaced) === wanted.file;
}

function isEmpty(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
