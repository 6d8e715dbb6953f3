import * as vscode from 'vscode';
import type { Json } from '../runtime/language/json.ts';
import type { ValueType } from '../runtime/model/valueType.ts';
import { type Field, fieldOf, type NamedField } from './payloadField.ts';
import { jsonMistake, payloadMistake, readPayload } from './signalPayload.ts';

/** A value, `left` where an optional one is left out, or undefined when the person has turned away. */
type Filled = { readonly value: Json } | 'left' | undefined;

/** Asks for a payload of a type, one box after the other; for one of no known type, for its JSON. Undefined when the person turns away. */
export async function askForPayload(title: string, type: ValueType | null): Promise<Json | undefined> {
  const filled = await ask(title, type === null || type.type === 'any' ? null : fieldOf(type), 'required');
  return typeof filled === 'object' ? filled.value : undefined;
}

async function ask(title: string, field: Field | null, need: 'required' | 'optional'): Promise<Filled> {
  if (field === null) return await askForJson(title);
  switch (field.type) {
    case 'fixed':
      return need === 'required'
        ? { value: field.value }
        : await choose(title, [fixedChoice(field.value)], need);
    case 'text':
      return await askForText(title, need, undefined, (text) => text);
    case 'number':
      return await askForText(title, need, numberMistake, Number);
    case 'pick':
      return await choose(
        title,
        field.choices.map(({ label, field: chosen }) => ({ label, field: chosen })),
        need,
      );
    case 'members':
      if (need === 'optional')
        return await choose(title, [{ label: vscode.l10n.t('Fill it in'), field }], need);
      return await askForMembers(title, field.members);
    case 'json':
      return await askForText(title, need, jsonMistake, (text) => JSON.parse(text) as Json, field.skeleton);
    default:
      return field satisfies never;
  }
}

async function askForMembers(title: string, members: readonly NamedField[]): Promise<Filled> {
  const value: { [name: string]: Json } = {};
  for (const [index, { name, optional, field }] of members.entries()) {
    const place = members.length > 1 ? ` (${index + 1}/${members.length})` : '';
    const filled = await ask(`${title} · ${name}${place}`, field, optional ? 'optional' : 'required');
    if (filled === undefined) return undefined;
    if (filled !== 'left') value[name] = filled.value;
  }
  return { value };
}

async function choose(
  title: string,
  choices: readonly { readonly label: string; readonly field: Field }[],
  need: 'required' | 'optional',
): Promise<Filled> {
  const items: (vscode.QuickPickItem & { readonly field?: Field })[] = [...choices];
  if (need === 'optional') items.push({ label: vscode.l10n.t('Leave it out') });
  const chosen = await vscode.window.showQuickPick(items, { title, ignoreFocusOut: true });
  if (chosen === undefined) return undefined;
  return chosen.field === undefined ? 'left' : await ask(title, chosen.field, 'required');
}

/** Nothing typed leaves an optional value out. */
async function askForText(
  title: string,
  need: 'required' | 'optional',
  mistake: ((text: string) => string | null) | undefined,
  read: (text: string) => Json,
  value = '',
): Promise<Filled> {
  const leaves = (text: string): boolean => need === 'optional' && text.trim() === '';
  const text = await vscode.window.showInputBox({
    title,
    ignoreFocusOut: true,
    // An optional one that is not touched is left out.
    value: need === 'required' ? value : '',
    ...(need === 'optional' ? { prompt: vscode.l10n.t('Optional: nothing typed leaves it out') } : {}),
    validateInput: (typed) => (leaves(typed) ? null : (mistake?.(typed) ?? null)),
  });
  if (text === undefined) return undefined;
  return leaves(text) ? 'left' : { value: read(text) };
}

async function askForJson(title: string): Promise<Filled> {
  const typed = await vscode.window.showInputBox({
    title,
    ignoreFocusOut: true,
    prompt: vscode.l10n.t('JSON, or a text without quotes; nothing for null'),
    placeHolder: vscode.l10n.t('{ "approved": true }'),
    validateInput: payloadMistake,
  });
  return typed === undefined ? undefined : { value: readPayload(typed) };
}

function fixedChoice(value: Json): { readonly label: string; readonly field: Field } {
  return { label: JSON.stringify(value), field: { type: 'fixed', value } };
}

function numberMistake(text: string): string | null {
  return text.trim() !== '' && Number.isFinite(Number(text))
    ? null
    : vscode.l10n.t('A number, such as 3 or 0.5');
}
