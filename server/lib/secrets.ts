/** Stands where a secret was. */
export const hiddenMark = '[hidden]'

const secretName =
  /(?:^|[^a-z])(?:key|token|secret|pass(?:word|wd|phrase)?|credentials?|cookie|dsn|auth)(?:_?\d+)?$|apikey$|secret|password|authtoken/i
const flagLike = /^(?:true|false|null|none|yes|no|on|off|auto)$/i

/** Values long enough to be told from ordinary text, in every form in which text may hold them; longest first. */
let forms: string[] = []
/** Shorter ones. They are only cut from errors, as whole words: they may be words of people's texts too. */
let shortValues: RegExp | null = null
const values = new Set<string>()

const shortestHidden = 4
/** Digits alone also have to differ from times and ids in a log line. */
function isTelling(value: string): boolean {
  if (value.length < 8) return false
  if (/^\d+$/.test(value)) return value.length >= 14
  return !/^[a-z]+$/i.test(value) || value.length >= 12
}

function jsonEscaped(text: string): string {
  return JSON.stringify(text).slice(1, -1)
}

/** The part of `value`'s base64 that does not depend on its neighbours, at each of the three alignments. */
function base64Forms(value: string): string[] {
  const bytes = Buffer.from(value)
  return [0, 1, 2].flatMap((before) => {
    const text = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64url')
    const whole = Math.floor(((before + bytes.length) * 8) / 6)
    const part = text.slice(Math.ceil((before * 8) / 6), whole)
    return [part, part.replaceAll('-', '+').replaceAll('_', '/')]
  })
}

function urlForms(value: string): string[] {
  const encoded = encodeURIComponent(value.toWellFormed())
  const strict = encoded.replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16)}`)
  return [encoded, strict, strict.replaceAll('%20', '+')].flatMap((form) => [
    form,
    form.replace(/%../g, (code) => code.toLowerCase()),
    form.replace(/%../g, (code) => code.toUpperCase()),
  ])
}

function formsOf(value: string): string[] {
  const html = value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
  const written = [value, ...urlForms(value), html]
  const escaped = written.flatMap((form) => {
    const once = jsonEscaped(form)
    return [form, once, jsonEscaped(once), once.replaceAll('/', '\\/')]
  })
  const hex = Buffer.from(value).toString('hex')
  return [...escaped, ...base64Forms(value), hex, hex.toUpperCase()]
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** From now on the value is cut wherever text leaves the process (rule 12.3). Flags and values below 4 characters are not. */
export function hideSecret(value: string): void {
  for (const form of new Set([value, value.trim()])) {
    if (form.length >= shortestHidden && !flagLike.test(form)) values.add(form)
  }
  const telling = [...values].filter(isTelling).flatMap(formsOf)
  forms = [...new Set(telling)].filter(isTelling).toSorted((a, b) => b.length - a.length)
  const short = [...values]
    .filter((each) => !isTelling(each))
    .map((each) => each.replace(/[^\w\s]/g, '\\$&'))
  shortValues = short.length > 0 ? new RegExp(`(?<!\\w)(?:${short.join('|')})(?!\\w)`, 'g') : null
}

function* secretsOfUrl(text: string): Generator<string> {
  const url = URL.parse(text.trim())
  const userInfo = /^\s*[a-z][\w+.-]*:\/\/(.*)@/i.exec(text)?.[1]
  if (userInfo !== undefined) {
    const colon = userInfo.indexOf(':')
    if (colon >= 0) yield userInfo.slice(colon + 1)
    // a name without a password is a token where browsers' addresses are concerned
    else if (/^\s*http/i.test(text)) yield userInfo
  }
  if (!url) return
  if (url.password !== '') yield url.password
  for (const [name, value] of url.searchParams) if (secretName.test(name)) yield value
}

/** Finds passwords, keys and tokens by their variables' names and in addresses. */
function* secretsOf(env: NodeJS.ProcessEnv): Generator<string> {
  for (const [name, value] of Object.entries(env)) {
    if (!value) continue
    if (value.includes('://')) {
      for (const secret of secretsOfUrl(value)) yield* [secret, decoded(secret)]
    }
    if (secretName.test(name)) yield value
  }
}

/** Hides every secret that the environment configures. */
export function hideSecrets(env: NodeJS.ProcessEnv): void {
  for (const secret of secretsOf(env)) if (!values.has(secret)) hideSecret(secret)
}

/** Cuts the values of all secrets. For texts of any origin: what only looks like a secret stays. */
export function withoutSecrets(text: string): string {
  let left = text
  for (const form of forms) {
    if (left.includes(form)) left = left.replaceAll(form, hiddenMark)
  }
  return left
}

function cutEntry(value: unknown): unknown {
  if (typeof value === 'string') return withoutSecrets(value)
  if (Array.isArray(value)) return value.map(cutEntry)
  if (
    typeof value !== 'object' ||
    value === null ||
    Object.getPrototypeOf(value) !== Object.prototype
  )
    return value
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]) => [withoutSecrets(key), cutEntry(entry)]),
  )
}

/** Whether a secret stands in the bytes, as it is or in one of its encodings. */
export function holdSecret(bytes: Uint8Array): boolean {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return forms.some((form) => buffer.includes(form))
}

/** `withoutSecrets` for every text of a JSON value. */
export function withoutSecretsIn<T>(value: T): T {
  if (forms.length === 0) return value
  const json = JSON.stringify(value) ?? ''
  // the same type: only texts differ
  return forms.some((form) => json.includes(form)) ? (cutEntry(value) as T) : value
}

const urlUser = /([a-z][a-z0-9+.-]*:\/\/)[^\s"'`<>/?#\\]*@/gi
// a password in these may hold any character
const storeUrlUser = /((?:postgres(?:ql)?|rediss?):\/\/)[^\s"'`<>\\]*@/gi
const keyShapes =
  /\b(?:(?:sk|pk|key|e2b|gh[a-z]|xox[a-z])[-_]|(?:Bearer|Basic) )[\w.*+/=~-]{6,}|(?<=\bkey:? )(?=[\w.*-]*\d)[\w.*-]{12,}/gi
const passwordHash = /\$(?:argon2|2[aby]|scrypt)\w*\$[^\s"']+/g

/** For log lines: also cuts names and passwords from any address. */
export function withoutUrlUsers(text: string): string {
  return withoutSecrets(text)
    .replace(storeUrlUser, `$1${hiddenMark}@`)
    .replace(urlUser, `$1${hiddenMark}@`)
}

/** For errors: also cuts short secrets, and what looks like a key, a password's hash or an address with a password. */
export function withoutCredentials(text: string): string {
  const left = withoutUrlUsers(text)
    .replace(keyShapes, hiddenMark)
    .replace(passwordHash, hiddenMark)
  return shortValues ? left.replace(shortValues, hiddenMark) : left
}

/** The length of the longest end of `text` that may be the beginning of a secret. */
function openEnd(text: string): number {
  let longest = 0
  for (const form of forms) {
    let from = text.indexOf(form.charAt(0), Math.max(0, text.length - form.length + 1))
    while (from >= 0 && text.length - from > longest) {
      if (form.startsWith(text.slice(from))) longest = text.length - from
      from = text.indexOf(form.charAt(0), from + 1)
    }
  }
  return longest
}

/** `withoutSecrets` for text that comes in pieces: keeps back what may be the beginning of a secret. */
export interface SecretCutter {
  /** Returns what may go on; perhaps nothing. */
  add(piece: string): string
  /** Returns the rest. A long beginning of a secret counts as one. */
  end(): string
}

const longBeginning = 8

export function createSecretCutter(): SecretCutter {
  let held = ''
  return {
    add(piece) {
      if (forms.length === 0) return piece
      const text = withoutSecrets(held + piece)
      const open = openEnd(text)
      held = text.slice(text.length - open)
      return text.slice(0, text.length - open)
    },
    end() {
      const rest = held
      held = ''
      return rest.length >= longBeginning ? hiddenMark : rest
    },
  }
}
