import { type ChildProcess, fork } from 'node:child_process';
import * as vscode from 'vscode';
import type { Numbered, WorkerRequest, WorkerResponse } from '../runtime/model/workerProtocol.ts';

export interface WorkerClientOptions {
  /** Absolute path of dist/worker.js. */
  readonly script: string;
  /** What the worker prints, line by line. */
  readonly log: (line: string) => void;
  /** Called once when the worker has died too often and is left alone. */
  readonly gaveUp?: (error: WorkerError) => void;
  /** Milliseconds that a request may take; a worker that takes longer is ended. */
  readonly timeLimit?: number;
}

type RequestOf<Type> = Extract<WorkerRequest, { type: Type }>;
type ResponseOf<Type> = Extract<WorkerResponse, { type: Type extends 'recordedSource' ? 'extract' : Type }>;

interface Pending {
  readonly message: Numbered<WorkerRequest>;
  readonly resolve: (response: WorkerResponse) => void;
  readonly reject: (error: WorkerError) => void;
  readonly timer: NodeJS.Timeout;
}

/** Why a request got no answer; `code` is the worker's own or `worker-died`, `worker-timeout`, `worker-resting`, `cancelled`. */
export class WorkerError extends Error {
  override readonly name = 'WorkerError';
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** Deaths within `crashWindow` after which the worker is left alone until that time has passed. */
const crashLimit = 3;
const crashWindow = 60_000;

/**
 * The extension's side of the worker process: started at the first request, and again after a crash. Every request
 * ends: with an answer, with the reason why the worker died, or with its time limit.
 */
export class WorkerClient {
  readonly #options: WorkerClientOptions;
  readonly #pending = new Map<number, Pending>();
  #child: ChildProcess | null = null;
  #lastId = 0;
  #deaths: number[] = [];
  #closed = false;

  constructor(options: WorkerClientOptions) {
    this.#options = options;
  }

  /**
   * @param limit - milliseconds that this request may take.
   * @param signal - gives the request up: the worker is ended, and another does what else was asked.
   * @throws WorkerError
   */
  request<Type extends WorkerRequest['type']>(
    request: RequestOf<Type>,
    limit: number = this.#options.timeLimit ?? 20_000,
    signal?: AbortSignal,
  ): Promise<ResponseOf<Type>> {
    return new Promise((resolve, reject) => {
      const resting = this.#whyResting();
      if (resting !== null) {
        reject(resting);
        return;
      }
      const id = ++this.#lastId;
      const timer = setTimeout(() => this.#expire(id, request, limit), limit);
      const message = { ...(request as WorkerRequest), id };
      this.#pending.set(id, {
        message,
        timer,
        reject,
        resolve: (response) => {
          if (response.type === 'failed') reject(new WorkerError(response.code, response.message));
          else resolve(response as ResponseOf<Type>);
        },
      });
      signal?.addEventListener('abort', () => this.#cancel(id), { once: true });
      this.#send(message);
    });
  }

  /** Forgets earlier crashes, so that the next request starts a worker. */
  forgive(): void {
    this.#deaths = [];
  }

  dispose(): void {
    this.#closed = true;
    this.#child?.kill('SIGKILL');
    this.#rejectAll(new WorkerError('worker-died', vscode.l10n.t('Backstep is shutting down.')));
  }

  #whyResting(): WorkerError | null {
    if (this.#closed) return new WorkerError('worker-died', vscode.l10n.t('Backstep is shutting down.'));
    const since = Date.now() - crashWindow;
    this.#deaths = this.#deaths.filter((time) => time > since);
    if (this.#deaths.length < crashLimit) return null;
    return new WorkerError(
      'worker-resting',
      vscode.l10n.t(
        "Backstep's worker process ended {0} times within a minute, so graphs, problems and the list of runs stand still. The log says why; restart the worker, or go on and it is tried again after a minute.",
        crashLimit,
      ),
    );
  }

  #send(message: Numbered<WorkerRequest>): void {
    this.#child ??= this.#start();
    const child = this.#child;
    child.send(message, (error) => {
      if (error !== null) this.#died(child, error.message);
    });
  }

  #start(): ChildProcess {
    const env: NodeJS.ProcessEnv = { ...process.env, ELECTRON_RUN_AS_NODE: '1' };
    // Options meant for the extension host, such as its inspector, would stop the worker or slow it down.
    delete env['NODE_OPTIONS'];
    delete env['VSCODE_INSPECTOR_OPTIONS'];
    const child = fork(this.#options.script, [], {
      env,
      execArgv: [],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    let lastWords = '';
    const listen = (chunk: Buffer): void => {
      const text = chunk.toString();
      lastWords = (lastWords + text).slice(-4_000);
      for (const line of text.trimEnd().split('\n')) this.#options.log(line);
    };
    child.stdout?.on('data', listen);
    child.stderr?.on('data', listen);
    child.on('message', (message) => this.#receive(message as Numbered<WorkerResponse>));
    child.on('error', (error) => this.#died(child, error.message));
    child.on('exit', (code, signal) => {
      const how = signal === null ? vscode.l10n.t('exit code {0}', String(code)) : signal;
      this.#died(child, [how, errorLine(lastWords)].filter((part) => part !== '').join(': '));
    });
    return child;
  }

  #receive(response: Numbered<WorkerResponse>): void {
    const pending = this.#pending.get(response.id);
    if (pending === undefined) return;
    this.#pending.delete(response.id);
    clearTimeout(pending.timer);
    pending.resolve(response);
  }

  #expire(id: number, request: WorkerRequest, limit: number): void {
    const about = subjectOf(request);
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    pending?.reject(
      new WorkerError(
        'worker-timeout',
        vscode.l10n.t(
          "Backstep's worker took more than {0} s to read {1} and was ended.",
          limit / 1000,
          about,
        ),
      ),
    );
    if (this.#child !== null)
      this.#died(this.#child, vscode.l10n.t('a request took more than {0} s', limit / 1000));
  }

  /** The worker is in the middle of it, and hears nothing until it is done: only its end stops it. */
  #cancel(id: number): void {
    const pending = this.#pending.get(id);
    const child = this.#child;
    if (pending === undefined || child === null) return;
    this.#pending.delete(id);
    clearTimeout(pending.timer);
    this.#child = null;
    child.once('exit', () =>
      pending.reject(new WorkerError('cancelled', vscode.l10n.t('It was cancelled.'))),
    );
    child.kill('SIGKILL');
    for (const { message } of this.#pending.values()) this.#send(message);
  }

  #died(child: ChildProcess, reason: string): void {
    if (this.#child !== child) return;
    this.#child = null;
    child.kill('SIGKILL');
    if (this.#closed) return;
    this.#deaths.push(Date.now());
    this.#options.log(`The worker process ended: ${reason}`);
    this.#rejectAll(
      new WorkerError('worker-died', vscode.l10n.t("Backstep's worker process ended ({0}).", reason)),
    );
    const resting = this.#whyResting();
    if (resting !== null) this.#options.gaveUp?.(resting);
  }

  #rejectAll(error: WorkerError): void {
    const all = [...this.#pending.values()];
    this.#pending.clear();
    for (const { timer, reject } of all) {
      clearTimeout(timer);
      reject(error);
    }
  }
}

/** What a request is about, for a person. */
function subjectOf(request: WorkerRequest): string {
  if ('file' in request) return request.file;
  if ('path' in request) return request.path;
  return 'dir' in request ? request.dir : request.a;
}

/** The line of a crash report that names the error; the rest is stack and advice for Node's own developers. */
function errorLine(text: string): string {
  return /^(?:\w*Error|FATAL ERROR)\b.*$/m.exec(text)?.[0] ?? '';
}
