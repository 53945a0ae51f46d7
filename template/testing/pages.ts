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
