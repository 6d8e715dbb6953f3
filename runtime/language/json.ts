/** A JSON object. */
export interface JsonObject {
  readonly [key: string]: Json;
}

/** What may cross a step: everything that survives `JSON.stringify` and back unchanged. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

/** A position inside a JSON value, from its root: object keys are strings, array indices numbers. */
export type Path = readonly (string | number)[];

/** True for a JSON object, false for arrays, null and primitives. */
export function isJsonObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
