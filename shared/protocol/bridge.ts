import { z } from 'zod'
import { Picked, Spot } from './anchor.ts'
import { Id } from '../ids.ts'

/**
 * Messages by postMessage between the preview's page (the bridge that the template injects) and the app that frames it. The app
 * begins with `hello`; the bridge replies to that origin only, and queues its messages until then. Both sides drop
 * messages that they don't know, so messages may be added; a change of an existing one raises the version.
 */
export const bridgeSource = 'fegg-bridge'
export const bridgeVersion = 1

/** A stack or message is cut to this many characters before it leaves the page. */
export const bridgeTextLimit = 2_000

const envelope = { source: z.literal(bridgeSource), version: z.literal(bridgeVersion) }

/** Path, search and hash of the page. */
const Route = z.string().startsWith('/').max(4_000)
const Text = z.string().max(bridgeTextLimit)
/** A place in the page's window, in CSS pixels. */
const Pixels = z.number().min(-100_000).max(100_000)
const Color = z.string().regex(/^#[0-9a-f]{6}$/i)

/** A larger picture is dropped, in bytes. */
export const bridgePictureLimit = 2_000_000
/** The most pins, and the most pointers, that a page shows. */
export const bridgeListLimit = 200

const Hello = z.object({ ...envelope, type: z.literal('hello') })

/** The reply to the app's `hello`: the page's address, and whether it has painted. */
const BridgeHello = Hello.extend({ route: Route, ready: z.boolean() })

/** The page has mounted and painted; `ms` since its navigation began. */
const Ready = z.object({
  ...envelope,
  type: z.literal('ready'),
  route: Route,
  ms: z.number().nonnegative(),
})

const RouteChanged = z.object({ ...envelope, type: z.literal('route'), route: Route })

const PageError = z.object({
  ...envelope,
  type: z.literal('error'),
  kind: z.enum(['exception', 'rejection', 'console', 'build']),
  message: Text,
  stack: Text.optional(),
  file: Text.optional(),
  line: z.number().int().nonnegative().optional(),
  route: Route,
  /** It left nothing of the app on the page. */
  blank: z.boolean(),
})

/** Changed modules have been put into the running page. */
const HotReload = z.object({ ...envelope, type: z.literal('hmr'), files: z.array(Text).max(200) })

/** This viewer's pointer; null where it is not over the page. */
const Pointer = z.object({ ...envelope, type: z.literal('pointer'), at: Spot.nullable() })

/** The element in sight at three tenths of the window's height. */
const InSight = z.object({ ...envelope, type: z.literal('view'), at: Spot })

/** This viewer clicked, pressed a key, scrolled or touched in the page. */
const Acted = z.object({ ...envelope, type: z.literal('acted') })

/** The element that was chosen after `pick`, and the point on it. */
const PickedElement = z.object({
  ...envelope,
  type: z.literal('picked'),
  element: Picked,
  x: Pixels,
  y: Pixels,
})

/** Picking was cancelled in the page. */
const PickEnded = z.object({ ...envelope, type: z.literal('pick_ended') })

/** Which of the shown pins have their element in the page now. */
const PinsFound = z.object({
  ...envelope,
  type: z.literal('pins'),
  found: z.array(z.object({ id: Id, found: z.boolean() })).max(bridgeListLimit),
})

const PinOpened = z.object({
  ...envelope,
  type: z.literal('pin_opened'),
  id: Id,
  x: Pixels,
  y: Pixels,
})

/** The reply to `take_picture`; null where this browser can't make one. */
const Picture = z.object({
  ...envelope,
  type: z.literal('picture'),
  image: z
    .instanceof(ArrayBuffer)
    .refine(({ byteLength }) => byteLength <= bridgePictureLimit)
    .nullable(),
})

/** From page to app. */
export const BridgeToApp = z.discriminatedUnion('type', [
  BridgeHello,
  Ready,
  RouteChanged,
  PageError,
  HotReload,
  Pointer,
  InSight,
  Acted,
  PickedElement,
  PickEnded,
  PinsFound,
  PinOpened,
  Picture,
])
export type BridgeToApp = z.infer<typeof BridgeToApp>

const Navigate = z.object({ ...envelope, type: z.literal('navigate'), route: Route })

const Reload = z.object({ ...envelope, type: z.literal('reload') })

const Back = z.object({ ...envelope, type: z.literal('back') })

const Forward = z.object({ ...envelope, type: z.literal('forward') })

/** Others' pointers on this page: all of them, each time. */
const Cursors = z.object({
  ...envelope,
  type: z.literal('cursors'),
  cursors: z
    .array(z.object({ id: Id, name: z.string().max(80), color: Color, at: Spot }))
    .max(bridgeListLimit),
})

const ShownPin = z.object({
  id: Id,
  number: z.int(),
  resolved: z.boolean(),
  selected: z.boolean(),
  color: Color,
  at: Spot,
})

/** The pins of this page: all of them, each time. */
const ShowPins = z.object({
  ...envelope,
  type: z.literal('pins'),
  pins: z.array(ShownPin).max(bridgeListLimit),
})

/** Begins or ends picking an element. */
const Pick = z.object({ ...envelope, type: z.literal('pick'), on: z.boolean() })

/** Scrolls to what the followed person has in sight. */
const ScrollTo = z.object({ ...envelope, type: z.literal('scroll_to'), at: Spot })

/** Scrolls to an element and highlights it. */
const Reveal = z.object({ ...envelope, type: z.literal('reveal'), at: Spot })

const TakePicture = z.object({ ...envelope, type: z.literal('take_picture') })

/** From app to page. */
export const AppToBridge = z.discriminatedUnion('type', [
  Hello,
  Navigate,
  Reload,
  Back,
  Forward,
  Cursors,
  ShowPins,
  Pick,
  ScrollTo,
  Reveal,
  TakePicture,
])
export type AppToBridge = z.infer<typeof AppToBridge>
