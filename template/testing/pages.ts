/** Small apps as files over the starter app, each with what a browser makes of it. */
export type SmallApp = { name: string; files: Record<string, string> }
export type BrokenApp = SmallApp & { says: RegExp; file?: string; line?: number }

function app(body: string, head = '') {
  return { 'src/App.tsx': `${head}\nexport default function App() {\n${body}\n}\n` }
}

function react(...names: string[]) {
  return `import { ${names.join(', ')} } from 'react'`
}

function effect(code: string, head = '') {
  const body = `  useEffect(() => {\n${code}\n  }, [])\n  return <p>Fine</p>`
  return app(body, `${react('useEffect')}\n${head}`)
}

function html(head: string, body: string) {
  return `<!doctype html>
<html lang="en"><head><title>App</title>${head}</head><body>${body}</body></html>\n`
}

/** Nothing is wrong with these. */
export const goodApps: SmallApp[] = [
  { name: 'a static page', files: app('  return <h1>Hello</h1>') },
  {
    name: 'a request that its effect ends',
    files: effect(
      '    const ended = new AbortController()\n    fetch("/data.json", { signal: ended.signal }).then((r) => r.json()).catch(() => {})\n    return () => ended.abort()',
    ),
  },
  {
    name: 'a page that shows after its own request',
    files: app(
      '  const [rows, setRows] = useState<string[] | null>(null)\n  useEffect(() => {\n    void fetch("/rows.json").then((r) => r.json()).then(setRows)\n  }, [])\n  return rows && <p>{rows.length} rows</p>',
      react('useEffect', 'useState'),
    ),
  },
  {
    name: 'geolocation',
    files: effect('    navigator.geolocation.getCurrentPosition(() => {}, () => {})'),
  },
  {
    name: 'a worker',
    files: {
      ...effect(
        '    const worker = new Worker(new URL("./sum.ts", import.meta.url), { type: "module" })\n    worker.postMessage(1)\n    return () => worker.terminate()',
      ),
      'src/sum.ts': 'onmessage = ({ data }) => postMessage(data + 1)\n',
    },
  },
  {
    name: 'a worker by its import',
    files: {
      ...effect(
        '    const worker = new Sum()\n    worker.postMessage(1)\n    return () => worker.terminate()',
        "import Sum from './sum?worker'",
      ),
      'src/sum.ts': 'onmessage = ({ data }) => postMessage(data + 1)\n',
    },
  },
  {
    name: 'indexedDB',
    files: effect(
      '    const open = indexedDB.open("notes", 1)\n    open.onupgradeneeded = () => open.result.createObjectStore("notes")',
    ),
  },
  {
    name: 'sound',
    files: app(
      '  const [context] = useState(() => new AudioContext())\n  return <p>{context.state}</p>',
      react('useState'),
    ),
  },
  {
    name: 'a form read by FormData',
    files: app(
      '  const form = useRef<HTMLFormElement>(null)\n  useEffect(() => {\n    if (new FormData(form.current!).get("name") !== "Ada") throw new Error("no name")\n  }, [])\n  return <form ref={form}><input name="name" defaultValue="Ada" /></form>',
      react('useEffect', 'useRef'),
    ),
  },
  {
    name: 'the pixels of a canvas',
    files: app(
      '  const ref = useRef<HTMLCanvasElement>(null)\n  useEffect(() => {\n    const context = ref.current!.getContext("2d")!\n    context.fillRect(0, 0, 9, 9)\n    const { data } = context.getImageData(0, 0, 9, 9)\n    if (data.length !== 324 || data[3] !== 255) throw new Error("not painted")\n  }, [])\n  return <canvas ref={ref} width={90} height={90} />',
      react('useEffect', 'useRef'),
    ),
  },
  {
    name: 'WebGL',
    files: app(
      '  const ref = useRef<HTMLCanvasElement>(null)\n  useEffect(() => {\n    const gl = ref.current!.getContext("webgl")!\n    gl.clearColor(0, 0, 0, 1)\n    gl.clear(gl.COLOR_BUFFER_BIT)\n  }, [])\n  return <canvas ref={ref} />',
      react('useEffect', 'useRef'),
    ),
  },
  {
    name: 'a game on a canvas beside an empty root',
    files: {
      'src/main.tsx':
        'const canvas = document.createElement("canvas")\ndocument.body.append(canvas)\nconst context = canvas.getContext("2d")!\nlet x = 0\nfunction frame() {\n  context.fillRect(x++ % 300, 10, 4, 4)\n  requestAnimationFrame(frame)\n}\nframe()\n',
    },
  },
  { name: 'fonts', files: effect('    void document.fonts.ready.then(() => document.fonts.size)') },
  {
    name: 'fonts, used at once',
    files: effect('    document.fonts.addEventListener("loadingdone", () => {})'),
  },
  {
    name: 'an inline script',
    files: {
      'index.html': html(
        '<script>window.config = { title: "From the page" }</script>',
        '<div id="root"></div><script type="module" src="/src/main.tsx"></script>',
      ),
      ...app('  return <h1>{config.title}</h1>', 'declare const config: { title: string }'),
    },
  },
  {
    name: 'a script of another host',
    files: {
      'index.html': html(
        '<script src="https://cdn.example/lib.js"></script>',
        '<div id="root"></div><script type="module" src="/src/main.tsx"></script>',
      ),
      ...app('  return <h1>{lib.title()}</h1>', 'declare const lib: { title(): string }'),
    },
  },
  {
    name: 'a module of another host',
    files: app(
      '  return <h1>{title}</h1>',
      "// @ts-ignore\nimport { title } from 'https://cdn.example/lib.js'",
    ),
  },
  {
    name: 'a script in the page',
    files: {
      'index.html': html(
        '',
        '<div id="root"></div><script type="module">import "/src/main.tsx"; document.title = "Two"</script>',
      ),
      ...app('  return <h1>Hello</h1>'),
    },
  },
  {
    name: 'lazy pages',
    files: {
      ...app(
        '  return <Suspense fallback="…"><Page /></Suspense>',
        `${react('lazy', 'Suspense')}\nconst Page = lazy(() => import('./Page'))`,
      ),
      'src/Page.tsx': 'export default function Page() {\n  return <h1>Lazy</h1>\n}\n',
    },
  },
  {
    name: 'a boundary that catches what a library of the app throws on purpose',
    files: app(
      '  return <Boundary><Gate /></Boundary>',
      `${react('Component', 'type ReactNode')}
class Boundary extends Component<{ children: ReactNode }, { no: boolean }> {
  state = { no: false }
  static getDerivedStateFromError() { return { no: true } }
  render() { return this.state.no ? <p>Please sign in</p> : this.props.children }
}
function Gate(): ReactNode {
  throw new Error("signed out")
}`,
    ),
  },
  {
    name: 'an observer of what is visible',
    files: app(
      '  const ref = useRef<HTMLDivElement>(null)\n  const [seen, setSeen] = useState(false)\n  useEffect(() => {\n    const observer = new IntersectionObserver(([entry]) => setSeen(entry!.isIntersecting), { rootMargin: "10px" })\n    observer.observe(ref.current!)\n    return () => observer.disconnect()\n  }, [])\n  return <div ref={ref}>{seen ? "Seen" : "Not yet"}</div>',
      react('useEffect', 'useRef', 'useState'),
    ),
  },
  {
    name: 'text that is fitted by measuring',
    files: app(
      '  const ref = useRef<HTMLSpanElement>(null)\n  const [size, setSize] = useState(200)\n  useLayoutEffect(() => {\n    if (ref.current!.offsetWidth > 700) setSize(size - 1)\n  })\n  return <span ref={ref} style={{ fontSize: size }}>Fits</span>',
      react('useLayoutEffect', 'useRef', 'useState'),
    ),
  },
  {
    name: 'a selector that only browsers know',
    files: effect(
      '    document.querySelector("main:has(> p):not(:nth-child(2 of .x)), p")!.classList.add("on")',
    ),
  },
  {
    name: 'a computed style',
    files: effect(
      '    const size = getComputedStyle(document.body).fontSize\n    if (!size.endsWith("px")) throw new Error("no size")',
    ),
  },
  {
    name: 'speech, if there is any',
    files: effect(
      '    if ("speechSynthesis" in window) speechSynthesis.getVoices().map((voice) => voice.name)',
    ),
  },
  {
    name: 'a view transition',
    files: effect('    document.startViewTransition(() => {}).finished.catch(() => {})'),
  },
  {
    name: 'a popover',
    files: app(
      '  const ref = useRef<HTMLDivElement>(null)\n  useEffect(() => ref.current!.showPopover(), [])\n  return <div ref={ref} popover="auto">Hi</div>',
      react('useEffect', 'useRef'),
    ),
  },
  {
    name: 'a dialog',
    files: app(
      '  const ref = useRef<HTMLDialogElement>(null)\n  useEffect(() => {\n    if (!ref.current!.open) ref.current!.showModal()\n  }, [])\n  return <dialog ref={ref}>Hi</dialog>',
      react('useEffect', 'useRef'),
    ),
  },
  {
    name: 'a splash screen',
    files: app(
      '  const [on, setOn] = useState(false)\n  useEffect(() => {\n    const timer = setTimeout(() => setOn(true), 300)\n    return () => clearTimeout(timer)\n  }, [])\n  return on ? <h1>Welcome</h1> : null',
      react('useEffect', 'useState'),
    ),
  },
  {
    name: 'a clock',
    files: app(
      '  const [now, setNow] = useState(() => new Date())\n  useEffect(() => {\n    const timer = setInterval(() => setNow(new Date()), 1000)\n    return () => clearInterval(timer)\n  }, [])\n  return <time>{now.toLocaleTimeString()}</time>',
      react('useEffect', 'useState'),
    ),
  },
  {
    name: 'an animation that sets state in each frame',
    files: app(
      '  const [x, setX] = useState(0)\n  useEffect(() => {\n    const id = requestAnimationFrame(() => setX(x + 1))\n    return () => cancelAnimationFrame(id)\n  }, [x])\n  return <p style={{ translate: `${x % 300}px` }}>Moves</p>',
      react('useEffect', 'useState'),
    ),
  },
  {
    name: 'a module that waits for a request',
    files: {
      'src/config.ts': "export const config = await fetch('/config.json').then((r) => r.json())\n",
      ...app('  return <h1>{config.title}</h1>', "import { config } from './config'"),
    },
  },
  {
    name: 'WebAssembly',
    files: effect(
      '    const bytes = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])\n    void WebAssembly.instantiate(bytes).then(({ instance }) => instance.exports)',
    ),
  },
  {
    name: 'a socket',
    files: effect(
      '    const socket = new WebSocket(`ws://${location.host}/live`)\n    socket.onopen = () => socket.send("hi")\n    return () => socket.close()',
    ),
  },
  {
    name: 'a chart',
    files: app(
      '  return <ResponsiveContainer width="100%" height={200}><LineChart data={[{ x: 1, y: 2 }, { x: 2, y: 5 }]}><XAxis dataKey="x" /><YAxis /><Line dataKey="y" /></LineChart></ResponsiveContainer>',
      "import { Line, LineChart, ResponsiveContainer, XAxis, YAxis } from 'recharts'",
    ),
  },
  {
    name: 'warnings and errors in the console',
    files: app('  console.error("odd")\n  return <ul>{[1, 2].map((n) => <li>{n}</li>)}</ul>'),
  },
  {
    name: 'a rejected request',
    files: effect('    void Promise.reject(new Error("offline"))'),
  },
  {
    name: 'what Node has too, if it is there',
    files: app(
      '  return <p>{typeof process === "undefined" && typeof Buffer === "undefined" ? "A browser" : "Node"}</p>',
      'declare const process: unknown\ndeclare const Buffer: unknown',
    ),
  },
  {
    name: 'a class of its own element',
    files: {
      ...app(
        '  return <app-clock></app-clock>',
        "import './clock'\ndeclare module 'react' {\n  namespace JSX { interface IntrinsicElements { 'app-clock': object } }\n}",
      ),
      'src/clock.ts':
        'class Clock extends HTMLElement {\n  connectedCallback() {\n    this.attachInternals().states.add("on")\n    this.attachShadow({ mode: "open" }).textContent = "12:00"\n  }\n}\nif (!customElements.get("app-clock")) customElements.define("app-clock", Clock)\n',
    },
  },
  {
    name: 'a file that nothing imports yet',
    files: {
      ...app('  return <h1>Hello</h1>'),
      'src/Next.tsx': "import { nope } from './nope'\nexport const Next = () => <p>{nope\n",
    },
  },
]

/** Each is an effect that every browser runs without an error. */
const effects: Array<[name: string, code: string]> = [
  [
    'a colour scheme',
    'matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {})',
  ],
  ['the clipboard', 'void navigator.clipboard.readText().catch(() => {})'],
  ['random ids', 'sessionStorage.setItem("id", crypto.randomUUID())'],
  [
    'a stored state',
    'const list = JSON.parse(localStorage.getItem("todos") ?? "[]")\nlist.map(String)\nlocalStorage.setItem("todos", JSON.stringify([...list, 1]))',
  ],
  [
    'an object URL',
    'URL.revokeObjectURL(URL.createObjectURL(new Blob(["a"], { type: "text/plain" })))',
  ],
  [
    'an idle moment',
    'const id = requestIdleCallback(() => {})\nreturn () => cancelIdleCallback(id)',
  ],
  ['notifications', 'if (Notification.permission === "denied") document.title = "quiet"'],
  ['the size of the view', 'document.body.style.height = `${visualViewport!.height}px`'],
  ['the screen', 'document.title = screen.orientation.type'],
  ['a deep copy', 'structuredClone({ a: new Date(), b: new Map([[1, 2]]) })'],
  ['media', 'void navigator.mediaDevices.getUserMedia({ audio: true }).catch(() => {})'],
  [
    'a sound file',
    'const sound = new Audio("/ping.mp3")\nsound.volume = 0.5\nvoid sound.play().catch(() => {})',
  ],
  [
    'an image',
    'const image = new Image(20, 20)\nimage.onload = () => {}\nimage.src = "/x.png"\nvoid image.decode().catch(() => {})',
  ],
  [
    'a channel between tabs',
    'const channel = new BroadcastChannel("app")\nchannel.postMessage(1)\nreturn () => channel.close()',
  ],
  ['a lock', 'void navigator.locks.request("a", () => {})'],
  [
    'a selection',
    'const range = document.createRange()\nrange.selectNodeContents(document.body)\ngetSelection()!.removeAllRanges()\ngetSelection()!.addRange(range)',
  ],
  [
    'an observer of changes',
    'const observer = new MutationObserver(() => {})\nobserver.observe(document.body, { childList: true })\nreturn () => observer.disconnect()',
  ],
  [
    'an observer of performance',
    'new PerformanceObserver(() => {}).observe({ type: "largest-contentful-paint", buffered: true })',
  ],
  ['history', 'history.pushState({}, "", "?page=2")\naddEventListener("popstate", () => {})'],
  [
    'a parser',
    'new DOMParser().parseFromString("<svg><path d=\'M0 0\'/></svg>", "image/svg+xml").querySelector("path")!.getAttribute("d")',
  ],
  [
    'an animation by script',
    'document.body.animate([{ opacity: 0 }, { opacity: 1 }], { duration: 100 }).onfinish = () => {}',
  ],
  [
    'the length of a path',
    'const path = document.createElementNS("http://www.w3.org/2000/svg", "path")\npath.setAttribute("d", "M0 0h9")\npath.getPointAtLength(2).x.toFixed()',
  ],
  [
    'a style sheet by script',
    'const sheet = new CSSStyleSheet()\nsheet.replaceSync("p { color: red }")\ndocument.adoptedStyleSheets.push(sheet)',
  ],
  ['text that speaks', 'speechSynthesis.speak(new SpeechSynthesisUtterance("hi"))'],
  [
    'streams',
    'void new Response(new Blob(["a"]).stream().pipeThrough(new CompressionStream("gzip"))).arrayBuffer()',
  ],
  ['a cache', 'void caches.open("v1").then((cache) => cache.keys())'],
  [
    'a service worker, if it may',
    'void navigator.serviceWorker.getRegistrations().catch(() => {})',
  ],
  ['a gamepad', 'navigator.getGamepads().filter(Boolean)'],
  ['a share button', 'if (navigator.canShare?.({ title: "a" })) document.title = "share"'],
  [
    'the battery',
    '// @ts-ignore\nvoid navigator.getBattery?.().then((battery: any) => battery.level)',
  ],
  ['a pointer', 'addEventListener("pointermove", (event) => event.getCoalescedEvents())'],
  [
    'names and numbers',
    'new Intl.DateTimeFormat("de", { dateStyle: "full" }).format(new Date())\nnew Intl.RelativeTimeFormat("en").format(-1, "day")',
  ],
  [
    'an old request',
    'const request = new XMLHttpRequest()\nrequest.open("GET", "/rows.json")\nrequest.onload = () => {}\nrequest.send()',
  ],
  [
    'events of a server',
    'const source = new EventSource("/events")\nsource.onmessage = () => {}\nreturn () => source.close()',
  ],
  ['full screen, if there is any', 'if (document.fullscreenEnabled) document.title = "big"'],
  ['where an element stands', 'document.elementFromPoint(5, 5)!.closest("body")!.id.trim()'],
  ['an editor of text', 'document.body.contentEditable = "true"\ndocument.execCommand("bold")'],
  [
    'numbers of the element',
    'const { width } = document.querySelector("p")!.getBoundingClientRect()\nnew Array(Math.round(width / 10)).fill(0)',
  ],
]

/** Each is a component that every browser renders. */
const bodies: Array<[name: string, body: string, head?: string]> = [
  [
    'a portal',
    '  return createPortal(<p>Above</p>, document.body)',
    "import { createPortal } from 'react-dom'",
  ],
  ['HTML by hand', '  return <div dangerouslySetInnerHTML={{ __html: "<b>Bold</b>" }} />'],
  ['a frame', '  return <iframe title="Other" srcDoc="<p>Hi</p>" />'],
  [
    'a picture of styles',
    '  return <div style={{ width: 90, height: 90, background: "tomato" }} />',
  ],
  ['a video', '  return <video autoPlay muted loop playsInline src="/a.mp4" />'],
  [
    'a store outside of React',
    '  return <p>{useSyncExternalStore((on) => {\n    addEventListener("online", on)\n    return () => removeEventListener("online", on)\n  }, () => navigator.onLine) ? "on" : "off"}</p>',
    react('useSyncExternalStore'),
  ],
  [
    'a promise that it waits for',
    '  return <Suspense fallback="…"><Name /></Suspense>',
    `${react('Suspense', 'use')}\nconst name = fetch("/name").then((r) => r.text())\nfunction Name() {\n  return <p>{use(name)}</p>\n}`,
  ],
  ['a width of the window', '  return <p>{window.innerWidth > 600 ? "wide" : "narrow"}</p>'],
  [
    'a context of sound made at once',
    '  return <p>{sound.sampleRate}</p>',
    'const sound = new AudioContext()',
  ],
  [
    'a worker of its own code',
    '  return <p>{String(worker)}</p>',
    'const worker = new Worker(URL.createObjectURL(new Blob(["onmessage = () => {}"])))',
  ],
  [
    'a canvas off screen',
    '  return <p>{canvas.width}</p>',
    'const canvas = new OffscreenCanvas(9, 9)\ncanvas.getContext("2d")!.fillRect(0, 0, 9, 9)',
  ],
  [
    'a picture of a canvas',
    '  return <img alt="" src={picture()} />',
    'function picture() {\n  const canvas = document.createElement("canvas")\n  canvas.getContext("2d")!.arc(1, 1, 1, 0, 7)\n  const url = canvas.toDataURL()\n  if (!url.startsWith("data:image/png")) throw new Error("no picture")\n  return url\n}',
  ],
  ['a file of text', '  return <pre>{text.length}</pre>', "import text from '../index.html?raw'"],
  [
    'all files of a folder',
    '  return <p>{Object.keys(parts).length}</p>',
    "const parts = import.meta.glob('./components/ui/*.tsx', { eager: true })",
  ],
  ['its environment', '  return <p>{import.meta.env.VITE_API ?? import.meta.env.MODE}</p>'],
  ['data', '  return <p>{data.name}</p>', "import data from '../package.json'"],
  [
    'toasts',
    '  useEffect(() => void toast("Saved"), [])\n  return <Button>Save</Button>',
    `${react('useEffect')}\nimport { toast } from 'sonner'\nimport { Button } from '@/components/ui/button'`,
  ],
  [
    'an open dialog of the kit',
    '  return <Dialog open><DialogContent><DialogTitle>Hi</DialogTitle><DialogDescription>There</DialogDescription></DialogContent></Dialog>',
    "import { Dialog, DialogContent, DialogDescription, DialogTitle } from '@/components/ui/dialog'",
  ],
  [
    'an open menu of the kit',
    '  return <DropdownMenu open><DropdownMenuTrigger>Menu</DropdownMenuTrigger><DropdownMenuContent><DropdownMenuItem>One</DropdownMenuItem></DropdownMenuContent></DropdownMenu>',
    "import { DropdownMenu, DropdownMenuContent, DropdownMenuItem, DropdownMenuTrigger } from '@/components/ui/dropdown-menu'",
  ],
  [
    'a list of two thousand',
    '  return <ul>{Array.from({ length: 2_000 }, (_, n) => <li key={n}>{n}</li>)}</ul>',
  ],
  [
    'what the address says',
    '  const [search] = useSearchParams()\n  return <p>{search.get("q") ?? "all"} {useLocation().pathname}</p>',
    "import { useLocation, useSearchParams } from 'react-router'",
  ],
]

for (const [name, code] of effects)
  goodApps.push({ name, files: effect(`    ${code.replaceAll('\n', '\n    ')}`) })
for (const [name, body, head] of bodies) goodApps.push({ name, files: app(body, head) })

/** What a browser shows of these is an error, or nothing. */
export const brokenApps: BrokenApp[] = [
  {
    name: 'a syntax error',
    files: app('  return <p>Fine</div>'),
    says: /./,
    file: 'src/App.tsx',
    line: 3,
  },
  {
    name: 'an import of a file that is not there',
    files: app('  return <p>{nope}</p>', "import { nope } from './nope'"),
    says: /\.\/nope/,
    file: 'src/App.tsx',
  },
  {
    name: 'an import of a missing package',
    files: app('  return <p>{nope}</p>', "import { nope } from 'no-such-package'"),
    says: /no-such-package/,
    file: 'src/App.tsx',
  },
  {
    name: 'a name that no module exports',
    files: app('  return <p>{nope}</p>', "import { nope } from '@/lib/utils'"),
    says: /nope/,
    file: 'src/App.tsx',
    line: 1,
  },
  {
    name: 'a name that no package exports',
    files: app('  return <NoSuchIcon />', "import { NoSuchIcon } from 'lucide-react'"),
    says: /NoSuchIcon/,
    file: 'src/App.tsx',
    line: 1,
  },
  {
    name: 'a lazy page that is not there',
    files: app(
      '  return <Suspense><Page /></Suspense>',
      `${react('lazy', 'Suspense')}\nconst Page = lazy(() => import('./pages/nope'))`,
    ),
    says: /pages\/nope/,
    file: 'src/App.tsx',
  },
  {
    name: 'a missing export behind a lazy page that is not shown',
    files: {
      ...app(
        '  const [on] = useState(false)\n  return <Suspense fallback="…">{on ? <Later /> : <p>Now</p>}</Suspense>',
        `${react('lazy', 'Suspense', 'useState')}\nconst Later = lazy(() => import('./Later'))`,
      ),
      'src/Later.tsx':
        "import { nope } from '@/lib/utils'\nexport default function Later() {\n  return <p>{nope}</p>\n}\n",
    },
    says: /nope/,
    file: 'src/Later.tsx',
    line: 1,
  },
  {
    name: 'a style sheet that is not there',
    files: app('  return <p>Fine</p>', "import './nope.css'"),
    says: /nope\.css/,
    file: 'src/App.tsx',
  },
  ...[
    ['process', '  return <p>{process.env.API}</p>'],
    ['Buffer', '  return <p>{Buffer.from("a").length}</p>'],
    ['global', '  return <p>{global.title}</p>'],
    ['setImmediate', '  setImmediate(() => {})\n  return <p>Fine</p>'],
    ['require', '  return <p>{require("./x")}</p>'],
    ['undefinedName', '  return <p>{undefinedName}</p>'],
  ].map(([name = '', body = '']) => ({
    name: `${name}, which no browser has`,
    files: app(body, `declare const ${name}: any`),
    says: new RegExp(`ReferenceError: ${name} is not defined`),
    file: 'src/App.tsx',
    line: 3,
  })),
  {
    name: 'Node’s process in a module',
    files: {
      'src/api.ts': '// @ts-ignore\nexport const api = process.env.API_URL ?? "/api"\n',
      ...app('  return <p>{api}</p>', "import { api } from './api'"),
    },
    says: /process is not defined/,
    file: 'src/api.ts',
    line: 2,
  },
  {
    name: 'Node’s global in an effect',
    files: effect('    global.title = "x"', 'declare const global: any'),
    says: /global is not defined/,
    file: 'src/App.tsx',
    line: 5,
  },
  {
    name: 'a throw while rendering',
    files: app('  const list: string[] = JSON.parse("null")\n  return <p>{list.length}</p>'),
    says: /of null/,
    file: 'src/App.tsx',
    line: 4,
  },
  {
    name: 'a method that is not there',
    files: app('  return <p>{(3 as any).map(String)}</p>'),
    says: /map is not a function/,
    file: 'src/App.tsx',
    line: 3,
  },
  {
    name: 'a component that is undefined',
    files: app('  return <Panel />', 'const Panel: any = undefined'),
    says: /Element type is invalid/,
  },
  {
    name: 'an object as a child',
    files: app('  return <p>{{ a: 1 } as any}</p>'),
    says: /Objects are not valid as a React child/,
  },
  {
    name: 'a hook in a condition',
    files: app(
      '  const [n, setN] = useState(0)\n  if (n === 0) useState(1)\n  useEffect(() => setN(1), [])\n  return <p>{n}</p>',
      react('useEffect', 'useState'),
    ),
    says: /hooks/,
  },
  {
    name: 'a state that is set while rendering',
    files: app(
      '  const [n, setN] = useState(0)\n  setN(n + 1)\n  return <p>{n}</p>',
      react('useState'),
    ),
    says: /Too many re-renders/,
  },
  {
    name: 'an effect that sets state for ever',
    files: app(
      '  const [list, setList] = useState<number[]>([])\n  useLayoutEffect(() => setList([]), [list])\n  return <p>{list.length}</p>',
      react('useLayoutEffect', 'useState'),
    ),
    says: /Maximum update depth/,
  },
  {
    name: 'a hook without its provider',
    files: app(
      '  return <p>{useTheme()}</p>',
      `${react('createContext', 'useContext')}
const Theme = createContext<string | null>(null)
function useTheme() {
  const theme = useContext(Theme)
  if (!theme) throw new Error("useTheme needs a ThemeProvider")
  return theme
}`,
    ),
    says: /needs a ThemeProvider/,
    file: 'src/App.tsx',
    line: 5,
  },
  {
    name: 'a router in a router',
    files: app(
      '  return <BrowserRouter><p>Fine</p></BrowserRouter>',
      "import { BrowserRouter } from 'react-router'",
    ),
    says: /render a <Router> inside another <Router>/,
  },
  {
    name: 'an effect that throws',
    files: effect('    const items: any = 3\n    items.push(4)'),
    says: /push is not a function/,
    file: 'src/App.tsx',
    line: 6,
  },
  {
    name: 'a variable used before its declaration',
    files: {
      'src/list.ts': 'export const first = list[0]\nconst list = [1]\n',
      ...app('  return <p>{first}</p>', "import { first } from './list'"),
    },
    says: /before initialization/,
    file: 'src/list.ts',
    line: 1,
  },
  {
    name: 'a boundary that hides a fault',
    files: app(
      '  return <Boundary><List /></Boundary>',
      `${react('Component', 'type ReactNode')}
class Boundary extends Component<{ children: ReactNode }, { no: boolean }> {
  state = { no: false }
  static getDerivedStateFromError() { return { no: true } }
  render() { return this.state.no ? <p>Something went wrong</p> : this.props.children }
}
function List({ items }: { items?: string[] }) {
  return <p>{items!.length}</p>
}`,
    ),
    says: /reading 'length'/,
    file: 'src/App.tsx',
    line: 8,
  },
  {
    name: 'a page without the element that the app is rendered into',
    files: {
      'index.html': html(
        '',
        '<div id="app"></div><script type="module" src="/src/main.tsx"></script>',
      ),
      'src/main.tsx':
        "import { createRoot } from 'react-dom/client'\ncreateRoot(document.getElementById('root')!).render(<p>Hi</p>)\n",
    },
    says: /Target container is not a DOM element/,
  },
]
