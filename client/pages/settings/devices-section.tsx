import { Badge, Button, Group, Skeleton } from '@mantine/core'
import { IconDeviceDesktop, IconDeviceMobile } from '@tabler/icons-react'
import type { DeviceView } from '../../../shared/protocol/account.ts'
import type { Me } from '../../../shared/protocol/me.ts'
import { trpc } from '../../api.ts'
import { ConfirmButton } from '../../ui/confirm-button.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { TimeAgo } from '../../ui/time-ago.tsx'
import { deviceWords } from '../../words/settings.ts'
import { Section } from './section.tsx'
import classes from './section.module.css'

export function DevicesSection({ me }: { me: Me }) {
  const utils = trpc.useUtils()
  const devices = trpc.account.devices.useQuery(undefined, { staleTime: 0 })
  const refresh = () => utils.account.devices.invalidate()
  const signOut = trpc.account.signOutDevice.useMutation({ onSettled: refresh })
  const everywhere = trpc.account.signOutEverywhere.useMutation({
    onSuccess: (_, { keepThis }) => {
      if (keepThis) return refresh()
      // A page load clears memory and sockets of the user's data.
      location.assign('/')
      return undefined
    },
  })
  const others = devices.data?.some(({ current }) => !current) ?? false
  return (
    <Section title="Devices" lead={deviceWords.lead}>
      {devices.isPending && <Skeleton height={48} radius={10} />}
      {devices.isError && (
        <ErrorNote
          title={deviceWords.failed}
          error={devices.error}
          onRetry={() => devices.refetch()}
          retrying={devices.isFetching}
        />
      )}
      {devices.data && (
        <ul className={classes.models} aria-label="Devices">
          {devices.data.map((device) => (
            <Device
              key={device.id}
              device={device}
              busy={signOut.isPending && signOut.variables.id === device.id}
              onSignOut={() => signOut.mutate({ id: device.id })}
            />
          ))}
        </ul>
      )}
      {signOut.isError && <ErrorNote title={deviceWords.signOutFailed} error={signOut.error} />}
      {everywhere.isError && (
        <ErrorNote title={deviceWords.everywhereFailed} error={everywhere.error} />
      )}
      {/* a guest who signs out can't come back */}
      {!me.guest && (
        <Group gap="xs">
          {others && (
            <Button
              variant="default"
              loading={everywhere.isPending && everywhere.variables.keepThis}
              onClick={() => everywhere.mutate({ keepThis: true })}
            >
              Sign out other devices
            </Button>
          )}
          <ConfirmButton
            label="Sign out everywhere"
            warning={deviceWords.everywhereWarning}
            confirm="Sign out everywhere"
            busy={everywhere.isPending && !everywhere.variables.keepThis}
            onConfirm={() => everywhere.mutate({ keepThis: false })}
          />
        </Group>
      )}
    </Section>
  )
}

type DeviceProps = { device: DeviceView; busy: boolean; onSignOut: () => void }

function Device({ device, busy, onSignOut }: DeviceProps) {
  const name = device.browser ?? deviceWords.unknown
  const Icon = /iPhone|iPad|Android/.test(name) ? IconDeviceMobile : IconDeviceDesktop
  return (
    <li className={classes.model}>
      <Icon size={17} stroke={1.7} aria-hidden />
      <span className={classes.device}>
        {name}
        <small>
          {device.current ? (
            <>
              Signed in <TimeAgo at={device.signedInAt} />
            </>
          ) : (
            <>
              Last used <TimeAgo at={device.usedAt} />
            </>
          )}
        </small>
      </span>
      {device.current ? (
        <Badge variant="default" tt="none" fw={520}>
          This device
        </Badge>
      ) : (
        <Button
          size="xs"
          variant="subtle"
          loading={busy}
          aria-label={`Sign out ${name}`}
          onClick={onSignOut}
        >
          Sign out
        </Button>
      )}
    </li>
  )
}
