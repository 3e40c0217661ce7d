import { z } from 'zod'
import { examples } from './openapi-examples.ts'
import { schemaName, toSchemas } from './openapi-schemas.ts'
import type { Route, RouteGroup } from './route.ts'
import { refusal, refusals } from './wire.ts'

/** What the document says of the site itself. */
export type About = { title: string; version: string; url: string }

type Json = Readonly<Record<string, unknown>>

/** What the groups of calls are, in the order in which they are shown. */
const groups: Readonly<Record<RouteGroup, string>> = {
  uploads: 'Uploading files, whole or in parts',
  media: 'What lies in the library',
  albums: 'Collections of media, which may lie in one another',
  account: 'What belongs to an account: profile, keys, sessions',
  session: 'Signing in and out',
  history: 'What a guest has uploaded',
  site: 'The site and what one may do on it',
  remotes: 'Other hosts: copies that are sent there, and what is brought over from there',
  reports: 'Telling that something should not be here',
}

const securitySchemes: Json = {
  bearer: { type: 'http', scheme: 'bearer', description: 'A key, made in the settings of an account' },
  key: {
    type: 'apiKey',
    in: 'header',
    name: 'X-API-Key',
    description: 'The same key in a header of its own',
  },
  session: {
    type: 'apiKey',
    in: 'cookie',
    name: 'tintype_session',
    description: 'A browser that has signed in',
  },
}

const signedIn = Object.keys(securitySchemes).map((name) => ({ [name]: [] }))

/** The calls as an OpenAPI 3.1 document: all that is said comes from the routes and their shapes. */
export function openApi(routes: readonly Route[], { title, version, url }: About): Json {
  const paths: Record<string, Record<string, Json>> = {}
  for (const route of routes) {
    const path = route.path.replace(/:(\w+)/g, '{$1}')
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operationOf(route) }
  }
  const used = new Set(routes.map(({ group }) => group))
  return {
    openapi: '3.1.1',
    info: {
      title,
      version,
      description:
        'Times are milliseconds since 1970, sizes bytes, lengths pixels. What is not known is left out. Calls that ' +
        'change something are refused from pages of other sites, unless they carry a key.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url }],
    tags: Object.entries(groups)
      .filter(([name]) => used.has(name as RouteGroup))
      .map(([name, description]) => ({ name, 'x-displayName': capital(name), description })),
    paths,
    components: {
      securitySchemes,
      schemas: toSchemas(routes),
      responses: {
        Refusal: {
          description: `Refused: ${[...new Set(Object.values(refusals))].sort().join(', ')}`,
          content: { 'application/json': { schema: refOf(refusal, 'output'), example: examples.refusal } },
        },
      },
    },
  }
}

function operationOf(route: Route): Json {
  const { method, path, group, summary, details, access } = route
  const parameters = [
    ...pathParameters(path),
    ...fieldsOf(route.query, 'query'),
    ...fieldsOf(route.headers, 'header'),
  ]
  const body = bodyOf(route)
  return {
    operationId: operationId(method, path),
    tags: [group],
    summary,
    ...(details !== undefined && { description: details }),
    ...(parameters.length > 0 && { parameters }),
    ...(body && { requestBody: body }),
    responses: { ...answersOf(route), default: { $ref: '#/components/responses/Refusal' } },
    security: access === 'anyone' ? [{}, ...signedIn] : signedIn,
    ...(access === 'admin' && { 'x-role': 'admin' }),
  }
}

/** `postApiAlbumsIdOrder` */
function operationId(method: string, path: string): string {
  const words = path.split(/[^A-Za-z0-9]+/).filter(Boolean)
  return method.toLowerCase() + words.map(capital).join('')
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1)
}

function pathParameters(path: string): Json[] {
  return [...path.matchAll(/:(\w+)/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }))
}

function fieldsOf(fields: z.ZodObject | undefined, place: 'query' | 'header'): Json[] {
  if (!fields) return []
  const { properties = {}, required = [] } = plainSchema(fields) as {
    properties?: Record<string, Json>
    required?: string[]
  }
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: place,
    required: required.includes(name),
    schema,
  }))
}

function bodyOf({ method, path, body, form }: Route): Json | undefined {
  if (body) {
    const example = examples.bodies[`${method} ${path}`]
    const content = { schema: refOf(body, 'input'), ...(example !== undefined && { example }) }
    return { required: !body.safeParse({}).success, content: { 'application/json': content } }
  }
  if (!form) return undefined
  if (!/form/.test(form.type))
    return { content: { [form.type]: { schema: { type: 'string', format: 'binary' } } } }
  const schema = plainSchema(form.fields) as { properties?: Json }
  const file = form.file === undefined ? {} : { [form.file]: { type: 'string', format: 'binary' } }
  return {
    content: {
      [form.type]: { schema: { ...schema, properties: { ...file, ...schema.properties } } },
      'application/json': { schema },
    },
  }
}

function answersOf(route: Route): Json {
  const { method, path, answer, sends, status, others = {}, tells } = route
  const headers = tells && Object.fromEntries(fieldsOf(tells, 'header').map(headerOf))
  const describe = (description: string, content: Json | undefined) => ({
    description,
    ...(headers && { headers }),
    ...(content && { content }),
  })
  const binary = { type: 'string', format: 'binary' }
  const content =
    sends !== undefined
      ? { [sends]: { schema: binary } }
      : answer && jsonOf(answer, examples.answers[`${method} ${path}`])
  const told = Object.entries(others).map(([code, other]) => [
    code,
    describe(other.description, other.answer && jsonOf(other.answer)),
  ])
  return { [status ?? (content ? 200 : 204)]: describe('Done', content), ...Object.fromEntries(told) }
}

function headerOf({ name, required, schema }: Json): [string, Json] {
  return [String(name), { required, schema }]
}

function jsonOf(shape: z.ZodType, example?: unknown): Json {
  const told = { schema: refOf(shape, 'output'), ...(example !== undefined && { example }) }
  return { 'application/json': told }
}

function refOf(schema: z.ZodType, io: 'input' | 'output'): Json {
  const name = schemaName(schema, io)
  return name === undefined ? plainSchema(schema, io) : { $ref: `#/components/schemas/${name}` }
}

function plainSchema(schema: z.ZodType, io: 'input' | 'output' = 'input'): Json {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any', reused: 'inline' })
  return rest
}
