/**
 * Loaded after the first paint, so as not to delay it. The app validates its messages against shared/protocol/bridge.ts,
 * and only its origin is accepted.
 */
import { type Cursor, showCursors } from './cursors.ts'
import type { Spot } from './anchor.ts'
import { handle, post } from './channel.ts'
import { beginPick, endPick } from './pick.ts'
import { type Pin, showPins } from './pins.ts'
import { watchPointer } from './pointer.ts'
import { reveal, scrollToSpot } from './scroll-to.ts'

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null

const isSpot = (value: unknown): value is Spot =>
  isObject(value) &&
  typeof value.route === 'string' &&
  typeof value.x === 'number' &&
  typeof value.y === 'number' &&
  isObject(value.anchor) &&
  typeof value.anchor.path === 'string' &&
  typeof value.anchor.text === 'string' &&
  typeof value.anchor.context === 'string' &&
  Array.isArray(value.anchor.marks)

const isCursor = (value: unknown): value is Cursor =>
  isObject(value) &&
  typeof value.id === 'string' &&
  typeof value.name === 'string' &&
  typeof value.color === 'string' &&
  isSpot(value.at)

const isPin = (value: unknown): value is Pin =>
  isObject(value) &&
  typeof value.id === 'string' &&
  typeof value.number === 'number' &&
  typeof value.color === 'string' &&
  isSpot(value.at)

const listOf = <T>(value: unknown, is: (entry: unknown) => entry is T): T[] =>
  Array.isArray(value) ? value.filter(is).slice(0, 200) : []

let taking = false

async function picture() {
  if (taking) return
  taking = true
  const image = await import('./picture.ts').then(
    ({ takePicture }) => takePicture(),
    () => null,
  )
  post({ type: 'picture', image })
  taking = false
}

watchPointer()
handle({
  cursors: ({ cursors }) => showCursors(listOf(cursors, isCursor)),
  pins: ({ pins }) => showPins(listOf(pins, isPin)),
  pick: ({ on }) => (on === true ? beginPick() : endPick()),
  scroll_to: ({ at }) => {
    if (isSpot(at)) scrollToSpot(at)
  },
  reveal: ({ at }) => {
    if (isSpot(at)) reveal(at)
  },
  take_picture: () => void picture(),
})
