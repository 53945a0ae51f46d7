import os from 'node:os'
import type { NetworkRules } from '../network/network-rules.ts'
import type { Sandbox } from '../sandboxes/sandbox.ts'
import type { TemplateUse } from '../sandboxes/sandboxes.ts'
import type { Size } from '../usage/size.ts'

const mib = 2 ** 20

/** The version of E2B's daemon whose features the guest implements. */
export const daemonVersion = '0.6.4'

function machineOf({ memoryBytes, diskBytes }: Size) {
  return {
    cpuCount: os.availableParallelism(),
    memoryMB: Math.round(memoryBytes / mib),
    diskSizeMB: Math.round(diskBytes / mib),
  }
}

export function summary(sandbox: Sandbox, size: Size) {
  const { info } = sandbox
  return {
    templateID: info.templateId,
    sandboxID: info.id,
    clientID: 'embedded',
    envdVersion: daemonVersion,
    startedAt: info.startedAt.toISOString(),
    endAt: sandbox.endAt.toISOString(),
    ...machineOf(size),
    metadata: info.metadata,
    state: sandbox.state,
  }
}

function networkOf({ allowOut, denyOut, headers }: NetworkRules) {
  return { allowOut, denyOut, allowPublicTraffic: true, ...(headers && { rules: headers }) }
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

/** A template is a folder: it is built once, and nobody in particular made it. */
export function template({ id, since, spawns, spawnedAt }: TemplateUse, size: Size) {
  return {
    templateID: id,
    buildID: id,
    buildStatus: 'ready',
    buildCount: 1,
    names: [id],
    aliases: [id],
    public: false,
    ...machineOf(size),
    envdVersion: daemonVersion,
    createdAt: since.toISOString(),
    updatedAt: since.toISOString(),
    createdBy: null,
    spawnCount: spawns,
    lastSpawnedAt: spawnedAt?.toISOString() ?? null,
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
