import { randomBytes } from 'node:crypto'
import { promisify } from 'node:util'
import { brotliCompress, brotliDecompress, constants } from 'node:zlib'
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
  { title: 'Chevereto V1.1', slug: 'chevereto', path: '/api/openapi-chevereto.json' },
] as const

/** The API as an OpenAPI document, and a page to read it and try it out, which asks nothing of any other site. */
export function addDocs(app: App, scope: FastifyInstance): void {
  scope.get('/api/openapi.json', async (_request, reply) => {
    const title = `${(await readSettings(app))['site-name']} API`
    reply.header('cache-control', 'no-cache')
    return openApi(routes, { title, version: await readVersion(), url: siteUrl(app, '') })
  })
  scope.get('/docs/api', (_request, reply) => sendPage(app, reply))
  scope.get(scriptPath, (request, reply) =>
    sendScript(reply, /\bbr\b/.test(String(request.headers['accept-encoding']))),
  )
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

async function sendScript(reply: FastifyReply, takesBrotli: boolean): Promise<FastifyReply> {
  const packed = await packedScript()
  reply
    .headers({ 'cache-control': 'public, max-age=86400', vary: 'accept-encoding' })
    .type('text/javascript; charset=utf-8')
  if (takesBrotli) return reply.header('content-encoding', 'br').send(packed)
  return reply.send(await promisify(brotliDecompress)(packed))
}

let script: Promise<Buffer> | undefined

/** Read when the first reader comes: it is larger than all the rest of the server, and only its package has it. */
function packedScript(): Promise<Buffer> {
  script ??= packScript().catch((error: unknown) => {
    script = undefined
    throw error
  })
  return script
}

async function packScript(): Promise<Buffer> {
  const { default: scalar } = await import('@scalar/fastify-api-reference')
  const inner = Fastify()
  try {
    await inner.register(scalar, { routePrefix: '/', configuration: { url: '/' } })
    const { rawPayload } = await inner.inject('/js/scalar.js')
    return await promisify(brotliCompress)(rawPayload, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } })
  } finally {
    await inner.close()
  }
}
