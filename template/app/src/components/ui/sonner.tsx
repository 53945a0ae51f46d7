import { type CSSProperties, useSyncExternalStore } from 'react'
import { Toaster as Sonner, type ToasterProps } from 'sonner'

function onSchemeChange(notify: () => void) {
  const observer = new MutationObserver(notify)
  observer.observe(document.documentElement, { attributeFilter: ['class'] })
  return () => observer.disconnect()
}

function readScheme() {
  return document.documentElement.classList.contains('dark') ? 'dark' : 'light'
}

/** The place where toasts appear: `toast('Saved')` from the package `sonner` shows one. */
function Toaster(props: ToasterProps) {
  const theme = useSyncExternalStore(onSchemeChange, readScheme)
  const style: CSSProperties & Record<`--${string}`, string> = {
    '--normal-bg': 'var(--popover)',
    '--normal-text': 'var(--popover-foreground)',
    '--normal-border': 'var(--border)',
    '--border-radius': 'var(--radius)',
    fontFamily: 'inherit',
  }
  return <Sonner theme={theme} className="toaster group" style={style} {...props} />
}

export { Toaster }
