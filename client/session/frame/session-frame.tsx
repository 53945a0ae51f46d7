import {
  type CSSProperties,
  type ComponentProps,
  lazy,
  Suspense,
  useEffect,
  useEffectEvent,
  useState,
} from 'react'
import { useStore } from '../../live/store.ts'
import { SandboxBanner } from '../../ui/sandbox-banner.tsx'
import { UpdateNotice } from '../../ui/update-notice.tsx'
import { ActivityPane } from '../activity/activity-pane.tsx'
import { ChatPane } from '../chat/chat-pane.tsx'
import { LookPane } from '../look/look-pane.tsx'
import { useLookedAt } from '../look/use-look.ts'
import { FollowFrame } from '../people/follow-frame.tsx'
import { useFollowPanes } from '../people/use-follow-panes.ts'
import { PreviewPane } from '../preview/preview-pane.tsx'
import { RecordPart, StorePart } from '../record-part.tsx'
import { useSession } from '../session-context.tsx'
import type { useChatWidth } from '../use-chat-width.ts'
import { ForkBar } from '../undo/fork-bar.tsx'
import { usePhone } from '../use-phone.ts'
import { type StageTab, useStageTab } from '../use-stage-tab.ts'
import { ConnectionLine } from './connection-line.tsx'
import { type PhoneSide, PhoneTabs } from './phone-tabs.tsx'
import { ResizeHandle } from './resize-handle.tsx'
import classes from './session-frame.module.css'
import { panelId, StageTabs, tabId } from './stage-tabs.tsx'
import { TopBar } from './top-bar.tsx'

const ChangesPane = lazy(() => import('../changes/changes-pane.tsx'))
const VersionsPane = lazy(() => import('../versions/versions-pane.tsx'))

interface Props {
  chat: ReturnType<typeof useChatWidth>
  focus: ComponentProps<typeof ChatPane>['focus']
  side: PhoneSide
  onSide: (side: PhoneSide) => void
}

/** Stays mounted once shown: the preview keeps its page. */
function Panel({
  tab,
  shown,
  children,
}: {
  tab: StageTab
  shown: boolean
  children: React.ReactNode
}) {
  return (
    <div
      className={classes.panel}
      role="tabpanel"
      id={panelId(tab)}
      aria-labelledby={tabId(tab)}
      hidden={!shown}
    >
      {children}
    </div>
  )
}

export function SessionFrame({ chat, focus, side, onSide }: Props) {
  const { link } = useSession()
  const outdated = useStore(link.outdated)
  const [tab, setTab] = useStageTab()
  const phone = usePhone()
  useFollowPanes({ phone, side, onSide, tab, onTab: setTab })
  const [seen, setSeen] = useState<ReadonlySet<StageTab>>(() => new Set([tab]))
  if (!seen.has(tab)) setSeen(new Set([...seen, tab]))
  const chatShown = phone ? side === 'chat' : !chat.folded
  const look = useLookedAt()
  const toStage = useEffectEvent(() => onSide('stage'))
  useEffect(() => {
    if (look !== null) toStage()
  }, [look])
  const stageShown = !phone || side === 'stage'
  return (
    <div className={classes.screen} style={{ '--chat': `${chat.width}px` } as CSSProperties}>
      <div>
        <TopBar
          folded={chat.folded}
          onFold={() => chat.change({ folded: !chat.folded })}
          tabs={phone ? null : <StageTabs tab={tab} onTab={setTab} />}
        />
        <SandboxBanner />
        <UpdateNotice shown={outdated} />
        <RecordPart name="fork">
          <ForkBar />
        </RecordPart>
      </div>
      <ConnectionLine />
      <StorePart store={link.follow.state} name="following" small>
        <FollowFrame />
      </StorePart>
      <main className={classes.main} data-folded={!chatShown || undefined}>
        <div className={classes.chat} hidden={!chatShown}>
          <ChatPane focus={focus} />
        </div>
        {!phone && chatShown && (
          <ResizeHandle
            width={chat.width}
            onWidth={(width) => chat.change({ width })}
            onFold={() => chat.change({ folded: true })}
          />
        )}
        <div className={classes.stage} hidden={!stageShown}>
          <Panel tab="preview" shown={tab === 'preview'}>
            <div className={classes.panel} hidden={look !== null}>
              <RecordPart name="preview">
                <PreviewPane />
              </RecordPart>
            </div>
            {look !== null && (
              <RecordPart name="look">
                <LookPane key={look} versionId={look} shown={stageShown && tab === 'preview'} />
              </RecordPart>
            )}
          </Panel>
          <Panel tab="changes" shown={tab === 'changes'}>
            {seen.has('changes') && (
              <RecordPart name="changes">
                <Suspense>
                  <ChangesPane shown={stageShown && tab === 'changes'} />
                </Suspense>
              </RecordPart>
            )}
          </Panel>
          <Panel tab="versions" shown={tab === 'versions'}>
            {seen.has('versions') && (
              <RecordPart name="versions">
                <Suspense>
                  <VersionsPane />
                </Suspense>
              </RecordPart>
            )}
          </Panel>
          <Panel tab="activity" shown={tab === 'activity'}>
            {seen.has('activity') && (
              <RecordPart name="activity">
                <ActivityPane />
              </RecordPart>
            )}
          </Panel>
        </div>
      </main>
      {phone && <PhoneTabs side={side} onSide={onSide} tab={tab} onTab={setTab} />}
    </div>
  )
}
