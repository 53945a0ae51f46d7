/** A page without a browser, for one showing. The dev server starts it with an IPC channel and ends it. */
import { enableCompileCache, flushCompileCache } from 'node:module'
import path from 'node:path'
import process from 'node:process'
import { setImmediate } from 'node:timers'
import { setTimeout as delay } from 'node:timers/promises'
import vm from 'node:vm'
import { openWindow } from './browser.ts'
import { describe } from './describe.ts'
import { Holes } from './holes.ts'
import { Judge, updateLoop } from './judge.ts'
import type { FromPage, PageFault, Shown, ToPage } from './messages.ts'
import { ElsewhereError, isOfPackage, LinkError, PageModules } from './page-modules.ts'
import { warmUp } from './warm-up.ts'
import { mayShowSomething, showsSomething, visibleText } from './visible-text.ts'

enableCompileCache(path.join(import.meta.dirname, '../.cache'))
Error.stackTraceLimit = 60

const send = (message: FromPage) => void process.send?.(message)
const otherHosts = 'scripts of other hosts'
const textLimit = 500
/** The first showing is over after this many turns in which React changed nothing … */
const quietTurns = 4
/** … or, as animations never end, this long after its first change … */
const animatedMs = 80
/** … or after this long. */
const settleLimitMs = 1_500
const blankPollMs = 25
const stuckMs = 500

const holes = new Holes()
const asked = new Map<string, PromiseWithResolvers<string | null>>()
let base = ''
let commits = 0
let requests = 0
let shows = false
const faults: PageFault[] = []

function ask(url: string) {
  const answer = Promise.withResolvers<string | null>()
  asked.set(url, answer)
  send({ say: 'need', url })
  return answer.promise
}

let modules = new PageModules(base, ask)
let judge = new Judge(base, holes, () => undefined)

function add(fault: PageFault) {
  if (faults.every(({ message }) => message !== fault.message)) faults.push(fault)
}

function addThrown(thrown: unknown, caught = false) {
  if (!shows) return
  if (thrown instanceof ElsewhereError) holes.add(otherHosts)
  else if (thrown instanceof LinkError) add({ message: thrown.message, place: thrown.place })
  else if (judge.isSure(thrown, caught))
    add({ message: describe(thrown), place: judge.placeOf(thrown) })
  else if (!caught) holes.add(`it threw ${describe(thrown).slice(0, 200)}`)
}

/** What surfaces on the process was thrown outside of the first render. */
function watch() {
  process.on('uncaughtException', () => {})
  process.on('unhandledRejection', () => {})
  for (const level of Object.keys(console)) Reflect.set(console, level, () => {})
  console.error = (...args: unknown[]) => {
    const text = args.filter((arg) => typeof arg === 'string').join(' ')
    const caught = args.find((arg) => arg instanceof Error)
    if (caught && /error occurred in/.test(text)) addThrown(caught, true)
    else if (updateLoop.test(text)) addThrown(new Error(String(args[0]).split('\n', 1)[0]))
  }
  Object.defineProperty(globalThis, '__REACT_DEVTOOLS_GLOBAL_HOOK__', {
    configurable: true,
    writable: true,
    value: {
      renderers: new Map(),
      supportsFiber: true,
      inject: () => 1,
      onScheduleFiberRoot() {},
      onCommitFiberRoot: () => (commits += 1),
      onCommitFiberUnmount() {},
      onPostCommitFiberRoot: () => (commits += 1),
    },
  })
}

const inlineModules = () =>
  [...document.querySelectorAll<HTMLScriptElement>('script[type=module]:not([src])')].map(
    ({ textContent }) => textContent ?? '',
  )

async function prepare(message: Extract<ToPage, { do: 'prepare' }>) {
  base = message.base
  modules = new PageModules(base, ask)
  judge = new Judge(base, holes, (url) => modules.sourceOf(url))
  const events = {
    onThrown: (thrown: unknown) => addThrown(thrown),
    onRequest: () => void (requests += 1),
  }
  await openWindow(`${base}/`, message.html, holes, events)
  // It is killed later, and would write nothing then.
  flushCompileCache()
  watch()
  modules.learn(message.modules)
  await modules.run('/@vite/client').catch(() => undefined)
  for (const code of inlineModules())
    if (code.includes('/@react-refresh')) await modules.runInline('/?preamble', code)
  for (const { url } of message.modules)
    if (isOfPackage(url)) await modules.run(url).catch(() => undefined)
  await warmUp(
    modules,
    message.modules.map(({ url }) => url),
  )
  holes.found.clear()
  holes.measured = false
  commits = 0
  send({ say: 'prepared' })
}

const isClassic = (script: HTMLScriptElement) =>
  /^(?:|text\/javascript|application\/javascript)$/.test(script.type)

function runClassicScripts() {
  for (const script of document.querySelectorAll<HTMLScriptElement>('script')) {
    if (!isClassic(script)) continue
    if (script.hasAttribute('src')) holes.add(otherHosts)
    else {
      try {
        vm.runInThisContext(script.textContent ?? '')
      } catch (thrown) {
        addThrown(thrown)
      }
    }
  }
}

const turn = () => new Promise<void>((resolve) => setImmediate(resolve))

/** Until React has rendered and run its effects. */
async function settle() {
  let end = performance.now() + settleLimitMs
  let seen = -1
  for (let quiet = 0; quiet < quietTurns && performance.now() < end; ) {
    await delay(1)
    await turn()
    if (seen <= 0 && commits > 0) end = Math.min(end, performance.now() + animatedMs)
    quiet = commits === seen ? quiet + 1 : 0
    seen = commits
  }
}

const isBlank = () => !showsSomething(document.body)

/** A page may show itself after a timer or an animation; what waits for a browser or an answer never does. */
async function waitForContent(waitMs: number) {
  const isStuck = requests > 0 || holes.found.size > 0
  const end = performance.now() + (isStuck ? Math.min(waitMs, stuckMs) : waitMs)
  while (isBlank() && faults.length === 0 && performance.now() < end) await delay(blankPollMs)
}

/** A module that waits for an answer never ends. */
async function run(root: string) {
  const ran = modules.run(root).then(() => true, addThrown)
  if ((await Promise.race([ran, delay(settleLimitMs, false)])) === false)
    holes.add('top-level await')
}

async function show(message: Extract<ToPage, { do: 'show' }>) {
  const { route, roots, waitMs } = message
  shows = true
  if (route !== '/') history.replaceState(null, '', route)
  modules.learn(message.modules)
  runClassicScripts()
  for (const root of roots) await run(root)
  for (const url of message.all) await modules.link(url).catch(addThrown)
  await settle()
  await waitForContent(waitMs)
  const shown: Shown = {
    faults,
    holes: [...holes.found],
    requests,
    blank: waitMs > 0 && isBlank(),
    styled: mayShowSomething(document.body),
    text: waitMs > 0 ? visibleText(document.body).slice(0, textLimit) : '',
  }
  send({ say: 'shown', ...shown })
}

process.on('message', (message: ToPage) => {
  if (message.do === 'prepare') void prepare(message)
  else if (message.do === 'show') void show(message)
  else {
    asked.get(message.url)?.resolve(message.code)
    asked.delete(message.url)
  }
})
process.on('disconnect', () => process.exit(0))
