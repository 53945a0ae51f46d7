import os from 'node:os'
import type { NetworkRules } from '../network/network-rules.ts'
import type { Sandbox } from '../sandboxes/sandbox.ts'
import type { Size } from '../usage/size.ts'

const mib = 2 ** 20

/** The version of E2B's daemon whose features the guest implements. */
export const daemonVersion = '0.6.4'

export function summary(sandbox: Sandbox, size: Size) {
  const { info } = sandbox
  return {
    templateID: info.templateId,
    sandboxID: info.id,
    clientID: 'embedded',
    envdVersion: daemonVersion,
    startedAt: info.startedAt.toISOString(),
    endAt: sandbox.endAt.toISOString(),
    cpuCount: os.availableParallelism(),
    memoryMB: Math.round(size.memoryBytes / mib),
    diskSizeMB: Math.round(size.diskBytes / mib),
    metadata: info.metadata,
    state: sandbox.state,
  }
}

function networkOf({ allowOut, denyOut }: NetworkRules) {
  return { allowOut, denyOut, allowPublicTraffic: true }
}

export function detail(sandbox: Sandbox, domain: string, size: Size) {
  const { info, network } = sandbox
  return {
    ...summary(sandbox, size),
    envdAccessToken: info.token,
    domain,
    allowInternetAccess: network.internet ? true : null,
    network: networkOf(network),
    lifecycle: {
      onTimeout: info.lifecycle.onTimeout,
      autoResume: info.lifecycle.autoResume,
    },
  }
}

export function access({ info }: Sandbox, domain: string) {
  return {
    templateID: info.templateId,
    sandboxID: info.id,
    clientID: 'embedded',
    envdVersion: daemonVersion,
    envdAccessToken: info.token,
    trafficAccessToken: null,
    domain,
  }
}
