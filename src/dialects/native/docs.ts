import { randomBytes } from 'node:crypto'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import Fastify, { type FastifyInstance, type FastifyReply } from 'fastify'
import type { App } from '../../core/app.ts'
import { sitePath, siteUrl } from '../../core/links.ts'
import { readSettings } from '../../core/settings.ts'
import { readVersion } from '../../core/version.ts'
import { openApi } from './openapi.ts'
import { routes } from './routes.ts'

const scriptPath = '/docs/api/scalar.js'

/** The documents that the page shows: ours, and those of the dialects that other programs speak. */
const documents = [
  { title: 'Tintype', slug: 'tintype', path: '/api/openapi.json' },
  { title: 'SM.MS v2', slug: 'smms', path: '/api/openapi-smms.json' },
  { title: 'S.EE', slug: 'see', path: '/api/openapi-see.json' },
  { title: 'Chevereto V1.1', slug: 'chevereto', path: '/api/openapi-chevereto.json' },
  { title: 'ImgBB', slug: 'imgbb', path: '/api/openapi-imgbb.json' },
  { title: 'Lsky Pro V1', slug: 'lsky', path: '/api/openapi-lsky.json' },
  { title: 'Imgur V3', slug: 'imgur', path: '/api/openapi-imgur.json' },
] as const

/** The API as an OpenAPI document, and a page to read it and try it out, which asks nothing of any other site. */
export function addDocs(app: App, scope: FastifyInstance): void {
  scope.get('/api/openapi.json', async (_request, reply) => {
    const title = `${(await readSettings(app))['site-name']} API`
    reply.header('cache-control', 'no-cache')
    return openApi(routes, { title, version: await readVersion(), url: siteUrl(app, '') })
  })
  scope.get('/docs/api', (_request, reply) => sendPage(app, reply))
  scope.get(scriptPath, (request, reply) => sendScript(reply, String(request.headers['accept-encoding'])))
}

function sendPage(app: App, reply: FastifyReply): FastifyReply {
  const nonce = randomBytes(16).toString('base64')
  const configuration = {
    sources: documents.map(({ title, slug, path }) => ({ title, slug, url: sitePath(app, path) })),
    ...{
      theme: 'default',
      layout: 'modern',
      withDefaultFonts: false,
      telemetry: false,
      hideClientButton: true,
    },
    ...{ agent: { disabled: true }, mcp: { disabled: true }, showDeveloperTools: 'never' },
  }
  const policy = [
    ...["default-src 'none'", `script-src 'nonce-${nonce}'`, "style-src 'self' 'unsafe-inline'"],
    ...[
      "img-src 'self' data: blob:",
      "font-src 'self' data:",
      "connect-src 'self'",
      "worker-src 'self' blob:",
    ],
    ...["base-uri 'none'", "form-action 'none'", "frame-ancestors 'self'"],
  ]
  return reply
    .headers({ 'cache-control': 'no-cache', 'content-security-policy': policy.join('; ') })
    .type('text/html; charset=utf-8')
    .send(`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>API</title>
<link rel="icon" href="${sitePath(app, '/favicon.svg')}">
<meta property="csp-nonce" content="${nonce}">
</head>
<body>
<div id="app"></div>
<noscript>
${documents.map(({ title, path }) => `<p><a href="${sitePath(app, path)}">${title}: OpenAPI</a></p>`).join('\n')}
</noscript>
<script nonce="${nonce}" src="${sitePath(app, scriptPath)}"></script>
<script nonce="${nonce}">Scalar.createApiReference('#app', ${JSON.stringify(configuration).replaceAll('<', '\\u003c')})</script>
</body>
</html>
`)
}

async function sendScript(reply: FastifyReply, taken: string): Promise<FastifyReply> {
  const encoding = /\bbr\b/.test(taken) ? 'br' : /\bgzip\b/.test(taken) ? 'gzip' : 'identity'
  reply
    .headers({ 'cache-control': 'public, max-age=86400', vary: 'accept-encoding' })
    .type('text/javascript; charset=utf-8')
  if (encoding !== 'identity') reply.header('content-encoding', encoding)
  return reply.send(await scriptIn(encoding))
}

const packings = {
  br: (bytes: Buffer) =>
    promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }),
  gzip: (bytes: Buffer) => promisify(gzip)(bytes),
  identity: async (bytes: Buffer) => bytes,
}
type Encoding = keyof typeof packings

const scripts = new Map<Encoding, Promise<Buffer>>()

/** Made when the first reader who takes it comes: it is larger than all the rest of the server. */
function scriptIn(encoding: Encoding): Promise<Buffer> {
  const known = scripts.get(encoding)
  if (known) return known
  const made = readScript().then(packings[encoding])
  scripts.set(encoding, made)
  made.catch(() => scripts.delete(encoding))
  return made
}

/** Only its package has it. */
async function readScript(): Promise<Buffer> {
  const { default: scalar } = await import('@scalar/fastify-api-reference')
  const inner = Fastify()
  try {
    await inner.register(scalar, { routePrefix: '/', configuration: { url: '/' } })
    return (await inner.inject('/js/scalar.js')).rawPayload
  } finally {
    await inner.close()
  }
}
