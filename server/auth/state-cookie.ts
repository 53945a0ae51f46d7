import { timingSafeEqual } from 'node:crypto'
import { Cookie } from 'lucia'
import { readCookie } from './cookies.ts'

const minutes = 10

/** Binds the way to another site and back to one browser. Its value is base64url JSON. */
export interface StateCookie<T> {
  /** A `Set-Cookie` value. */
  write(value: T): string
  read(cookieHeader: string | undefined): T | null
  blank(): string
}

export function createStateCookie<T>(
  options: { name: string; path: string; secure: boolean },
  parse: (value: unknown) => T | null,
): StateCookie<T> {
  const cookie = (value: string, maxAge: number) =>
    new Cookie(options.name, value, {
      httpOnly: true,
      sameSite: 'lax',
      path: options.path,
      maxAge,
      secure: options.secure,
    }).serialize()
  return {
    write: (value) =>
      cookie(Buffer.from(JSON.stringify(value)).toString('base64url'), minutes * 60),
    read(cookieHeader) {
      const text = readCookie(cookieHeader, options.name)
      if (!text) return null
      try {
        return parse(JSON.parse(Buffer.from(text, 'base64url').toString()))
      } catch {
        return null
      }
    },
    blank: () => cookie('', 0),
  }
}

export function sameText(a: string, b: string): boolean {
  const left = Buffer.from(a)
  const right = Buffer.from(b)
  return left.length === right.length && timingSafeEqual(left, right)
}
