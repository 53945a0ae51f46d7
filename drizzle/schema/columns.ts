import { bigint, customType, timestamp } from 'drizzle-orm/pg-core'
import { storable, storableJson } from '../../shared/storable.ts'

export const bytea = customType<{ data: Uint8Array; driverData: Uint8Array }>({
  dataType: () => 'bytea',
})
/** SHA-256 in hex, stored as bytes. */
export const hashes = customType<{ data: string[]; driverData: string | Uint8Array[] }>({
  dataType: () => 'bytea[]',
  toDriver: (list) => `{${list.map((hash) => `"\\\\x${hash}"`).join(',')}}`,
  fromDriver: (value) => {
    if (typeof value === 'string') throw new TypeError('hashes come as bytes')
    return value.map((bytes) => Buffer.from(bytes).toString('hex'))
  },
})
/**
 * Both replace NUL and halves of surrogate pairs, which Postgres rejects: texts come from people,
 * models, files and pages, and may be cut anywhere.
 */
export const text = customType<{ data: string; driverData: string }>({
  dataType: () => 'text',
  toDriver: storable,
})
export const jsonb = customType<{ data: unknown; driverData: unknown }>({
  dataType: () => 'jsonb',
  toDriver: storableJson,
  fromDriver: (value) => (typeof value === 'string' ? JSON.parse(value) : value),
})
export function at(name: string) {
  return timestamp(name, { withTimezone: true, mode: 'date' })
}
export function createdAt() {
  return at('created_at').notNull().defaultNow()
}
export function seq(name: string) {
  return bigint(name, { mode: 'number' })
}
