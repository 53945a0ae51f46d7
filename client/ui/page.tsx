import { Loader } from '@mantine/core'
import { useDocumentTitle } from '@mantine/hooks'
import type { ReactNode } from 'react'
import { AppHeader } from './app-header.tsx'
import { OfflineLine } from './offline-line.tsx'
import classes from './page.module.css'

type PageProps = {
  /** " · FeGG" is appended unless it starts with that. */
  title: string
  crumbs?: ReactNode
  /** Maximum: `text` 620 px, `cards` 1120 px, `full` none. */
  width?: 'text' | 'cards' | 'full'
  children: ReactNode
}

export function Page({ title, crumbs, width = 'cards', children }: PageProps) {
  useDocumentTitle(title.startsWith('FeGG') ? title : `${title} · FeGG`)
  return (
    <div className={classes.page}>
      <a className={classes.skip} href="#content">
        Skip to content
      </a>
      <AppHeader crumbs={crumbs} />
      <OfflineLine />
      <main id="content" className={classes.content} data-width={width} tabIndex={-1}>
        {children}
      </main>
    </div>
  )
}

/** Its text appears only after a moment. */
export function PageFallback() {
  return (
    <div className={classes.fallback} role="status">
      <Loader size={18} color="gray" aria-hidden />
      <span>Loading…</span>
    </div>
  )
}
