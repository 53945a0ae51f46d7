import { type KeyboardEvent, useRef } from 'react'
import type { StageTab } from '../use-stage-tab.ts'
import classes from './stage-tabs.module.css'

const tabs: ReadonlyArray<{ id: StageTab; label: string }> = [
  { id: 'preview', label: 'Preview' },
  { id: 'changes', label: 'Changes' },
  { id: 'versions', label: 'Versions' },
  { id: 'activity', label: 'Activity' },
]

export function panelId(tab: StageTab) {
  return `pane-${tab}`
}
export function tabId(tab: StageTab) {
  return `tab-${tab}`
}

export function StageTabs({ tab, onTab }: { tab: StageTab; onTab: (tab: StageTab) => void }) {
  const list = useRef<HTMLDivElement>(null)
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
    if (step === 0) return
    const at = tabs.findIndex(({ id }) => id === tab)
    const next = tabs.at((at + step) % tabs.length)
    if (!next) return
    onTab(next.id)
    list.current?.querySelector<HTMLElement>(`#${tabId(next.id)}`)?.focus()
  }
  return (
    <div
      className={classes.tabs}
      role="tablist"
      aria-label="Panes"
      ref={list}
      onKeyDown={onKeyDown}
    >
      {tabs.map(({ id, label }) => (
        <button
          key={id}
          type="button"
          role="tab"
          id={tabId(id)}
          className={classes.tab}
          aria-selected={tab === id}
          aria-controls={panelId(id)}
          tabIndex={tab === id ? 0 : -1}
          onClick={() => onTab(id)}
        >
          {label}
        </button>
      ))}
    </div>
  )
}
