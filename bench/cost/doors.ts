import { startAppServer } from '../../server/testing/app-server.ts'
import { callFamilies } from '../../server/testing/doors/call-families.ts'
import { type Family, type Growth, growthOf } from '../../server/testing/doors/cpu-growth.ts'
import { daemonFamilies } from '../../server/testing/doors/daemon-families.ts'
import { draftFamilies } from '../../server/testing/doors/draft-families.ts'
import { fileFamilies } from '../../server/testing/doors/file-families.ts'
import { gatewayFamilies, headerFamilies } from '../../server/testing/doors/gateway-families.ts'
import { shapeFamilies, textFamilies } from '../../server/testing/doors/input-families.ts'
import { type Row, row } from '../row.ts'

type Measured = Growth & { name: string }

function perKilobyte({ twice, bytes }: Growth): number {
  return twice / (bytes / 1_000)
}

function most(all: readonly Measured[], by: (one: Measured) => number): Measured {
  const [first] = all.toSorted((a, b) => by(b) - by(a))
  if (!first) throw new Error('a door has no family of inputs')
  return first
}

/** The worst of a door's families: CPU by kilobyte, and the growth when the input is doubled. */
export async function doorRows(): Promise<Row[]> {
  await using app = await startAppServer([])
  const anna = app.visitor()
  await anna.api.auth.guest.mutate()
  const families: Family[] = [
    ...textFamilies().map((family) => ({ ...family, door: 'texts of all procedures' })),
    ...shapeFamilies().map((family) => ({ ...family, door: 'other inputs of all procedures' })),
    ...callFamilies(app, anna.cookie()),
    ...gatewayFamilies(),
    ...headerFamilies(),
    ...(await daemonFamilies()),
    ...draftFamilies(app.db),
    ...fileFamilies,
  ]
  const byDoor = new Map<string, Measured[]>()
  for (const family of families) {
    const measured = { name: family.name, ...(await growthOf(family)) }
    byDoor.set(family.door, [...(byDoor.get(family.door) ?? []), measured])
  }
  return [...byDoor].map(([door, all]) => {
    const steepest = most(all, ({ ratio }) => ratio)
    const dearest = most(all, perKilobyte)
    return row({
      name: `${door}: CPU by kB, the dearest of ${all.length} kinds (${dearest.name})`,
      versus: `half the input (${steepest.name})`,
      value: perKilobyte(dearest),
      unit: 'µs',
      ratio: steepest.ratio,
      goal: 2.5,
    })
  })
}
