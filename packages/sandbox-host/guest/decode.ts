/** Checks wire messages without zod: the daemon loads no dependencies at startup. */
import { RpcError } from './rpc-error.ts'

export type Fields = Record<string, unknown>

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Throws invalid_argument if `text` is no JSON object. */
export function parseFields(text: string): Fields {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new RpcError('invalid_argument', 'the message is not JSON')
  }
  if (!isFields(value)) throw new RpcError('invalid_argument', 'the message is not an object')
  return value
}

export function fieldsOf(from: Fields, key: string): Fields | null {
  const value = from[key]
  if (value === undefined || value === null) return null
  if (!isFields(value)) throw new RpcError('invalid_argument', `${key} is not an object`)
  return value
}

export function stringOf(from: Fields, key: string): string | null {
  const value = from[key]
  if (value === undefined || value === null) return null
  if (typeof value !== 'string') throw new RpcError('invalid_argument', `${key} is not a string`)
  return value
}

export function booleanOf(from: Fields, key: string): boolean | null {
  const value = from[key]
  if (value === undefined || value === null) return null
  if (typeof value !== 'boolean') throw new RpcError('invalid_argument', `${key} is not a boolean`)
  return value
}

export function numberOf(from: Fields, key: string): number | null {
  const value = from[key]
  if (value === undefined || value === null) return null
  if (typeof value !== 'number') throw new RpcError('invalid_argument', `${key} is not a number`)
  return value
}

/** A number up to 2^32 - 1; proto3 JSON allows a string too. */
export function uintOf(from: Fields, key: string): number | null {
  const value = from[key]
  if (value === undefined || value === null) return null
  const number = typeof value === 'string' ? Number(value) : value
  if (typeof number !== 'number' || !Number.isInteger(number) || number < 0 || number > 2 ** 32 - 1)
    throw new RpcError('invalid_argument', `${key} is not an unsigned integer`)
  return number
}

export function stringsOf(from: Fields, key: string): string[] {
  const value = from[key]
  if (value === undefined || value === null) return []
  if (!Array.isArray(value)) throw new RpcError('invalid_argument', `${key} is not a list`)
  return value.map((item: unknown) => {
    if (typeof item !== 'string')
      throw new RpcError('invalid_argument', `${key} holds something that is not a string`)
    return item
  })
}

export function stringMapOf(from: Fields, key: string): Record<string, string> {
  const map = fieldsOf(from, key) ?? {}
  const out: Record<string, string> = {}
  for (const name of Object.keys(map)) out[name] = stringOf(map, name) ?? ''
  return out
}
