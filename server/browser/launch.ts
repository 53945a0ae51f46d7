import { randomInt } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { type Browser, chromium } from 'playwright-core'

/** V8's own limit, below that of the whole page: it ends the page fast. */
const heapMegabytes = 192

/** Refuses connections: pages reach their own visit's proxy alone. */
const nowhere = { server: 'http://127.0.0.1:1' }

/** Chromium takes the last list alone: those that Playwright switches off, and those that ask for something or take memory. */
const offFeatures = [
  'AvoidUnnecessaryBeforeUnloadCheckSync',
  'DestroyProfileOnBrowserClose',
  'HttpsUpgrades',
  'HttpsFirstBalancedModeAutoEnable',
  'LensOverlay',
  'MediaRouter',
  'PaintHolding',
  'ThirdPartyStoragePartitioning',
  'AvoidCorsURLLoaderRestartOnRedirect',
  'OptimizationHints',
  'NetworkTimeServiceQuerying',
  'AimEnabled',
  'PreconnectToSearch',
  'Translate',
  'DialMediaRouteProvider',
  'AutofillServerCommunication',
  'InterestFeedContentSuggestions',
  'NetworkPrediction',
  'StorageServiceOutOfProcess',
]

/**
 * Nothing leaves the browser but through the proxy of a visit: no names are resolved, WebRTC and QUIC have no way past the
 * proxy, and the browser itself asks for nothing.
 */
const closedIn = [
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
  '--force-webrtc-ip-handling-policy=disable_non_proxied_udp',
  '--webrtc-ip-handling-policy=disable_non_proxied_udp',
  '--disable-quic',
  '--dns-prefetch-disable',
  '--no-pings',
  '--disable-sync',
  '--disable-translate',
  '--disable-domain-reliability',
  '--disable-background-networking',
  '--disable-client-side-phishing-detection',
  '--disable-component-update',
  '--disable-default-apps',
  '--disable-extensions',
  '--disable-breakpad',
  '--disable-file-system',
  `--disable-features=${offFeatures.join(',')}`,
]

/** Chromium takes the last list alone: Playwright's, and what saves memory. */
const onFeatures = [
  'CDPScreenshotNewSurface',
  'SkipListAccountsWithoutGaiaCookies',
  'NetworkServiceInProcess2',
]

const light = [
  // WebGL without a graphics card
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  `--enable-features=${onFeatures.join(',')}`,
  '--mute-audio',
  '--hide-scrollbars',
  `--js-flags=--max-old-space-size=${heapMegabytes}`,
]

/** Of Linux's range for accounts that a program takes for its own time. */
const accounts = { first: 61_184, count: 4_335 }

const asOtherAccount = fileURLToPath(new URL('as-other-account.sh', import.meta.url))

/** Chromium's own sandbox needs user namespaces, and a user who isn't root: for root it runs as an account of its own. */
function confined(program: string) {
  const env = environment(process.env)
  if (process.getuid?.() !== 0) return { executablePath: program, env }
  const account = accounts.first + randomInt(accounts.count)
  return {
    executablePath: asOtherAccount,
    env: { ...env, BROWSER_PROGRAM: program, BROWSER_ACCOUNT: String(account) },
  }
}

export async function launchBrowser(
  program: string,
  log: { warn(details: object, message: string): void },
): Promise<Browser> {
  const options = {
    headless: true,
    ignoreDefaultArgs: ['--disable-ipc-flooding-protection'],
    proxy: nowhere,
    args: [...closedIn, ...light],
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
    timeout: 30_000,
  }
  try {
    return await chromium.launch({ ...options, ...confined(program), chromiumSandbox: true })
  } catch (error) {
    log.warn({ err: error }, "The browser's own sandbox doesn't work here: it starts without")
  }
  const env = environment(process.env)
  return chromium.launch({ ...options, executablePath: program, env, chromiumSandbox: false })
}

/** The browser gets what a program needs to run, and none of the server's keys. */
function environment(env: NodeJS.ProcessEnv): Record<string, string> {
  const kept =
    /^(PATH|HOME|LANG|LC_\w+|TMPDIR|TMP|TEMP|TZ|SYSTEMROOT|USERPROFILE|XDG_\w+|FONTCONFIG_\w+|LD_LIBRARY_PATH)$/i
  return Object.fromEntries(
    Object.entries(env).filter(
      (pair): pair is [string, string] => kept.test(pair[0]) && pair[1] !== undefined,
    ),
  )
}
