import { z } from 'zod'

/**
 * What the preview's page (the bridge that the template injects) and the app that frames it say to
 * each other by postMessage. The app opens with `hello`; the bridge answers to that origin alone
 * and keeps what it has to say until then. Both sides drop what they don't know, so members may be
 * added; a change of an existing one raises the version.
 */
export const BRIDGE_SOURCE = 'fegg-bridge'
export const BRIDGE_VERSION = 1

/** A stack or message is cut at this many characters before it leaves the page. */
export const BRIDGE_TEXT_LIMIT = 2_000

const envelope = { source: z.literal(BRIDGE_SOURCE), version: z.literal(BRIDGE_VERSION) }

/** Path, search and hash of the page. */
const Route = z.string().startsWith('/').max(4_000)
const Text = z.string().max(BRIDGE_TEXT_LIMIT)

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
])
export type BridgeToApp = z.infer<typeof BridgeToApp>

export const AppToBridge = z.discriminatedUnion('type', [
  z.object({ ...envelope, type: z.literal('hello') }),
  z.object({ ...envelope, type: z.literal('navigate'), route: Route }),
  z.object({ ...envelope, type: z.literal('reload') }),
  z.object({ ...envelope, type: z.literal('back') }),
  z.object({ ...envelope, type: z.literal('forward') }),
])
export type AppToBridge = z.infer<typeof AppToBridge>
