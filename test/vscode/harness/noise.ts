/** Complaints of the server about parts that it does without, and about services that a test does not reach. */
const knownNoise: readonly RegExp[] = [
  /Failed to load resource/,
  /Could not locate the bindings file/,
  /build\/Release\/watchdog/,
  /Service ?Worker/i,
  /HTTP response code \(404\) was received when fetching the script/,
  /An unknown error occurred\. Please consult the log/,
  /authentication provider/,
  // The assistant that comes with the server, where it starts before the setting that turns it off has been read.
  /extensions\/copilot\/|provider copilotcli/,
  /Scanning: Unable to read file .*extensions\.json/,
  // A window that is loaded again in a browser.
  /\[lifecycle\] Long running operations during shutdown/,
  // A click on a row of the variables while they are read anew.
  /TreeError \[VariablesView\] Data tree node not found/,
  // A slow machine.
  /onWillSaveTextDocument-event after/,
  /ERR_NAME_NOT_RESOLVED|ENOTFOUND|ERR_INTERNET_DISCONNECTED/,
];

/** Whether a logged error says nothing about what is tested. */
export function isNoise(text: string): boolean {
  return knownNoise.some((noise) => noise.test(text));
}
