import { app, bad, type CorpusApp } from './app.ts'

const react = "import { useEffect, useState } from 'react'"

/** Each is broken in a browser, and checks without one have called it clean. */
export const badApps: CorpusApp[] = [
  bad(
    'process',
    /process is not defined.*import\.meta\.env/,
    app('const key = process.env.API_KEY', '<p>{key}</p>'),
  ),
  bad(
    'Buffer',
    /Buffer is not defined/,
    app("const text = Buffer.from('x').toString('base64')", '<p>{text}</p>'),
  ),
  bad(
    'global',
    /global is not defined/,
    app('const g = (global as any).settings', '<p>{String(g)}</p>'),
  ),
  bad(
    'setImmediate',
    /setImmediate is not defined/,
    app('useEffect(() => { setImmediate(() => {}) }, [])', '<p>x</p>', react),
  ),
  bad(
    'require',
    /require is not defined/,
    app("const path = (require as any)('path')", '<p>{path.sep}</p>'),
  ),
  bad('renders nothing', /shows nothing/, app('', 'null')),
  bad('an empty box', /shows nothing/, app('', '<div className="min-h-screen" />')),
  bad(
    'text in the colour of its background',
    /none of it can be seen/,
    app(
      '',
      '<div style={{ color: "#fff", background: "#fff", minHeight: "100vh" }}><h1>Hello</h1></div>',
    ),
  ),
  bad('opacity of 0', /shows nothing/, app('', '<div style={{ opacity: 0 }}><h1>Hello</h1></div>')),
  bad(
    'a root without height',
    /shows nothing/,
    app('', '<div style={{ height: 0, overflow: "hidden" }}><h1>Hello</h1></div>'),
  ),
  bad(
    'a cover over everything',
    /covers the whole page/,
    app(
      '',
      '<main><h1>Shop</h1><button>Buy</button><p>Socks</p><div style={{ position: "fixed", inset: 0, zIndex: 50 }} /></main>',
    ),
  ),
  bad(
    'a backdrop that stays',
    /covers the whole page/,
    app(
      '',
      '<main><h1>Shop</h1><button>Buy</button><p>Socks</p><div className="fixed inset-0 bg-black/50" /></main>',
    ),
  ),
  bad(
    'an effect that sets state for ever',
    /renders without end/,
    app('const [n, setN] = useState(0)\n  useEffect(() => { setN(n + 1) })', '<p>{n}</p>', react),
  ),
  bad(
    'an effect with a new object each time',
    /renders without end/,
    app(
      'const [o, setO] = useState({})\n  const options = {}\n  useEffect(() => { Promise.resolve().then(() => setO({})) }, [options])',
      '<p>{Object.keys(o).length}</p>',
      react,
    ),
  ),
  bad(
    'state that is set while rendering',
    /Too many re-renders/,
    app('const [n, setN] = useState(0)\n  setN(n + 1)', '<p>{n}</p>', react),
  ),
  {
    ...bad(
      'new code on older storage',
      /earlier version left in localStorage \(todos\)/,
      app(
        "const [todos] = useState<Array<{ title: string }>>(() => JSON.parse(localStorage.getItem('todos') ?? '[]'))",
        '<main><h1>Todos</h1><ul>{todos.map((todo) => <li key={todo.title.toUpperCase()}>{todo.title}</li>)}</ul></main>',
        react,
      ),
    ),
    storage: { todos: '["Milk","Bread"]' },
  },
  bad(
    'its own storage on the second load',
    /second load.*theme/,
    app(
      "const [theme] = useState(() => { const kept = localStorage.getItem('theme'); return kept ? JSON.parse(kept).name : 'light' })\n  useEffect(() => localStorage.setItem('theme', theme), [theme])",
      '<h1>{theme}</h1>',
      react,
    ),
  ),
  bad(
    'a page that is too wide',
    /1372 px wide in a window of 1010 px/,
    app(
      '',
      '<main style={{ width: 1372 }}><h1>Wide</h1><div style={{ textAlign: "right" }}><button>Save</button></div></main>',
    ),
  ),
  bad(
    'an error in the dark scheme alone',
    /dark colour scheme.*text/,
    app(
      "const dark = matchMedia('(prefers-color-scheme: dark)').matches\n  const palette = dark ? undefined : { text: 'Light' }",
      '<h1>{(palette as { text: string }).text}</h1>',
    ).replace('palette as', 'palette as any as'),
  ),
  bad(
    'a button that throws',
    /click on the button “Save”.*nope/,
    app('const save = () => { throw new Error("nope") }', '<button onClick={save}>Save</button>'),
  ),
  bad(
    'a button that takes the page down',
    /click on the button “Show”/,
    app(
      'const [item, setItem] = useState<{ name: string } | null>({ name: "x" })',
      '<main><button onClick={() => setItem(null)}>Show</button><p>{(item as { name: string }).name}</p></main>',
      react,
    ),
  ),
  bad(
    'a handler that rejects',
    /click on the button “Load”.*JSON/,
    app(
      'const load = async () => { const r = await fetch("/nothing-here.json"); await r.json() }',
      '<button onClick={load}>Load</button>',
    ),
  ),
  bad(
    'a dialog that throws',
    /click on the button “Open”.*undefined/,
    app(
      'const [open, setOpen] = useState(false)\n  const Inner = ({ user }: { user?: { name: string } }) => <div role="dialog">{user!.name}</div>',
      '<main><h1>x</h1><button onClick={() => setOpen(true)}>Open</button>{open && <Inner />}</main>',
      react,
    ),
  ),
  bad(
    'an empty form that throws',
    /click on the button “Send”/,
    app(
      '',
      '<form onSubmit={(event) => { event.preventDefault(); const text = new FormData(event.currentTarget).get("mail") as string; if (!text.match(/@(.+)/)![1]) alert("no") }}><input name="mail" aria-label="Mail" /><button>Send</button></form>',
    ),
  ),
  bad(
    'the second page alone',
    /broken here/,
    `import { Route, Routes } from 'react-router'
function Settings(): never { throw new Error('broken here') }
export default function App() {
  return (<><Routes><Route path="/" element={<h1>Home</h1>} /><Route path="/settings" element={<Settings />} /></Routes></>)
}
`,
  ),
  bad(
    'a page with a parameter alone',
    /broken item/,
    `import { Link, Route, Routes } from 'react-router'
function Item(): never { throw new Error('broken item') }
export default function App() {
  return (<><Routes><Route path="/" element={<Link to="/items/7">Seven</Link>} /><Route path="/items/:id" element={<Item />} /></Routes></>)
}
`,
  ),
  bad(
    'an export that a lazy page lacks',
    /provide an export named|Lazy element type|resolve/,
    `import { lazy, Suspense } from 'react'
import { Route, Routes } from 'react-router'
const About = lazy(() => import('./About').then((m) => ({ default: (m as any).About })))
export default function App() {
  return (<><Suspense fallback={<p>…</p>}><Routes><Route path="/" element={<h1>Home</h1>} /><Route path="/about" element={<About />} /></Routes></Suspense></>)
}
`,
    { 'src/About.tsx': 'export function Info() { return <h1>About</h1> }\n' },
  ),
  bad(
    'a picture of its own that isn’t there',
    /picture \/logo\.png isn't there/,
    app('', '<main><h1>Us</h1><img alt="Logo" src="/logo.png" width="80" height="80" /></main>'),
  ),
  bad(
    'an import that isn’t there',
    /missing/,
    app('', '<Missing />', "import Missing from './missing'"),
  ),
  bad(
    'an icon that isn’t there',
    /Trashcan/,
    app('', '<Trashcan />', "import { Trashcan } from 'lucide-react'"),
  ),
  bad(
    'a style sheet that isn’t there',
    /theme\.css/,
    app('', '<h1>x</h1>', "import './theme.css'"),
  ),
  bad(
    'a syntax error',
    /App\.tsx|Unexpected|Expected/,
    'export default function App() { return <h1>Hello</h2> }\n',
  ),
  bad(
    'a loop without end',
    /hangs/,
    app('useEffect(() => { let n = 0; while (true) { n += 1 } }, [])', '<h1>x</h1>', react),
  ),
  bad(
    'a page that leaves',
    /leaves the app/,
    app('useEffect(() => { location.href = "https://example.com/" }, [])', '<h1>x</h1>', react),
  ),
]
