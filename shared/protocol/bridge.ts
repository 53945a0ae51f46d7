import { z } from 'zod'
import { Picked, Spot } from './anchor.ts'
import { Id } from '../ids.ts'
import { SourcePlace } from './source-place.ts'

/**
 * postMessage protocol of the preview's page (the bridge) and the app that frames it. The app begins with `hello`; the
 * bridge queues messages until then and replies to that origin only. Both sides drop unknown messages, so messages may be
 * added; changing one raises the version.
 */
export const bridgeSource = 'fegg-bridge'
export const bridgeVersion = 1

/** Stacks and messages are cut before they leave the page. */
export const bridgeTextLimit = 2_000

const envelope = { source: z.literal(bridgeSource), version: z.literal(bridgeVersion) }

/** Path, search and hash. */
const Route = z.string().startsWith('/').max(4_000)
const Text = z.string().max(bridgeTextLimit)
/** Position in the page's window, in CSS pixels. */
const Pixels = z.number().min(-100_000).max(100_000)
const Color = z.string().regex(/^#[0-9a-f]{6}$/i)

/** In bytes; a larger picture is dropped. */
export const bridgePictureLimit = 2_000_000
/** Of pins and of pointers on a page. */
export const bridgeListLimit = 200

const Hello = z.object({ ...envelope, type: z.literal('hello') })

/** `ready`: the page has painted. */
const BridgeHello = Hello.extend({ route: Route, ready: z.boolean() })

/** The page has mounted and painted; `ms` since navigation began. */
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
  /** Nothing of the app is left on the page. */
  blank: z.boolean(),
})

/** Changed modules were loaded into the running page. */
const HotReload = z.object({ ...envelope, type: z.literal('hmr'), files: z.array(Text).max(200) })

/** This viewer's pointer; null if not over the page. */
const Pointer = z.object({ ...envelope, type: z.literal('pointer'), at: Spot.nullable() })

/** The element at three tenths of the window's height. */
const InSight = z.object({ ...envelope, type: z.literal('view'), at: Spot })

/** Click, key, scroll or touch of this viewer. */
const Acted = z.object({ ...envelope, type: z.literal('acted') })

/** The picked element, and the point on it. */
const PickedElement = z.object({
  ...envelope,
  type: z.literal('picked'),
  element: Picked,
  /** In the app's files; pages of an earlier release don't say it. */
  place: SourcePlace.nullable().default(null),
  x: Pixels,
  y: Pixels,
})

/** Picking was cancelled in the page. */
const PickEnded = z.object({ ...envelope, type: z.literal('pick_ended') })

/** Shown pins whose element is in the page. */
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

/** Null if this browser can't make a picture. */
const Picture = z.object({
  ...envelope,
  type: z.literal('picture'),
  image: z
    .instanceof(ArrayBuffer)
    .refine(({ byteLength }) => byteLength <= bridgePictureLimit)
    .nullable(),
})

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

/** All others' pointers on this page. */
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

/** All pins of this page. */
const ShowPins = z.object({
  ...envelope,
  type: z.literal('pins'),
  pins: z.array(ShownPin).max(bridgeListLimit),
})

/** Begins or ends picking. */
const Pick = z.object({ ...envelope, type: z.literal('pick'), on: z.boolean() })

/** Scrolls to what the followed person sees. */
const ScrollTo = z.object({ ...envelope, type: z.literal('scroll_to'), at: Spot })

/** Scrolls to an element and highlights it. */
const Reveal = z.object({ ...envelope, type: z.literal('reveal'), at: Spot })

const TakePicture = z.object({ ...envelope, type: z.literal('take_picture') })

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
