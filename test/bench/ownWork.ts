/**
 * CommonJS text of a function that runs work under V8's profiler and gives, in milliseconds, every stretch in which
 * Backstep's bundle was on the stack without a pause; `busy` leaves out what the computer ran instead of the host. With
 * `BACKSTEP_PROFILES` the profile is written into that folder, too. `untilQuiet` waits until VS Code has done what it does
 * at its start.
 */
export const ownWork = `
const { Session } = require('node:inspector/promises');
// A sample that comes later than this after the one before says that the computer ran something else meanwhile.
const latest = 2;
const sum = (numbers) => numbers.reduce((total, one) => total + one, 0);
async function untilQuiet() {
  for (let quiet = 0, turns = 0; quiet < 3 && turns < 60; turns++) {
    const before = performance.eventLoopUtilization();
    await new Promise((resolve) => setTimeout(resolve, 500));
    quiet = performance.eventLoopUtilization(before).utilization < 0.05 ? quiet + 1 : 0;
  }
}
async function profile(work) {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.setSamplingInterval', { interval: 250 });
  await session.post('Profiler.start');
  const value = await work();
  const { profile } = await session.post('Profiler.stop');
  session.disconnect();
  const folder = process.env.BACKSTEP_PROFILES;
  if (folder) require('node:fs').writeFileSync(folder + '/' + Date.now() + '.cpuprofile', JSON.stringify(profile));
  const children = new Map(profile.nodes.map(({ id, children }) => [id, children ?? []]));
  const own = new Set();
  const include = (id) => { own.add(id); children.get(id).forEach(include); };
  for (const { id, callFrame } of profile.nodes) if (callFrame.url.endsWith('/dist/extension.cjs')) include(id);
  const collecting = new Set(profile.nodes.filter(({ callFrame }) => callFrame.functionName === '(garbage collector)').map(({ id }) => id));
  const stretches = [];
  const busy = [];
  let stretch = 0;
  let worked = 0;
  const end = () => {
    if (stretch > 0) { stretches.push(stretch); busy.push(worked); }
    stretch = 0;
    worked = 0;
  };
  profile.samples.forEach((id, index) => {
    const lasted = (profile.timeDeltas[index + 1] ?? 0) / 1000;
    if (own.has(id) || (stretch > 0 && collecting.has(id))) { stretch += lasted; worked += Math.min(lasted, latest); }
    else end();
  });
  end();
  return { value, stretches, busy };
}
`;
