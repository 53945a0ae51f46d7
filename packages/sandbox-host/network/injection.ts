import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import tls from 'node:tls'
import { CertificateAuthority } from '../lib/certificates.ts'
import type { Injecting } from './header-front.ts'
import type { SecretStore } from './secret-store.ts'

/** The certificates that Linux distributions trust. */
const systemFiles = ['/etc/ssl/certs/ca-certificates.crt', '/etc/pki/tls/certs/ca-bundle.crt']

/** What sandboxes need whose rules put in headers. Made when the first one asks. */
export class Injection {
  readonly #secrets: SecretStore
  readonly #folder: string
  readonly #operatorCa: string | null
  #authority: CertificateAuthority | null = null
  #trusted: Promise<string> | null = null

  constructor(secrets: SecretStore, folder: string, operatorCa: string | null) {
    this.#secrets = secrets
    this.#folder = folder
    this.#operatorCa = operatorCa
  }

  open(): Injecting {
    this.#authority ??= new CertificateAuthority()
    return { authority: this.#authority, secrets: this.#secrets }
  }

  /** A file for the sandbox: what the machine trusts, and the authority. */
  trusted(): Promise<string> {
    this.#trusted ??= this.#write(this.open().authority.cert)
    return this.#trusted
  }

  async #write(own: string): Promise<string> {
    const file = path.join(this.#folder, 'trusted.pem')
    const system = systemFiles.find((each) => existsSync(each))
    const known = system ? await readFile(system, 'utf8') : tls.rootCertificates.join('\n')
    const operator = this.#operatorCa ? await readFile(this.#operatorCa, 'utf8') : ''
    await writeFile(file, [own, operator, known].join('\n'))
    return file
  }
}
