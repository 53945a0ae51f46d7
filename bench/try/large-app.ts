const parts = 88
const partsOfPage = 9

function part(number: number, mark: string): string {
  return `import { useState } from 'react'
import { Star } from 'lucide-react'
import { Button } from '@/components/ui/button'
import { Card, CardContent, CardHeader, CardTitle } from '@/components/ui/card'
import { cn } from '@/lib/utils'

type Item = { id: number; name: string; done: boolean }
const items: Item[] = Array.from({ length: 4 }, (_, id) => ({
  id,
  name: \`Item \${id} of part ${number}\`,
  done: id % 2 === 0,
}))

export function Part${number}({ title = 'Part ${number}' }: { title?: string }) {
  const [count, setCount] = useState(0)
  return (
    <Card className={cn('p-4', count > 2 && 'bg-muted')}>
      <CardHeader>
        <CardTitle>{title} ${mark}</CardTitle>
      </CardHeader>
      <CardContent>
        <ul>
          {items.map((item) => (
            <li key={item.id} className="flex gap-2">
              <Star className="size-4" /> {item.name} {item.done ? 'done' : 'open'}
            </li>
          ))}
        </ul>
        <Button onClick={() => setCount(count + 1)}>Count {count}</Button>
      </CardContent>
    </Card>
  )
}
`
}

function page(number: number): string {
  const own = Array.from({ length: parts }, (_, n) => n).filter(
    (n) => Math.floor(n / partsOfPage) === number,
  )
  const imports = own.map((n) => `import { Part${n} } from '@/parts/Part${n}'`).join('\n')
  const shown = own.map((n) => `      <Part${n} />`).join('\n')
  return `${imports}\n\nexport default function Page${number}() {\n  return (\n    <main className="grid gap-4 p-6">\n${shown}\n    </main>\n  )\n}\n`
}

function root(pages: number): string {
  const numbers = Array.from({ length: pages }, (_, n) => n)
  const imports = numbers.map((n) => `import Page${n} from '@/pages/Page${n}'`).join('\n')
  const routes = numbers
    .map((n) => `      <Route path="/${n === 0 ? '' : `page-${n}`}" element={<Page${n} />} />`)
    .join('\n')
  return `import { Route, Routes } from 'react-router'\n${imports}\n\nexport default function App() {\n  return (\n    <Routes>\n${routes}\n    </Routes>\n  )\n}\n`
}

/** Some hundred files over the starter app: ten pages of nine parts each. */
export function largeApp(): Record<string, string> {
  const pages = Math.ceil(parts / partsOfPage)
  const files: Record<string, string> = { 'src/App.tsx': root(pages) }
  for (let n = 0; n < pages; n++) files[`src/pages/Page${n}.tsx`] = page(n)
  for (let n = 0; n < parts; n++) files[`src/parts/Part${n}.tsx`] = part(n, 'as it was')
  return files
}

/** Three files that the first page shows. */
export function change(round: number): Record<string, string> {
  const changed = [0, 1, 2].map((n) => [`src/parts/Part${n}.tsx`, part(n, `round ${round}`)])
  return Object.fromEntries(changed)
}
