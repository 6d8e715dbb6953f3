import type { PlanEdge } from './plan.ts';

/** Arrow heads with their tip at 0/0, pointing right: filled for the plain ways on, open for those that something else decides. */
export function headShape(kind: PlanEdge['kind']): string {
  switch (kind) {
    case 'error':
    case 'timeout':
    case 'fail':
      return 'M-9-5 0 0-9 5';
    case 'compensate':
      return 'M-9-5 0 0-9 5M-15-5-6 0-15 5';
    case 'join':
      return 'M-10-5 0 0-10 5zM1-6V6';
    case 'start':
    case 'goto':
    case 'fan-out':
    case 'wait':
    case 'sleep':
    case 'child':
    case 'done':
    case 'observed':
      return 'M-10-5 0 0-10 5z';
    default:
      return kind satisfies never;
  }
}

/** How much of a line its arrow head covers. */
export function tipLength(kind: PlanEdge['kind']): number {
  return kind === 'error' || kind === 'timeout' || kind === 'fail' || kind === 'compensate' ? 1 : 8;
}

/** The outline of a failed end. */
export function octagon(width: number, height: number): string {
  const cut = Math.min(9, height / 3);
  return `M${cut} 0H${width - cut}L${width} ${cut}V${height - cut}L${width - cut} ${height}H${cut}L0 ${height - cut}V${cut}z`;
}
