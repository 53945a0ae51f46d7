import { ActionIcon, SegmentedControl } from '@mantine/core'
import {
  IconArrowLeft,
  IconArrowRight,
  IconDeviceDesktop,
  IconDeviceMobile,
  IconDeviceTablet,
  IconExternalLink,
  IconMessagePlus,
  IconMessages,
  IconPointer,
  IconRefresh,
  IconUserSearch,
} from '@tabler/icons-react'
import { type FormEvent, type ReactNode, useEffect, useState } from 'react'
import type { SandboxState } from '../../../shared/protocol/session-state.ts'
import classes from './address-bar.module.css'
import type { PickPurpose } from '../pins/use-pins.ts'
import { type Device, devices } from './device.ts'
import { sandboxWord } from './sandbox-words.ts'

const icon = { size: 16, stroke: 1.7, 'aria-hidden': true } as const

const deviceIcons = {
  desktop: <IconDeviceDesktop {...icon} />,
  tablet: <IconDeviceTablet {...icon} />,
  phone: <IconDeviceMobile {...icon} />,
}

function Tool({ label, disabled = false, pressed, className, onClick, children }: ToolProps) {
  return (
    <ActionIcon
      size={26}
      className={className}
      aria-label={label}
      title={label}
      aria-pressed={pressed}
      disabled={disabled}
      onClick={onClick}
    >
      {children}
    </ActionIcon>
  )
}

interface ToolProps {
  label: string
  disabled?: boolean
  pressed?: boolean | undefined
  className?: string | undefined
  onClick: () => void
  children: ReactNode
}

function Route({
  route,
  disabled,
  onGo,
}: {
  route: string
  disabled: boolean
  onGo: (route: string) => void
}) {
  const [typed, setTyped] = useState(route)
  useEffect(() => setTyped(route), [route])
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onGo(typed.startsWith('/') ? typed : `/${typed}`)
  }
  return (
    <form className={classes.form} onSubmit={submit}>
      <input
        className={classes.route}
        aria-label="Address within the app"
        value={typed}
        disabled={disabled}
        spellCheck={false}
        autoCapitalize="off"
        autoComplete="off"
        onChange={(event) => setTyped(event.target.value)}
        onFocus={(event) => event.target.select()}
        onBlur={() => setTyped(route)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return
          setTyped(route)
          event.currentTarget.blur()
        }}
      />
    </form>
  )
}

function OpenInTab({ url }: { url: string | null }) {
  const words = { 'aria-label': 'Open the app in a new tab', title: 'Open in a new tab' }
  if (!url)
    return (
      <ActionIcon size={26} disabled {...words}>
        <IconExternalLink {...icon} />
      </ActionIcon>
    )
  return (
    <ActionIcon size={26} component="a" href={url} target="_blank" rel="noopener" {...words}>
      <IconExternalLink {...icon} />
    </ActionIcon>
  )
}

export interface ElementTools {
  picking: PickPurpose | null
  onPick: (purpose: PickPurpose | null) => void
  canPick: boolean
  mayComment: boolean
  mayRefer: boolean
  count: number
  listed: boolean
  onList: () => void
}

function Tools({ tools }: { tools: ElementTools }) {
  const { picking, onPick, canPick, count, listed } = tools
  const pick = (purpose: PickPurpose) => () => onPick(picking === purpose ? null : purpose)
  return (
    <>
      {tools.mayRefer && (
        <Tool
          className={classes.wide}
          label="Pick an element for the message"
          disabled={!canPick}
          pressed={picking === 'reference'}
          onClick={pick('reference')}
        >
          <IconPointer {...icon} />
        </Tool>
      )}
      {tools.mayComment && (
        <Tool
          className={classes.wide}
          label="Comment on an element"
          disabled={!canPick}
          pressed={picking === 'comment'}
          onClick={pick('comment')}
        >
          <IconMessagePlus {...icon} />
        </Tool>
      )}
      <Tool
        label="Who made an element"
        disabled={!canPick}
        pressed={picking === 'blame'}
        onClick={pick('blame')}
      >
        <IconUserSearch {...icon} />
      </Tool>
      <span className={classes.list}>
        <Tool label={`Comments, ${count} open`} pressed={listed} onClick={tools.onList}>
          <IconMessages {...icon} />
        </Tool>
        {count > 0 && (
          <span className={classes.count} aria-hidden>
            {count}
          </span>
        )}
      </span>
    </>
  )
}

interface Props {
  state: SandboxState | null
  route: string
  /** The page's bridge is connected. */
  connected: boolean
  url: string | null
  device: Device
  onDevice: (device: Device) => void
  onBack: () => void
  onForward: () => void
  onReload: () => void
  onGo: (route: string) => void
  tools: ElementTools
}

export function AddressBar(props: Props) {
  const { state, route, connected, url, device, onDevice } = props
  return (
    <div className={classes.bar}>
      <Tool label="Back" disabled={!connected} onClick={props.onBack}>
        <IconArrowLeft {...icon} />
      </Tool>
      <Tool label="Forward" disabled={!connected} onClick={props.onForward}>
        <IconArrowRight {...icon} />
      </Tool>
      <Tool label="Reload the preview" disabled={!url} onClick={props.onReload}>
        <IconRefresh {...icon} />
      </Tool>
      <div className={classes.address}>
        <Route route={route} disabled={!url} onGo={props.onGo} />
        <span
          className={classes.state}
          role="status"
          aria-label="Sandbox state"
          data-state={state ?? undefined}
        >
          {state ? sandboxWord(state) : ''}
        </span>
      </div>
      <SegmentedControl
        className={classes.devices}
        size="xs"
        aria-label="Width of the preview"
        value={device.id}
        onChange={(id) => onDevice(devices.find((other) => other.id === id) ?? devices[0])}
        data={devices.map(({ id, label }) => ({
          value: id,
          label: (
            <span className={classes.device} title={label}>
              {deviceIcons[id]}
              <span className={classes.hidden}>{label}</span>
            </span>
          ),
        }))}
      />
      <Tools tools={props.tools} />
      <OpenInTab url={url} />
    </div>
  )
}
