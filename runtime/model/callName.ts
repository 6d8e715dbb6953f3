/** What a call is named by, as in `model.complete`; one of a service that is a function has the service's name. */
export function callName({ service, method }: { readonly service: string; readonly method: string }): string {
  return method === '' ? service : `${service}.${method}`;
}
