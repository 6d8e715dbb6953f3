import type { Directive } from '../language/directive.ts';
import { array, count, json, nullOr, number, object, oneOf, string, wrong } from './guards.ts';

export function directiveFrom(value: unknown, where: string): Directive {
  const directive = object(value, where);
  const kind = string(directive['directive'], 'directive.directive') as Directive['directive'];
  switch (kind) {
    case 'goto':
      string(directive['state'], 'directive.state');
      json(directive['data'], 'directive.data');
      break;
    case 'done':
      json(directive['output'], 'directive.output');
      break;
    case 'fail':
      json(directive['reason'], 'directive.reason');
      break;
    case 'fanOut':
      branchFrom(directive['branch'], 'directive.branch');
      array(directive['items'], 'directive.items');
      string(directive['join'], 'directive.join');
      nullOr(directive['concurrency'], 'directive.concurrency', places);
      oneOf(directive['onBranchError'], ['fail', 'collect'], 'directive.onBranchError');
      break;
    case 'waitFor':
      string(directive['signal'], 'directive.signal');
      string(directive['state'], 'directive.state');
      json(directive['data'], 'directive.data');
      nullOr(directive['timeoutMs'], 'directive.timeoutMs', duration);
      nullOr(directive['onTimeout'], 'directive.onTimeout', string);
      break;
    case 'sleep':
      duration(directive['durationMs'], 'directive.durationMs');
      string(directive['state'], 'directive.state');
      json(directive['data'], 'directive.data');
      break;
    case 'child':
      string(directive['workflow'], 'directive.workflow');
      json(directive['input'], 'directive.input');
      string(directive['state'], 'directive.state');
      break;
    case 'continueAs':
      nullOr(directive['workflow'], 'directive.workflow', string);
      json(directive['input'], 'directive.input');
      break;
    default:
      throw wrong('directive.directive', 'a directive', kind satisfies never);
  }
  return directive as unknown as Directive;
}

/** What a fan-out runs: a state of the workflow, or another workflow. */
function branchFrom(value: unknown, where: string): void {
  const { state, workflow } = object(value, where);
  if ((state === undefined) === (workflow === undefined)) throw wrong(where, 'a state or a workflow', value);
  string(state ?? workflow, where);
}

/** How many branches may be under way at once: with none, a run would stand still for ever. */
function places(value: unknown, where: string): void {
  if (count(value, where) === 0) throw wrong(where, 'a whole number from 1', value);
}

function duration(value: unknown, where: string): void {
  if (number(value, where) < 0) throw wrong(where, 'a number from 0', value);
}

export function wakeFrom(value: unknown, where: string): void {
  const wake = object(value, where);
  const type = oneOf(wake['type'], ['timer', 'signal', 'timeout', 'join', 'child'], `${where}.type`);
  if (type === 'signal' || type === 'timeout') string(wake['signal'], `${where}.signal`);
}

export function signalFrom(value: unknown, where: string): void {
  const signal = object(value, where);
  string(signal['name'], `${where}.name`);
  json(signal['payload'], `${where}.payload`);
  number(signal['at'], `${where}.at`);
}

/** A child begins as any run does: at its start, with nothing to undo. */
export function openedFrom(value: unknown, where: string): void {
  const instance = object(value, where);
  for (const name of ['workflow', 'version', 'state']) string(instance[name], `${where}.${name}`);
  for (const name of ['input', 'config', 'session', 'data']) json(instance[name], `${where}.${name}`);
  oneOf(instance['status'], ['running'], `${where}.status`);
  if (instance['steps'] !== 0) throw wrong(`${where}.steps`, '0', instance['steps']);
  if (array(instance['undo'], `${where}.undo`).length > 0)
    throw wrong(`${where}.undo`, 'empty', instance['undo']);
  if (instance['failure'] !== null) throw wrong(`${where}.failure`, 'null', instance['failure']);
}
