/** What the descriptions of the dialects, as OpenAPI documents, are made of. */

export type Schema = object

export const text = { type: 'string' } as const
export const whole = { type: 'integer' } as const
export const number = { type: 'number' } as const
export const flag = { type: 'boolean' } as const
export const file = { type: 'string', format: 'binary' } as const

export function nullable(type: 'string' | 'integer'): Schema {
  return { type: [type, 'null'] }
}

/** What is answered; `rare` are the names of those that may be absent. */
export function record(properties: Readonly<Record<string, Schema>>, rare: readonly string[] = []): Schema {
  return {
    type: 'object',
    properties,
    required: Object.keys(properties).filter((name) => !rare.includes(name)),
  }
}

/** What may be sent. */
export function fields(properties: Readonly<Record<string, Schema>>): Schema {
  return { type: 'object', properties }
}

export function listOf(items: Schema): Schema {
  return { type: 'array', items }
}

/** A body that may come in each of these media types. */
export function body(types: readonly string[], schema: Schema): Schema {
  return { required: true, content: Object.fromEntries(types.map((type) => [type, { schema }])) }
}

export const multipart = 'multipart/form-data'
export const urlencoded = 'application/x-www-form-urlencoded'

export function pathParameter(name: string): Schema {
  return { name, in: 'path', required: true, schema: text }
}

export function queryParameter(name: string, schema: Schema = text): Schema {
  return { name, in: 'query', schema }
}

type Told = {
  operationId: string
  summary: string
  description?: string
  parameters?: readonly Schema[]
  requestBody?: Schema
  /** What stands in `data` of a good answer. */
  data?: Schema
  /** Whether only an account may ask, anybody with a key or without, or whoever has the address. */
  for: 'accounts' | 'anyone' | 'bearers'
}

/** How a dialect answers: the good answer around `data`, where there is any, its refusals, and the ways in which a key comes. */
export type Manners = {
  good: (data: Schema | undefined) => Schema
  refused: Schema
  keys: Readonly<Record<string, Schema>>
}

/** One call. Answers other than the good one are told together: dialects have their own ideas of status codes. */
export function operation({ good, keys }: Manners, told: Told): Schema {
  const { data, for: whose, ...rest } = told
  const ways = Object.keys(keys).map((name) => ({ [name]: [] }))
  const json = (schema: Schema) => ({ content: { 'application/json': { schema } } })
  return {
    ...rest,
    security: { accounts: ways, anyone: [...ways, {}], bearers: [{}] }[whose],
    responses: {
      200: { description: 'Done', ...json(good(data)) },
      default: { description: 'Refused', ...json({ $ref: '#/components/schemas/Refused' }) },
    },
  }
}

/** A whole document; `server` is the address before all paths. */
export function describeApi(
  manners: Manners,
  facts: {
    title: string
    version: string
    description: string
    server: string
    paths: Readonly<Record<string, Readonly<Record<string, Schema>>>>
    schemas?: Readonly<Record<string, Schema>>
  },
): object {
  const { title, version, description, server, paths, schemas = {} } = facts
  return {
    openapi: '3.1.1',
    info: { title, version, description },
    servers: [{ url: server }],
    paths,
    components: {
      securitySchemes: manners.keys,
      schemas: { ...schemas, Refused: manners.refused },
    },
  }
}

/** A shape of the document by its name. */
export function named(name: string): Schema {
  return { $ref: `#/components/schemas/${name}` }
}
