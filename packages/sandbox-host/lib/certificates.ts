/** A certificate authority that lives as long as this process (RFC 5280). */
import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'
import {
  bitString,
  integer,
  octetString,
  oid,
  sequence,
  setOf,
  tagged,
  text,
  time,
  yes,
} from './der.ts'

const dayMs = 24 * 60 * 60_000
/** For clocks that differ. */
const earlierMs = dayMs
const validMs = 365 * dayMs
const maxLeaves = 256

const ecdsaWithSha256 = sequence(oid('1.2.840.10045.4.3.2'))
const commonName = oid('2.5.4.3')
const names = {
  basicConstraints: oid('2.5.29.19'),
  keyUsage: oid('2.5.29.15'),
  extendedKeyUsage: oid('2.5.29.37'),
  alternativeNames: oid('2.5.29.17'),
  subjectKey: oid('2.5.29.14'),
  authorityKey: oid('2.5.29.35'),
}
const serverAuthentication = oid('1.3.6.1.5.5.7.3.1')
/** Bits of keyUsage: keyCertSign and cRLSign; digitalSignature. */
const signsCertificates = tagged(0x03, Buffer.from([1, 0x06]))
const signsData = tagged(0x03, Buffer.from([7, 0x80]))

/** PEM. */
export interface KeyAndCertificate {
  key: string
  cert: string
}

function nameOf(words: string): Buffer {
  return sequence(setOf(sequence(commonName, text(words))))
}

function extension(name: Buffer, value: Buffer, isCritical = false): Buffer {
  return sequence(name, ...(isCritical ? [yes] : []), octetString(value))
}

function pem(der: Buffer): string {
  const lines = der.toString('base64').replace(/.{1,64}/g, '$&\n')
  return `-----BEGIN CERTIFICATE-----\n${lines}-----END CERTIFICATE-----\n`
}

function newKeys() {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return {
    privateKey,
    publicKey: publicKey.export({ type: 'spki', format: 'der' }),
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  }
}

interface Wish {
  subject: Buffer
  publicKey: Buffer
  extensions: Buffer[]
}

export class CertificateAuthority {
  /** Its own certificate, PEM. */
  readonly cert: string
  readonly #name = nameOf(`FeGG sandbox egress ${randomBytes(4).toString('hex')}`)
  readonly #keyId = randomBytes(20)
  readonly #privateKey: KeyObject
  readonly #leaves = new Map<string, KeyAndCertificate>()

  constructor() {
    const { privateKey, publicKey } = newKeys()
    this.#privateKey = privateKey
    this.cert = this.#sign({
      subject: this.#name,
      publicKey,
      extensions: [
        extension(names.basicConstraints, sequence(yes), true),
        extension(names.keyUsage, signsCertificates, true),
        extension(names.subjectKey, octetString(this.#keyId)),
      ],
    })
  }

  /** For a TLS server that is called `host`, a DNS name. */
  leafFor(host: string): KeyAndCertificate {
    const found = this.#leaves.get(host)
    if (found) return found
    const { key, publicKey } = newKeys()
    const alternatives = sequence(tagged(0x82, Buffer.from(host, 'latin1')))
    const cert = this.#sign({
      // A common name has at most 64 characters.
      subject: nameOf(host.slice(-64)),
      publicKey,
      extensions: [
        extension(names.basicConstraints, sequence(), true),
        extension(names.keyUsage, signsData, true),
        extension(names.extendedKeyUsage, sequence(serverAuthentication)),
        extension(names.alternativeNames, alternatives),
        extension(names.authorityKey, sequence(tagged(0x80, this.#keyId))),
      ],
    })
    for (const oldest of [...this.#leaves.keys()].slice(0, -maxLeaves)) this.#leaves.delete(oldest)
    this.#leaves.set(host, { key, cert })
    return { key, cert }
  }

  #sign({ subject, publicKey, extensions }: Wish): string {
    const now = Date.now()
    const validity = sequence(time(new Date(now - earlierMs)), time(new Date(now + validMs)))
    const version3 = tagged(0xa0, integer(Buffer.from([2])))
    const serial = Buffer.concat([Buffer.from([1]), randomBytes(15)])
    const body = sequence(
      version3,
      integer(serial),
      ecdsaWithSha256,
      this.#name,
      validity,
      subject,
      publicKey,
      tagged(0xa3, sequence(...extensions)),
    )
    const signature = sign('sha256', body, this.#privateKey)
    return pem(sequence(body, ecdsaWithSha256, bitString(signature)))
  }
}
