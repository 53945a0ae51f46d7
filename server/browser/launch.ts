import { type Browser, chromium } from 'playwright-core'

/** V8's own limit, below that of the whole page: it ends the page fast. */
const heapMegabytes = 192

/** Refuses connections: pages reach their own visit's proxy alone. */
const nowhere = { server: 'http://127.0.0.1:1' }

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
  '--disable-features=Translate,OptimizationHints,MediaRouter,DialMediaRouteProvider,AutofillServerCommunication,InterestFeedContentSuggestions,NetworkPrediction',
]

const light = [
  '--disable-gpu',
  '--mute-audio',
  '--hide-scrollbars',
  `--js-flags=--max-old-space-size=${heapMegabytes}`,
]

/** Chromium's own sandbox needs user namespaces, and a user who isn't root. */
export async function launchBrowser(
  program: string,
  log: { warn(details: object, message: string): void },
): Promise<Browser> {
  const options = {
    executablePath: program,
    headless: true,
    proxy: nowhere,
    args: [...closedIn, ...light],
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
    timeout: 30_000,
    env: withoutSecretsOf(process.env),
  }
  if (process.getuid?.() !== 0) {
    try {
      return await chromium.launch({ ...options, chromiumSandbox: true })
    } catch (error) {
      log.warn({ err: error }, "The browser's own sandbox doesn't work here: it starts without")
    }
  }
  return chromium.launch({ ...options, chromiumSandbox: false })
}

/** The browser gets what a program needs to run, and none of the server's keys. */
function withoutSecretsOf(env: NodeJS.ProcessEnv): Record<string, string> {
  const kept =
    /^(PATH|HOME|LANG|LC_\w+|TMPDIR|TMP|TEMP|TZ|SYSTEMROOT|USERPROFILE|XDG_\w+|FONTCONFIG_\w+|LD_LIBRARY_PATH)$/i
  return Object.fromEntries(
    Object.entries(env).filter(
      (pair): pair is [string, string] => kept.test(pair[0]) && pair[1] !== undefined,
    ),
  )
}
