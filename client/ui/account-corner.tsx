import { Button } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { Link, useLocation } from 'wouter'
import { trpc } from '../api.ts'
import classes from './account-corner.module.css'
import { openPalette } from './palette-host.tsx'
import { SchemeToggle } from './scheme-toggle.tsx'
import { UserButton } from './user-button.tsx'

const isMac = /mac|iphone|ipad/i.test(navigator.userAgent)

/** Takes its space while loading. */
export function AccountCorner() {
  const me = trpc.auth.me.useQuery(undefined, { staleTime: 60_000 })
  const [path] = useLocation()
  const offersSignIn = path !== '/sign-in' && path !== '/sign-up'
  if (me.isPending) return <div className={classes.corner} />
  if (!me.data)
    return (
      <div className={classes.corner}>
        <SchemeToggle />
        {offersSignIn && (
          <>
            <Button component={Link} href="/sign-in" variant="subtle" size="xs">
              Sign in
            </Button>
            <Button component={Link} href="/sign-up" variant="default" size="xs">
              Sign up
            </Button>
          </>
        )}
      </div>
    )
  return (
    <div className={classes.corner}>
      <button
        type="button"
        className={classes.search}
        onClick={openPalette}
        aria-label="Go to a page or session"
      >
        <IconSearch size={15} stroke={1.8} aria-hidden />
        <span className={classes.words}>Go to…</span>
        <kbd className={classes.keys}>{isMac ? '⌘K' : 'Ctrl K'}</kbd>
      </button>
      {me.data.guest && offersSignIn && (
        <Button component={Link} href="/sign-up" variant="filled" size="xs">
          Sign up
        </Button>
      )}
      <UserButton me={me.data} />
    </div>
  )
}
