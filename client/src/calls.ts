import createOpenApiClient, { type FetchResponse, type MaybeOptionalInit } from 'openapi-fetch'
import type { HttpMethod, PathsWithMethod, RequiredKeysOf } from 'openapi-typescript-helpers'
import type { paths } from './api.ts'
import type { Transport } from './transport.ts'

type Init<Path extends keyof paths, Method extends HttpMethod> = MaybeOptionalInit<
  paths[Path],
  Method & keyof paths[Path]
>

type Given<Options> = RequiredKeysOf<Options> extends never ? [init?: Options] : [init: Options]

type Answer<Path extends keyof paths, Method extends HttpMethod, Options> = Extract<
  FetchResponse<
    Extract<paths[Path][Method & keyof paths[Path]], Record<string | number, unknown>>,
    Options,
    `${string}/${string}`
  >,
  { data: unknown }
>['data']

/** A call of the API: answers what it answers, undefined for nothing. Throws TintypeError, or the signal's reason. */
export type Call<Method extends HttpMethod> = <
  Path extends PathsWithMethod<paths, Method>,
  Options extends Init<Path, Method>,
>(
  path: Path,
  ...init: Given<Options>
) => Promise<Answer<Path, Method, Options>>

/**
 * Every call of the API, typed by its OpenAPI document: `get('/api/media/{id}', { params: { path: { id } } })`.
 * `params.path`, `params.query`, `body`, `signal`, `headers` and `parseAs` (`blob`, `stream`, …) are openapi-fetch's.
 */
export type Calls = {
  get: Call<'get'>
  post: Call<'post'>
  put: Call<'put'>
  patch: Call<'patch'>
  delete: Call<'delete'>
}

export function openCalls(transport: Transport): Calls {
  const client = createOpenApiClient<paths>({
    baseUrl: transport.url,
    // A fetch of another make may not know our Request.
    fetch: async (request: Request) => {
      const { method, url, signal } = request
      const headers = Object.fromEntries(request.headers)
      const hasBody = method !== 'GET' && method !== 'HEAD' && request.body !== null
      const body = hasBody ? new Blob([await request.arrayBuffer()]) : undefined
      return transport.send(url, { method, headers, signal, ...(body && { body }) })
    },
  })
  const call =
    (method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE') => async (path: string, init?: object) => {
      const send = client[method] as (path: string, init?: object) => Promise<{ data?: unknown }>
      return (await send(path, init)).data
    }
  const [get, post, put, patch] = (['GET', 'POST', 'PUT', 'PATCH'] as const).map(call)
  return { get, post, put, patch, delete: call('DELETE') } as unknown as Calls
}
