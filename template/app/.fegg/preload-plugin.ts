import type { EnvironmentModuleNode, Plugin, ViteDevServer } from 'vite'

/** A page of very many modules gains little from knowing the last of them early. */
const MOST = 120

/** Whether a module asks for another as it begins, and by this address: not one that has changed, nor one by import(). */
function needs(importer: EnvironmentModuleNode, { url, transformResult }: EnvironmentModuleNode) {
  const code = importer.transformResult?.code ?? ''
  return (
    transformResult !== null &&
    [`from "${url}"`, `import "${url}"`].some((each) => code.includes(each))
  )
}

/** What the modules import as they begin, themselves included, nearest first; as far as it has been transformed. */
function importsOf(entries: EnvironmentModuleNode[]): string[] {
  const found = new Set(entries)
  // a set is walked through to what is added meanwhile
  for (const node of found) {
    for (const each of node.importedModules) if (needs(node, each)) found.add(each)
    if (found.size >= MOST) break
  }
  return [...found].map(({ url }) => url)
}

async function preloadsOf(html: string, server: ViteDevServer): Promise<string[]> {
  const graph = server.environments.client.moduleGraph
  const sources = [...html.matchAll(/<script\b[^>]*\btype="module"[^>]*\bsrc="([^"?]+)"/g)]
  const entries = await Promise.all(sources.map(([, src = '']) => graph.getModuleByUrl(src)))
  return importsOf(entries.filter((entry) => entry !== undefined))
}

/**
 * Has the page ask for all modules that it will need in one go: a browser that finds each by the one that imports it waits
 * for as many answers, one after the other, as they lie deep.
 */
export function preloadModules(): Plugin {
  return {
    name: 'fegg:preload',
    apply: 'serve',
    transformIndexHtml: {
      order: 'post',
      handler: async (html, { server }) => {
        const urls = server ? await preloadsOf(html, server) : []
        return urls.map((href) => ({
          tag: 'link',
          attrs: { rel: 'modulepreload', href },
          injectTo: 'head-prepend' as const,
        }))
      },
    },
  }
}
