/** Drawn rather than taken from a font, so that they are there in an exported picture too. A grid of 16 by 16, lines only. */
export const iconShapes = {
  fanOut:
    'M2 8h4M6 8c3 0 3-5 7-5M6 8h7M6 8c3 0 3 5 7 5M11.5 1.5 13 3l-1.5 1.5M11.5 6.5 13 8l-1.5 1.5M11.5 11.5 13 13l-1.5 1.5',
  join: 'M2 3c5 0 4 5 7 5M2 8h12M2 13c5 0 4-5 7-5M12 6l2 2-2 2',
  bell: 'M4 11.5V7a4 4 0 0 1 8 0v4.5l1.2 1H2.8zM6.8 14.5h2.4',
  clock: 'M8 2.2a5.8 5.8 0 1 0 0 11.6A5.8 5.8 0 0 0 8 2.2zM8 5v3.2l2.2 1.6',
  moon: 'M13.2 9.8A5.6 5.6 0 1 1 6.4 2.6a4.6 4.6 0 0 0 6.8 7.2z',
  child: 'M2.5 2.5h7v7h-7zM12 6.5h1.5v7h-7V12',
  zap: 'M9.2 1.8 3.8 9h4l-.8 5.2L12.4 7h-4z',
  undo: 'M3 6h6.2a3.7 3.7 0 0 1 0 7.4H6M5.8 3 2.8 6l3 3',
  check: 'm3 8.6 3.2 3.2L13 4.8',
  cross: 'm4 4 8 8M12 4l-8 8',
  question: 'M5.5 6a2.5 2.5 0 1 1 3.6 2.2C8.2 8.7 8 9.2 8 10M8 12.3v.4',
  eye: 'M1.8 8S4 4 8 4s6.2 4 6.2 4-2.2 4-6.2 4-6.2-4-6.2-4zM8 6.3a1.7 1.7 0 1 0 0 3.4 1.7 1.7 0 0 0 0-3.4z',
  error: 'M8 2.2a5.8 5.8 0 1 0 0 11.6A5.8 5.8 0 0 0 8 2.2zM5.8 5.8l4.4 4.4M10.2 5.8l-4.4 4.4',
  warning: 'M8 2.5 14.2 13.5H1.8zM8 6.5v3.3M8 11.5v.4',
  information: 'M8 2.2a5.8 5.8 0 1 0 0 11.6A5.8 5.8 0 0 0 8 2.2zM8 7.3v3.7M8 5v.4',
  pencil: 'm3 13 .8-3.2 6.9-6.9 2.4 2.4-6.9 6.9zM9.2 4.4l2.4 2.4',
  call: 'M2.5 5.5h10M10 3l2.5 2.5L10 8M13.5 10.5h-10M6 8l-2.5 2.5L6 13',
  retry: 'M12.8 8.6A4.9 4.9 0 1 1 11.3 4.4M11.5 1.8v2.8H8.7',
  history: 'M3.2 8a5 5 0 1 0 1.5-3.6L3 6M3 3v3h3M8 5.3V8.2l2 1.4',
  branch:
    'M4.5 5v6M4.5 2.2a1.4 1.4 0 1 0 0 2.8 1.4 1.4 0 0 0 0-2.8zM4.5 11a1.4 1.4 0 1 0 0 2.8 1.4 1.4 0 0 0 0-2.8zM11.5 3.2a1.4 1.4 0 1 0 0 2.8 1.4 1.4 0 0 0 0-2.8zM11.5 6c0 3-6 2-7 5',
  play: 'M5 3.2v9.6L12.5 8z',
  search: 'M6.8 2.5a4.3 4.3 0 1 0 0 8.6 4.3 4.3 0 0 0 0-8.6zM10 10l3.8 3.8',
  plus: 'M8 3v10M3 8h10',
  minus: 'M3 8h10',
  fit: 'M2.5 6V2.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10',
  map: 'M2.5 3.5h11v9h-11zM8.5 8h3.5v3H8.5z',
  up: 'm3.5 10 4.5-4.5L12.5 10',
  down: 'm3.5 6 4.5 4.5L12.5 6',
  graph: 'M5.5 2h5v3.5h-5zM1.5 10.5h5V14h-5zM9.5 10.5h5V14h-5zM8 5.5V8M4 10.5V8h8v2.5',
} as const;

export type IconName = keyof typeof iconShapes;
