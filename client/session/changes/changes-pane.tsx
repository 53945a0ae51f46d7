import { Skeleton } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import type { VersionFile } from '../../../shared/protocol/version-view.ts'
import { trpc } from '../../api.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Part } from '../../ui/part.tsx'
import { changesWords, files as filesWords } from '../../words/versions.ts'
import { useSession } from '../session-context.tsx'
import { usePhone } from '../use-phone.ts'
import { LineCounts } from '../versions/line-counts.tsx'
import { OlderVersions } from '../versions/older-versions.tsx'
import { useFreshVersions } from '../versions/use-versions.ts'
import { type ChangeScope, writeScope } from './change-scope.ts'
import pane from '../frame/pane.module.css'
import classes from './changes-pane.module.css'
import { DiffHead } from './diff-head.tsx'
import { FileChange } from './file-change.tsx'
import type { DiffHandle, DiffState } from './file-diff.tsx'
import { FileList, onFilesKey, VersionHead } from './file-list.tsx'
import { ScopeBar } from './scope-bar.tsx'
import { useChangeKeys } from './use-change-keys.ts'
import { useChangeScope } from './use-change-scope.ts'
import { useDiffLayout } from './use-diff-layout.ts'
import { useFreshNow } from './use-fresh-now.ts'
import { type Section, useSections } from './use-sections.ts'
import { useShownFile } from './use-shown-file.ts'

function sumOf(files: readonly VersionFile[], lines: 'added' | 'removed'): number {
  return files.reduce((sum, file) => sum + file[lines], 0)
}

function Total({ files }: { files: readonly VersionFile[] }) {
  if (files.length === 0) return null
  return (
    <span className={classes.total}>
      {filesWords(files.length)}
      <LineCounts added={sumOf(files, 'added')} removed={sumOf(files, 'removed')} />
    </span>
  )
}

/** The files of the sections that are open: the first and that of the shown file always are. */
function useSectionFiles(sections: readonly Section[], opened: ReadonlySet<string>) {
  const { view } = useSession()
  const queries = trpc.useQueries((t) =>
    sections.map(({ key, from, to }) =>
      t.versions.compare(
        { sessionId: view.id, from, to },
        { enabled: opened.has(key), staleTime: to === 'now' ? 0 : Infinity },
      ),
    ),
  )
  return new Map(sections.map(({ key }, index) => [key, queries[index]]))
}

function Loading() {
  return (
    <div className={classes.loading} aria-busy="true">
      <Skeleton height={12} width="40%" />
      <Skeleton height={12} width="62%" />
      <Skeleton height={12} width="51%" />
    </div>
  )
}

function ScopeChanges({ scope, shown }: { scope: ChangeScope; shown: boolean }) {
  const { link } = useSession()
  const phone = usePhone()
  const found = useSections(scope)
  const { sections } = found
  const [toggled, setToggled] = useState<ReadonlyMap<string, boolean>>(new Map())
  const [layout, setLayout] = useDiffLayout()
  const [whole, setWhole] = useState(false)
  const [blamed, setBlamed] = useState(false)
  const [state, setState] = useState<DiffState | null>(null)
  const diff = useRef<DiffHandle>(null)
  const [asked, setAsked] = useState<string | null>(null)
  const isOpen = (key: string, index: number) =>
    toggled.get(key) ?? (key === asked || (asked === null && index === 0))
  const opened = new Set(sections.filter(({ key }, at) => isOpen(key, at)).map(({ key }) => key))
  const loaded = useSectionFiles(sections, opened)
  const { section, file, start, show, step } = useShownFile(
    sections,
    ({ key }) => loaded.get(key)?.data?.files,
  )
  if (section && section.key !== asked) setAsked(section.key)

  const path = file?.path ?? null
  useEffect(() => {
    if (shown) link.setPresence({ file: path })
  }, [link, shown, path])
  const onStep = (by: 1 | -1) => {
    if (!diff.current?.step(by)) step(by)
  }
  useChangeKeys(shown, onStep)

  const several = scope.of === 'person' || sections.length > 1
  const query = section ? loaded.get(section.key) : undefined
  const error = found.error ?? query?.error
  if (error)
    return (
      <div className={classes.note}>
        <ErrorNote
          title={changesWords.failed}
          error={error}
          onRetry={() => {
            found.retry()
            void query?.refetch()
          }}
          retrying={query?.isFetching ?? false}
        />
      </div>
    )
  if (found.loading || (!several && query?.isPending)) return <Loading />
  if (!section) return <p className={classes.empty}>{found.none}</p>
  if (!file && !several)
    return (
      <p className={classes.empty}>
        {scope.of === 'visit' ? changesWords.nothingSince : changesWords.same}
      </p>
    )
  return (
    <div className={classes.body}>
      <nav className={classes.list} aria-label="Changed files" data-scrolls onKeyDown={onFilesKey}>
        {sections.map((one, index) => {
          const files = loaded.get(one.key)?.data?.files ?? []
          const open = isOpen(one.key, index)
          return (
            <section key={one.key}>
              {several && one.version && (
                <VersionHead
                  version={one.version}
                  open={open}
                  onToggle={() => setToggled(new Map(toggled).set(one.key, !open))}
                />
              )}
              {!several && <Total files={files} />}
              {(open || !several) && (
                <FileList
                  files={files}
                  current={one.key === section.key ? path : null}
                  onFile={(next) => show(one, next)}
                />
              )}
            </section>
          )
        })}
        {found.older && <OlderVersions list={found.older} />}
      </nav>
      {file ? (
        <div className={classes.file}>
          <DiffHead
            file={file}
            state={state}
            layout={layout}
            onLayout={setLayout}
            whole={whole}
            onWhole={setWhole}
            blamed={blamed}
            onBlamed={setBlamed}
            onStep={onStep}
          />
          <div className={classes.diff}>
            <Part name="diff" content={[section.key, file]}>
              <FileChange
                key={`${section.key} ${file.path}`}
                compared={section}
                file={file}
                split={layout === 'split' && !phone}
                whole={whole}
                blamed={blamed}
                start={start}
                onState={setState}
                handle={diff}
              />
            </Part>
          </div>
        </div>
      ) : (
        <Loading />
      )}
    </div>
  )
}

export default function ChangesPane({ shown }: { shown: boolean }) {
  const [scope, setScope] = useChangeScope()
  const { version } = useSections(scope)
  useFreshVersions()
  useFreshNow()
  return (
    <section className={pane.pane} aria-label="Changes">
      <div className={pane.bar}>
        <ScopeBar scope={scope} onScope={setScope} version={version} />
      </div>
      <ScopeChanges key={writeScope(scope)} scope={scope} shown={shown} />
    </section>
  )
}
