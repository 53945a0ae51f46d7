/**
 * Checks of messages from the wire. zod would do this, but the daemon has no dependencies when it starts.
 */
import { RpcError } from './rpc-error.ts'

export type Fields = Record<string, unknown>

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Parses a JSON object. Throws invalid_argument for anything else. */
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

/** A whole number from 0 to 2^32 - 1; proto3 JSON also allows it as a string. */
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
