import type { ReactNode } from 'react'
import { Link } from 'wouter'
import { AccountCorner } from './account-corner.tsx'
import classes from './app-header.module.css'
import { Logo } from './logo.tsx'

export function AppHeader({ crumbs }: { crumbs?: ReactNode }) {
  return (
    <header className={classes.header}>
      <nav className={classes.left} aria-label="Where you are">
        <Link href="/" className={classes.home} aria-label="FeGG, start page">
          <Logo />
        </Link>
        {crumbs && (
          <>
            <span className={classes.slash} aria-hidden>
              /
            </span>
            <span className={classes.crumbs}>{crumbs}</span>
          </>
        )}
      </nav>
      <AccountCorner />
    </header>
  )
}
