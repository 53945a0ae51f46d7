import type { Spec } from '../parse/spec.ts'
import { kebab, pascal } from '../parse/words.ts'
import { type Files, literal, type Section, str } from './code.ts'

/** A page of the made app. */
export interface Page {
  label: string
  path: string
  sections: Section[]
}

/** `site` has a plain brand and wide sections, `app` shows its name as the page's heading. */
export type Frame = 'site' | 'app'

/** App, layout, configuration and the pages, with every file that their sections need. */
export function shellFiles(
  spec: Spec,
  frame: Frame,
  tagline: string,
  width: string,
  pages: Page[],
): Files {
  const files: Files = new Map()
  for (const page of pages) {
    for (const section of page.sections) {
      for (const [path, content] of section.files) files.set(path, content)
    }
    files.set(pageFile(page.label), pageSource(page.label, page.sections))
  }
  files.set('src/config.ts', configSource(spec, tagline, width))
  files.set('src/components/layout.tsx', layoutSource(frame, spec.features.has('themeSwitch')))
  if (spec.features.has('themeSwitch')) files.set(themeSwitchPath, themeSwitchCode)
  files.set('src/App.tsx', appSource(pages))
  return files
}

export const themeSwitchPath = 'src/components/theme-switch.tsx'

export function pageName(label: string): string {
  return `${pascal(label)}Page`
}

export function pageFile(label: string): string {
  return `src/pages/${kebab(label)}.tsx`
}

/** A page's address: the first one is the root. */
export function pagePath(label: string): string {
  return `/${kebab(label)}`
}

export function pageSource(label: string, sections: Pick<Section, 'component' | 'file'>[]): string {
  const imports = [...sections]
    .sort((a, b) => (a.file < b.file ? -1 : 1))
    .map(({ component, file }) => `import { ${component} } from '@/components/${file}'\n`)
  return `${imports.join('')}
export function ${pageName(label)}() {
  return (
    <>
${sections.map(({ component }) => `      <${component} />\n`).join('')}    </>
  )
}
`
}

/** One line of App's list of pages. */
export function pageEntry(label: string, path: string): string {
  return `{ path: ${str(path)}, label: ${str(label)}, element: <${pageName(label)} /> }`
}

export function pageImport(label: string): string {
  return `import { ${pageName(label)} } from '@/pages/${kebab(label)}'`
}

function appSource(pages: Page[]): string {
  return `import { Navigate, Route, Routes } from 'react-router'
import { Layout } from '@/components/layout'
${pages.map((page) => `${pageImport(page.label)}\n`).join('')}
const pages = [
${pages.map((page) => `  ${pageEntry(page.label, page.path)},\n`).join('')}]

export default function App() {
  return (
    <Layout pages={pages}>
      <Routes>
        {pages.map(({ path, element }) => (
          <Route key={path} path={path} element={element} />
        ))}
        <Route path="*" element={<Navigate to="/" replace />} />
      </Routes>
    </Layout>
  )
}
`
}

function configSource(spec: Spec, tagline: string, width: string): string {
  const layout = { navigation: spec.features.has('sidebar') ? 'side' : 'top', width }
  return `/** What the app is called and how it is laid out. */
export const app = {
  name: ${str(spec.name)},
  tagline: ${str(tagline)},
}

export const layout: { navigation: 'top' | 'side'; width: string } = ${literal(layout)}
`
}

/** The line that shows the switch, and the one that imports it; changes add and remove both. */
export const themeSwitchTag = '<ThemeSwitch />'
export const themeSwitchImport = "import { ThemeSwitch } from '@/components/theme-switch'"

function layoutSource(frame: Frame, themeSwitch: boolean): string {
  return `import type { ReactNode } from 'react'
import { Link, NavLink } from 'react-router'
${themeSwitch ? `${themeSwitchImport}\n` : ''}import { app, layout } from '@/config'
import { cn } from '@/lib/utils'

type Page = { path: string; label: string }

export function Layout({ pages, children }: { pages: Page[]; children: ReactNode }) {
  const side = layout.navigation === 'side'

  return (
    <div className={cn('flex min-h-svh flex-col', side && 'md:flex-row')}>
      <header
        className={cn(
          'bg-background/85 sticky top-0 z-30 border-b backdrop-blur',
          side && 'md:bg-muted/40 md:h-svh md:w-64 md:shrink-0 md:border-r md:border-b-0',
        )}
      >
        <div
          className={cn(
            'mx-auto flex flex-wrap items-center gap-x-6 gap-y-2 px-4 py-3 sm:px-6',
            side && 'md:h-full md:flex-col md:items-stretch md:px-4 md:py-6',
          )}
          style={side ? undefined : { maxWidth: layout.width }}
        >
          <Link to="/" className="flex min-w-0 items-center gap-3">
            <span
              aria-hidden
              className="from-primary to-chart-2 text-primary-foreground grid size-9 shrink-0 place-items-center rounded-lg bg-linear-to-br font-bold shadow-sm"
            >
              {app.name.slice(0, 1).toUpperCase()}
            </span>
            ${
              frame === 'app'
                ? `<h1 className="truncate text-lg font-semibold tracking-tight">{app.name}</h1>`
                : `<span className="truncate text-lg font-semibold tracking-tight">{app.name}</span>`
            }
          </Link>
          {(pages.length > 1 || side) && (
            <nav aria-label="Main" className={cn('flex flex-wrap gap-1 max-sm:order-last max-sm:w-full', side && 'md:flex-col')}>
              {pages.map((page) => (
                <NavLink
                  key={page.path}
                  to={page.path}
                  end
                  className={({ isActive }) =>
                    cn(
                      'hover:bg-accent rounded-md px-3 py-1.5 text-sm font-medium transition-colors',
                      isActive ? 'bg-accent text-accent-foreground' : 'text-muted-foreground',
                    )
                  }
                >
                  {page.label}
                </NavLink>
              ))}
            </nav>
          )}
          <div className={cn('ml-auto flex items-center gap-2', side && 'md:mt-auto md:ml-0')}>
${themeSwitch ? `            ${themeSwitchTag}\n` : ''}          </div>
        </div>
      </header>
      <div className="flex min-w-0 flex-1 flex-col">
        <main className="mx-auto w-full flex-1 px-4 sm:px-6" style={{ maxWidth: layout.width }}>
${frame === 'app' ? `          <p className="text-muted-foreground pt-8 text-pretty">{app.tagline}</p>\n` : ''}          {children}
        </main>
        <footer className="text-muted-foreground mt-16 border-t px-4 py-6 text-center text-sm">
          {app.name} · {app.tagline}
        </footer>
      </div>
    </div>
  )
}
`
}

export const themeSwitchCode = `import { Moon, Sun } from 'lucide-react'
import { useEffect, useState } from 'react'
import { Button } from '@/components/ui/button'

const key = 'colour-scheme'

function startsDark() {
  const saved = localStorage.getItem(key)
  if (saved !== null) return saved === 'dark'
  return document.documentElement.classList.contains('dark')
}

/** Switches between the light and the dark colours and remembers the choice. */
export function ThemeSwitch() {
  const [dark, setDark] = useState(startsDark)

  useEffect(() => {
    document.documentElement.classList.toggle('dark', dark)
  }, [dark])

  function toggle() {
    localStorage.setItem(key, dark ? 'light' : 'dark')
    setDark(!dark)
  }

  return (
    <Button variant="outline" size="icon" role="switch" aria-checked={dark} aria-label="Dark mode" onClick={toggle}>
      {dark ? <Moon /> : <Sun />}
    </Button>
  )
}
`
