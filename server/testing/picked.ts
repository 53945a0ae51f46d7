import type { Picked } from '../../shared/protocol/anchor.ts'

/** An element of a page that somebody picked, as small as the schema lets it be. */
export const picked: Picked = {
  route: '/',
  anchor: {
    path: 'div:0',
    siblings: 1,
    text: '',
    context: '',
    marks: [],
    key: null,
    component: null,
    file: null,
  },
  x: 0.5,
  y: 0.5,
  name: 'Button',
}
