import { Loader } from '@mantine/core'
import { useDocumentTitle } from '@mantine/hooks'
import type { ReactNode } from 'react'
import { AppHeader } from './app-header.tsx'
import classes from './page.module.css'

type PageProps = {
  /** The document's title; the product's name is put behind it where it doesn't begin with that. */
  title: string
  /** What follows the logo in the header: where one is. */
  crumbs?: ReactNode
  /** Widest that the content gets: `text` 620 px, `cards` 1120 px, `full` whatever there is. */
  width?: 'text' | 'cards' | 'full'
  children: ReactNode
}

/** A page with the app's header: everything but the session screen. */
export function Page({ title, crumbs, width = 'cards', children }: PageProps) {
  useDocumentTitle(title.startsWith('FeGG') ? title : `${title} · FeGG`)
  return (
    <div className={classes.page}>
      <a className={classes.skip} href="#content">
        Skip to the content
      </a>
      <AppHeader crumbs={crumbs} />
      <main id="content" className={classes.content} data-width={width} tabIndex={-1}>
        {children}
      </main>
    </div>
  )
}

/** While a page's code is fetched. The words come only after a moment: mostly it is there at once. */
export function PageFallback() {
  return (
    <div className={classes.fallback} role="status">
      <Loader size={18} color="gray" aria-hidden />
      <span>Opening…</span>
    </div>
  )
}
