/** A workflow of five states, of which A's step has the body of the row; see `checkStep`. */
export interface ReturnRow {
  readonly name: string;
  readonly body: string;
  readonly expected: string;
  readonly members: string;
}

/** Written by hand: what the steps return, in the ways in which people write it. */
export const returnRows: ReturnRow[] = [];

/** The body of the step A, then its transitions; further class members after these. */
function row(name: string, body: string, expected: string, members = ''): void {
  returnRows.push({ name, body, expected, members });
}

row('nothing returned', ``, `#done done`);
row('a bare state', `return State.B;`, `B goto`);
row('a state by its value', `return 'b';`, `B goto`);
row('an element of the enum', `return State['B'];`, `B goto`);
row('done', `return done(1);`, `#done done`);
row('a return without value', `return;`, `#done done`);
row('fail', `return fail('no');`, `#failed fail`);
row('goto', `return goto(State.B, data);`, `B goto`);
row(
  'a directive written as an object',
  `return { directive: 'goto', state: State.B, data: null };`,
  `B goto`,
);
row('code after a return', `return State.B; return State.C;`, `B goto`);
row(
  'a return of a nested function',
  `const xs = data.map((x) => { return State.B; }); return State.C;`,
  `C goto`,
);
row('the comma operator', `return (log(), State.B);`, `B goto`);
row('an assignment as a value', `let n; return n = State.B;`, `B goto`);

// Guards.
row(
  'if and else',
  `if (data.a) return State.B; else return State.C;`,
  `B goto [data.a]\nC goto [not data.a]`,
);
row(
  'else if',
  `if (data.a < 1) return State.B; else if (data.b) { return goto(State.C, 1); } else return done();`,
  `B goto [data.a < 1]\nC goto [data.b]\n#done done [not data.b]`,
);
row(
  'a comparison turned round',
  `if (data.score < 0.8) return State.B; return State.C;`,
  `B goto [data.score < 0.8]\nC goto [data.score >= 0.8]`,
);
row(
  'a negated disjunction',
  `if (data.a || data.b) return State.B; return State.C;`,
  `B goto [data.a || data.b]\nC goto [not (data.a || data.b)]`,
);
row(
  'a double negation',
  `if (!data.a) return State.B; return State.C;`,
  `B goto [not data.a]\nC goto [data.a]`,
);
row(
  'an awaited condition',
  `if (await llm.isConcise(data)) return State.B; return State.C;`,
  `B goto [llm.isConcise(data)]\nC goto [not llm.isConcise(data)]`,
);
row(
  'a long condition',
  `if (data.first > 1000 && data.second > 1000 && data.third > 1000 && data.fourth) return State.B; return State.C;`,
  `B goto [data.first > 1000 && data.second > 1000 && data.third > 100…]\nC goto [not (data.first > 1000 && data.second > 1000 && data.third…]`,
);
row(
  'a conditional',
  `return data.a ? State.B : data.b ? State.C : done();`,
  `B goto [data.a]\nC goto [data.b]\n#done done [not data.b]`,
);
row(
  'a conditional inside goto',
  `return goto(data.a ? State.B : State.C, data);`,
  `B goto [data.a]\nC goto [not data.a]`,
);
row(
  'early returns',
  `if (data.a) return State.B; if (data.b) return State.C; return State.D;`,
  `B goto [data.a]\nC goto [data.b]\nD goto [not data.b]`,
);
row(
  'a nested if',
  `if (data.a) { if (data.b) return State.B; return State.C; } return State.D;`,
  `B goto [data.b]\nC goto [not data.b]\nD goto [not data.a]`,
);
row('falling off the end', `if (data.a) return State.B;`, `B goto [data.a]\n#done done [not data.a]`);
row(
  'the same target twice in one return',
  `return data.a ? State.B : data.b ? State.B : State.C;`,
  `B goto [data.a or data.b]\nC goto [not data.b]`,
);

// Switches.
row(
  'a switch',
  `switch (data.v) { case 'ok': return State.B; case 'bad': return State.C; default: return fail('x'); }`,
  `B goto [data.v = 'ok']\nC goto [data.v = 'bad']\n#failed fail [otherwise]`,
);
row(
  'a switch without default',
  `switch (data.v) { case 'ok': return State.B; case 'bad': return State.C; }`,
  `B goto [data.v = 'ok']\nC goto [data.v = 'bad']\n#done done [otherwise]`,
);
row(
  'cases that share a body',
  `switch (data.v) { case 'x': case 'y': return State.B; default: return State.C; }`,
  `B goto [data.v = 'x' or 'y']\nC goto [otherwise]`,
);
row(
  'a case that falls through',
  `let n = State.D; switch (data.v) { case 'x': n = State.B; case 'y': n = State.C; break; } return n;`,
  `C goto [data.v = 'x' or 'y']\nD goto [otherwise]`,
);
row(
  'a switch on true',
  `switch (true) { case data.s > 0.8: return State.B; case data.s > 0.5: return State.C; default: return; }`,
  `B goto [data.s > 0.8]\nC goto [data.s > 0.5]\n#done done [otherwise]`,
);
row(
  'a switch on a known value',
  `const n = data.x ? 'p' : 'q'; switch (n) { case 'p': return State.B; case 'q': return State.C; }`,
  `B goto [n = 'p']\nC goto [n = 'q']`,
);

// Variables.
row('a constant', `const next = State.B; return next;`, `B goto`);
row(
  'a variable set in a branch',
  `let n = State.B; if (data.x) n = State.C; return n;`,
  `C goto [data.x]\nB goto [not data.x]`,
);
row(
  'a variable declared before it is set',
  `let n: State; if (data.x) n = State.B; else n = State.C; return n;`,
  `B goto [data.x]\nC goto [not data.x]`,
);
row(
  'a variable set in a loop',
  `let n = State.B; for (const i of data.items) { if (i.bad) { n = State.C; break; } } return n;`,
  `B goto\nC goto [i.bad]`,
);
row(
  'a variable that depends on itself in a loop',
  `const T = { a: State.B, b: State.C, c: State.D }; let n = State.A; while (data.more) { n = T[n]; } return n;`,
  `A goto\nB goto [data.more]\nC goto [data.more]\nD goto [data.more]`,
);
row(
  'a variable set in a callback',
  `let n = State.B; data.forEach((d) => { if (d) n = State.C; }); return n;`,
  `B goto\nC goto`,
);
row(
  'a variable set only in a callback',
  `let n: State | undefined; await tx(async () => { n = State.C; }); return n ?? State.B;`,
  `C goto\nB goto [otherwise]`,
);
row(
  'a default for a missing value',
  `let n: State | undefined; if (data.x) n = State.B; n ??= State.C; return n;`,
  `B goto [data.x]\nC goto`,
);
row(
  'a var in a block',
  `if (data.x) { var n = State.B; } else { n = State.C; } return n;`,
  `B goto [data.x]\nC goto [not data.x]`,
);
row('a shadowed name', `const n = State.B; { const n = State.C; log(n); } return n;`, `B goto`);
row(
  'a destructured result',
  `const { next } = this.judge(data); return next;`,
  `B goto [d]\nC goto [not d]`,
  `judge(d: any) { return { next: d ? State.B : State.C }; }`,
);
row(
  'a destructured pair',
  `const [next, payload] = this.judge(data); return goto(next, payload);`,
  `B goto [d]\nC goto [not d]`,
  `judge(d: any) { return [d ? State.B : State.C, 1] as const; }`,
);
row(
  'a property that is changed',
  `const r = { to: State.B }; if (data.x) r.to = State.C; return r.to;`,
  `B goto\nC goto`,
);
row(
  'a constant condition',
  `const DEBUG = false; if (DEBUG) return State.B; return State.C;`,
  `C goto [not DEBUG]`,
);

// What conditions tell of variables.
row(
  'a value that was dealt with',
  `const n = data.x ? State.B : State.C; if (n === State.B) return done(); return n;`,
  `#done done [n === State.B]\nC goto [not data.x]`,
);
row(
  'a result that may be missing',
  `const n = this.route(data); if (n) return n; return State.D;`,
  `B goto [d.a]\nC goto [d.b]\nD goto [not n]`,
  `route(d: any) { if (d.a) return State.B; if (d.b) return goto(State.C); return undefined; }`,
);
row(
  'a result of one of two shapes',
  `const r = this.judge(data); if (!r.ok) return fail(r.why); return r.next;`,
  `#failed fail [not r.ok]\nC goto [not d.a]`,
  `judge(d: any) { if (d.a) return { ok: false, why: 'x' } as const; return { ok: true, next: State.C } as const; }`,
);
row(
  'a flag that a helper may set',
  `const flags = { stop: false }; this.mark(flags); if (flags.stop) return State.B; return State.C;`,
  `B goto [flags.stop]\nC goto [not flags.stop]`,
  `mark(f: any) { f.stop = true; }`,
);

row(
  'a flag by another name',
  `const flags = { stop: false }; const other = flags; other.stop = true; if (flags.stop) return State.B; return State.C;`,
  `B goto [flags.stop]\nC goto [not flags.stop]`,
);
row(
  'a table in a table',
  `const T = { a: { x: State.B, y: State.C }, b: { x: State.D } }; return T[data.k][data.l];`,
  `B goto [data.l = 'x']\nC goto [data.l = 'y']\nD goto [data.l = 'x']`,
);
row(
  'a computed name taken out',
  `const T = { x: State.B, y: State.C }; const { [data.k]: next } = T; return next;`,
  `B goto\nC goto`,
);
row(
  'entries of a table',
  `const T = { x: State.B, y: State.C }; return Object.entries(T).find(([key]) => key === data.k)?.[1] ?? State.D;`,
  `B goto\nC goto\nD goto [otherwise]`,
);
row(
  'a module imported where it is needed',
  `const { route } = await import('./nowhere'); return route(data);`,
  `#unknown goto ?`,
);

row('a lookup that always misses', `const T = { x: State.B }; return T['y'];`, `#done done`);
row('a target that is missing', `const T = { x: State.B }; return goto(T['y']);`, `#unknown goto ?`);

// Loops and errors.
row(
  'try and catch',
  `try { await llm.x(); return State.B; } catch (e) { return State.C; } finally { log(); }`,
  `B goto\nC goto [on error]`,
);
row('a try that cannot throw', `try { return State.B; } catch (e) { return State.C; }`, `B goto`);
row(
  'a finally that returns',
  `try { return State.B; } catch (e) { return State.C; } finally { return State.D; }`,
  `D goto`,
);
row(
  'a finally that may return',
  `try { await llm.x(); return State.B; } finally { if (data.x) return State.D; }`,
  `B goto\nD goto [data.x]`,
);
row(
  'a variable set before an error',
  `let n = State.B; try { n = State.C; await llm.x(); n = State.D; } catch { return n; } return n;`,
  `C goto [on error]\nD goto`,
);
row(
  'an error passed on',
  `try { try { await llm.x(); return State.B; } finally { log(); } } catch { return State.C; }`,
  `B goto\nC goto [on error]`,
);
row(
  'a condition on the error',
  `try { return goto(State.B, await llm.x()); } catch (e) { if (e instanceof Busy) return State.C; throw e; }`,
  `B goto\nC goto [e instanceof Busy]`,
);
row('throwing', `if (data.x) return State.B; throw new Error('no');`, `B goto [data.x]`);
row(
  'a helper that never returns',
  `if (data.x) return State.B; this.never(data);`,
  `B goto [data.x]`,
  `never(x: never): never { throw new Error(); }`,
);
row('a loop without end', `while (true) { const r = await llm.x(); if (r) return State.B; }`, `B goto [r]`);
row(
  'a loop with an end',
  `while (data.more) { if (data.x) return State.B; }`,
  `B goto [data.x]\n#done done [not data.more]`,
);
row(
  'do while',
  `do { if (data.x) return State.B; } while (data.y); return State.C;`,
  `B goto [data.x]\nC goto [not data.y]`,
);
row(
  'a loop over states',
  `for (const s of [State.B, State.C]) { if (data.ok(s)) return s; } return done();`,
  `B goto [data.ok(s)]\nC goto [data.ok(s)]\n#done done [otherwise]`,
);
row(
  'a return at once in a loop',
  `for (const item of data.items) { return goto(State.B, item); }`,
  `B goto [item of data.items]\n#done done [otherwise]`,
);
row(
  'labels',
  `outer: for (const i of data) { for (const j of i) { if (j) break outer; if (i) return State.B; } return State.C; }`,
  `B goto [i]\nC goto [otherwise]\n#done done [otherwise]`,
);
row(
  'continue',
  `let n = State.B; for (const i of data) { if (i) { n = State.C; continue; } n = State.D; } return n;`,
  `B goto\nD goto [not i]\nC goto [i]`,
);

// Tables.
row(
  'a table',
  `const T = { ok: State.B, bad: State.C } as const; return T[data.v];`,
  `B goto [data.v = 'ok']\nC goto [data.v = 'bad']`,
);
row(
  'a table with a fallback',
  `const T: Record<string, State> = { ok: State.B, bad: State.C }; return T[data.v] ?? State.D;`,
  `B goto [data.v = 'ok']\nC goto [data.v = 'bad']\nD goto [otherwise]`,
);
row(
  'a table at a known key',
  `const T = { ok: State.B, bad: State.C }; return T[data.x ? 'ok' : 'bad'];`,
  `B goto [data.x]\nC goto [not data.x]`,
);
row(
  'a static table',
  `return Flow.NEXT[data.v];`,
  `B goto [data.v = 'a']\nC goto [data.v = 'b']`,
  `static NEXT = { a: State.B, b: State.C };`,
);
row(
  'a table of functions',
  `const on = { ok: () => goto(State.B), bad() { return State.C; } }; return on[data.v]();`,
  `B goto [data.v = 'ok']\nC goto [data.v = 'bad']`,
);
row(
  'a map with a fallback',
  `const m = new Map([['ok', State.B], ['bad', State.C]]); return m.get(data.v) ?? State.D;`,
  `B goto [data.v = 'ok']\nC goto [data.v = 'bad']\nD goto [otherwise]`,
);
row(
  'a map that is trusted',
  `const m = new Map([['ok', State.B], ['bad', State.C]]); return m.get(data.v)!;`,
  `B goto [data.v = 'ok']\nC goto [data.v = 'bad']`,
);
row(
  'rules',
  `const rules = [{ when: (d: any) => d.a, to: State.B }, { when: (d: any) => d.b, to: State.C }]; return rules.find((r) => r.when(data))?.to ?? State.D;`,
  `B goto\nC goto\nD goto [otherwise]`,
);
row(
  'a list that grows',
  `const all = [State.B]; all.push(data.next); return all[0];`,
  `B goto\n#unknown goto ?`,
);
row(
  'an index that is computed',
  `const order = [State.B, State.C]; return order[data.i + 1];`,
  `B goto ?\nC goto ?`,
);
row(
  'a template of known parts',
  `return State[\`\${data.x ? 'B' : 'C'}\`];`,
  `B goto [data.x]\nC goto [not data.x]`,
);
row('a template of unknown parts', `return State[\`B\${data.x}\` as keyof typeof State];`, `B goto ?`);

// Functions.
row(
  'a helper method',
  `return this.next(data.score);`,
  `B goto [score < 0.8]\nC goto [score >= 0.8]`,
  `private next(score: number) { if (score < 0.8) return State.B; return goto(State.C); }`,
);
row(
  'a private helper',
  `return this.#pick(data);`,
  `B goto [d]\nC goto [not d]`,
  `#pick(d: any) { return d ? State.B : State.C; }`,
);
row(
  'a helper that is a field',
  `return this.pick(data);`,
  `B goto [n]\nC goto [not n]`,
  `pick = (n: number) => n ? State.B : State.C;`,
);
row('a getter', `return this.next;`, `B goto`, `get next() { return State.B; }`);
row('a field', `return this.next;`, `C goto`, `readonly next = State.C;`);
row('a field that is set', `this.next = State.B; return this.next;`, `C goto\nB goto`, `next = State.C;`);
row(
  'a state passed to a helper',
  `return this.send(data.x ? State.B : State.C);`,
  `B goto [data.x]\nC goto [not data.x]`,
  `private send(to: State) { return goto(to, 1); }`,
);
row(
  'a directive passed to a helper',
  `return this.log(data.x ? goto(State.B) : done());`,
  `B goto [data.x]\n#done done [not data.x]`,
  `log<T>(x: T): T { console.log(x); return x; }`,
);
row(
  'a helper that calls itself',
  `return this.pick(data.n, State.B);`,
  `B goto [n < 0]\nC goto [n < 0]`,
  `pick(n: number, s: State): State { if (n < 0) return s; return this.pick(n - 1, State.C); }`,
);
row(
  'two helpers that call each other',
  `return this.ping(data.n);`,
  `B goto [n < 0]\nC goto [n > 9]`,
  `ping(n: number): State { if (n < 0) return State.B; return this.pong(n); } pong(n: number): State { if (n > 9) return State.C; return this.ping(n - 1); }`,
);
row(
  'a helper that only calls itself',
  `return this.again(data);`,
  ``,
  `again(d: any): State { return this.again(d); }`,
);
row('a default parameter', `return this.f();`, `B goto`, `f(to = State.B) { return to; }`);
row(
  'rest parameters',
  `return this.f(1, State.B, State.C);`,
  `C goto`,
  `f(i: number, ...to: State[]) { return to[i]; }`,
);
row('spread arguments', `const args = [State.B, 1] as const; return goto(...args);`, `B goto`);
row(
  'a local function',
  `function pick(d: any) { return d ? State.B : State.C; } return pick(data);`,
  `B goto [d]\nC goto [not d]`,
);
row(
  'a closure over a variable',
  `let n = State.B; const get = () => n; if (data.x) n = State.C; return get();`,
  `B goto\nC goto`,
);
row(
  'a function called in place',
  `return await (async () => { if (data.x) return State.B; return goto(State.C); })();`,
  `B goto [data.x]\nC goto [not data.x]`,
);
row(
  'an async helper',
  `const r = await this.f(data); return r;`,
  `B goto [d]\n#done done [not d]`,
  `async f(d: any) { if (d) return State.B; }`,
);
row(
  'then',
  `return llm.ask().then((a: any) => a.ok ? State.B : State.C);`,
  `B goto [a.ok]\nC goto [not a.ok]`,
);
row(
  'then and catch',
  `return llm.ask().then(() => State.B).catch(() => State.C);`,
  `B goto\nC goto [on error]`,
);
row(
  'a race',
  `return Promise.race([this.f(State.B), this.f(State.C)]);`,
  `B goto\nC goto`,
  `async f(to: State) { return to; }`,
);
row(
  'a generator that is passed through',
  `for (const s of this.gen(data)) { if (data.ok(s)) return s; } return done();`,
  `B goto [data.ok(s)]\nC goto [data.ok(s)]\n#done done [otherwise]`,
  `*gen(d: any) { yield State.B; if (d) yield State.C; }`,
);
row(
  'what a generator returns',
  `const it = this.gen(data); return (yield* it) as State;`,
  `#unknown goto ?`,
  `*gen(d: any) { return State.B; }`,
);
row(
  'the next of an async generator',
  `return (await this.gen().next()).value;`,
  `B goto\n#done done`,
  `async *gen() { yield State.B; }`,
);
row(
  'an instance of another class',
  `return new Router().route(data);`,
  `B goto [d]\nC goto [not d]`,
  `} class Router { route(d: any) { return d ? State.B : State.C; }`,
);
row(
  'a wrapper that is not known',
  `return await tracer.span('x', async () => { if (data.x) return goto(State.B); return done(); });`,
  `B goto [data.x] ?\n#done done [not data.x] ?`,
);

// Directives.
row(
  'a wait',
  `return waitFor('approval', { then: State.B, timeout: '3d', onTimeout: State.C });`,
  `B wait [on approval]\nC timeout [after 3d]`,
);
row(
  'a wait under a condition',
  `if (data.x) return waitFor('approval', { then: State.B, timeout: '3d', onTimeout: State.C });`,
  `B wait [data.x]\nC timeout [data.x]\n#done done [not data.x]`,
);
row(
  'a wait that fails when it times out',
  `return waitFor('approval', { then: State.B, timeout: '3d' });`,
  `B wait [on approval]\n#failed timeout [after 3d]`,
);
row(
  'a wait with a state for the timeout in one case only',
  `return waitFor('approval', { then: State.B, timeout: '3d', onTimeout: data.x ? State.C : undefined });`,
  `B wait [on approval]\nC timeout [data.x]\n#failed timeout [not data.x]`,
);
row(
  'a wait that never times out',
  `return waitFor('approval', { then: State.B, onTimeout: State.C });`,
  `B wait [on approval]`,
);
row(
  'a wait written as an object',
  `return { directive: 'waitFor', signal: 'x', state: State.B, data: null, timeoutMs: 500, onTimeout: null };`,
  `B wait\n#failed timeout`,
);
row('a sleep', `return sleep('1h', State.B);`, `B sleep [after 1h]`);
row('a child', `return child(Flow, 1, State.B);`, `B child`);
row('a new run', `return continueAs({});`, `A goto [as a new run]`);
row('a new run of another workflow', `return continueAs({}, Other);`, `#done done [continues as a new run]`);
row('a fan-out over a workflow', `return fanOut(Flow, data, { join: State.B });`, `B join`);
row(
  'a fan-out with spread options',
  `const options = { join: State.C }; return fanOut(State.B, [1], { ...options, concurrency: 2 });`,
  `B fan-out`,
);
row(
  'a fan-out to one of two',
  `return fanOut(data.x ? State.B : State.C, [1], { join: State.D });`,
  `B fan-out [data.x]\nC fan-out [not data.x]`,
);

// What cannot be read.
row('a member that is not there', `return State.TYPO;`, `#unknown goto ?`);
row('a value that is no state', `return goto('nope');`, `#unknown goto ?`);
row('a value from outside', `return data.next;`, `#unknown goto ?`);
row('a value from the session', `return goto(session.next);`, `#unknown goto ?`);
row('any state by its name', `return State[data.name as keyof typeof State];`, `#unknown goto ?`);
row('null', `return null;`, `#unknown goto ?`);
row('a condition as a value', `return data.x && State.B;`, `#unknown goto ?\nB goto [data.x]`);
row('a hook with a default', `return data.hook?.() ?? State.B;`, `#unknown goto ?\nB goto [otherwise]`);
row('a call that is not finished', `return goto(`, `#unknown goto ?`);
row('a member that is not finished', `return State.`, `#unknown goto ?`);
