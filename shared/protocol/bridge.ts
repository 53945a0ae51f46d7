import { z } from 'zod'
import { Picked, Spot } from './anchor.ts'
import { Id } from '../ids.ts'

/**
 * What the preview's page (the bridge that the template injects) and the app that frames it say to
 * each other by postMessage. The app opens with `hello`; the bridge answers to that origin alone
 * and keeps what it has to say until then. Both sides drop what they don't know, so members may be
 * added; a change of an existing one raises the version.
 */
export const bridgeSource = 'fegg-bridge'
export const bridgeVersion = 1

/** A stack or message is cut at this many characters before it leaves the page. */
export const bridgeTextLimit = 2_000

const envelope = { source: z.literal(bridgeSource), version: z.literal(bridgeVersion) }

/** Path, search and hash of the page. */
const Route = z.string().startsWith('/').max(4_000)
const Text = z.string().max(bridgeTextLimit)
/** A place in the page's window, in CSS pixels. */
const Pixels = z.number().min(-100_000).max(100_000)
const Color = z.string().regex(/^#[0-9a-f]{6}$/i)

/** A picture that is larger is dropped, in bytes. */
export const bridgePictureLimit = 2_000_000
/** So many pins and pointers are shown in a page at most. */
export const bridgeListLimit = 200

export const BridgeToApp = z.discriminatedUnion('type', [
  /** The answer to the app's `hello`: where the page is, and whether it has painted. */
  z.object({ ...envelope, type: z.literal('hello'), route: Route, ready: z.boolean() }),
  /** The page has mounted and painted; `ms` since the page's navigation began. */
  z.object({ ...envelope, type: z.literal('ready'), route: Route, ms: z.number().nonnegative() }),
  z.object({ ...envelope, type: z.literal('route'), route: Route }),
  /** `blank`: nothing of the app is left on the page because of it. */
  z.object({
    ...envelope,
    type: z.literal('error'),
    kind: z.enum(['exception', 'rejection', 'console', 'build']),
    message: Text,
    stack: Text.optional(),
    file: Text.optional(),
    line: z.number().int().nonnegative().optional(),
    route: Route,
    blank: z.boolean(),
  }),
  /** Changed modules have been put into the running page. */
  z.object({ ...envelope, type: z.literal('hmr'), files: z.array(Text).max(200) }),
  /** Where this viewer's pointer is; null where it is not over the page. */
  z.object({ ...envelope, type: z.literal('pointer'), at: Spot.nullable() }),
  /** What is in sight, at three tenths of the window's height. */
  z.object({ ...envelope, type: z.literal('view'), at: Spot }),
  /** This viewer did something in the page: a click, a key, a wheel, a touch. */
  z.object({ ...envelope, type: z.literal('acted') }),
  /** The element that was asked for by `pick`, and the point that was chosen. */
  z.object({ ...envelope, type: z.literal('picked'), element: Picked, x: Pixels, y: Pixels }),
  /** Picking was given up in the page. */
  z.object({ ...envelope, type: z.literal('pick_ended') }),
  /** Which of the shown pins have their element in the page now. */
  z.object({
    ...envelope,
    type: z.literal('pins'),
    found: z.array(z.object({ id: Id, found: z.boolean() })).max(bridgeListLimit),
  }),
  z.object({ ...envelope, type: z.literal('pin_opened'), id: Id, x: Pixels, y: Pixels }),
  /** What `take_picture` asked for; null where this browser can't make one. */
  z.object({
    ...envelope,
    type: z.literal('picture'),
    image: z
      .instanceof(ArrayBuffer)
      .refine(({ byteLength }) => byteLength <= bridgePictureLimit)
      .nullable(),
  }),
])
export type BridgeToApp = z.infer<typeof BridgeToApp>

export const AppToBridge = z.discriminatedUnion('type', [
  z.object({ ...envelope, type: z.literal('hello') }),
  z.object({ ...envelope, type: z.literal('navigate'), route: Route }),
  z.object({ ...envelope, type: z.literal('reload') }),
  z.object({ ...envelope, type: z.literal('back') }),
  z.object({ ...envelope, type: z.literal('forward') }),
  /** Others' pointers on this page: all of them, each time. */
  z.object({
    ...envelope,
    type: z.literal('cursors'),
    cursors: z
      .array(z.object({ id: Id, name: z.string().max(80), color: Color, at: Spot }))
      .max(bridgeListLimit),
  }),
  /** The pins of this page: all of them, each time. */
  z.object({
    ...envelope,
    type: z.literal('pins'),
    pins: z
      .array(
        z.object({
          id: Id,
          number: z.int(),
          resolved: z.boolean(),
          selected: z.boolean(),
          color: Color,
          at: Spot,
        }),
      )
      .max(bridgeListLimit),
  }),
  /** Begins or ends picking an element. */
  z.object({ ...envelope, type: z.literal('pick'), on: z.boolean() }),
  /** Scrolls so that what somebody else has in sight is in sight. */
  z.object({ ...envelope, type: z.literal('scroll_to'), at: Spot }),
  /** Brings an element into sight and shows which one it is. */
  z.object({ ...envelope, type: z.literal('reveal'), at: Spot }),
  z.object({ ...envelope, type: z.literal('take_picture') }),
])
export type AppToBridge = z.infer<typeof AppToBridge>
