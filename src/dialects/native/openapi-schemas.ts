import { z } from 'zod'
import type { Route } from './route.ts'
import * as common from './wire.ts'
import * as albums from './wire-albums.ts'
import * as connect from './wire-connect.ts'
import * as media from './wire-media.ts'
import * as people from './wire-people.ts'
import * as remotes from './wire-remotes.ts'

type Direction = 'input' | 'output'

/** The shapes that have a name: those that the wire's files export. */
const named = new Map<z.ZodType, string>(
  [common, albums, connect, media, people, remotes].flatMap((shapes) =>
    Object.entries(shapes).flatMap(([name, shape]) =>
      shape instanceof z.ZodType ? [[shape, name.charAt(0).toUpperCase() + name.slice(1)] as const] : [],
    ),
  ),
)

/** The name of a shape among the document's; undefined for one that has none. What is sent may be less than what comes. */
export function schemaName(schema: z.ZodType, io: Direction): string | undefined {
  const name = named.get(schema)
  if (name === undefined || io === 'output') return name
  return differs(schema) ? `${name}Input` : name
}

/** All named shapes that routes use, with those in them, as JSON Schemas. */
export function toSchemas(routes: readonly Route[]): Record<string, object> {
  const answers = routes.flatMap(({ answer, others = {} }) =>
    [answer, ...Object.values(others).map((other) => other.answer)].flatMap((shape) => shape ?? []),
  )
  const bodies = routes.flatMap(({ body }) => body ?? [])
  return {
    ...convert([common.refusal, ...answers], 'output'),
    ...convert(bodies, 'input'),
  }
}

function convert(schemas: readonly z.ZodType[], io: Direction): Record<string, object> {
  const found: Record<string, object> = {}
  const registry = registryOf(io)
  const { schemas: all } = z.toJSONSchema(registry, {
    io,
    unrepresentable: 'any',
    uri: (id) => `#/components/schemas/${id}`,
  })
  const add = (name: string) => {
    const schema = all[name]
    if (!schema || found[name]) return
    const { $schema: _, $id: __, ...rest } = schema
    found[name] = rest
    for (const [, inner] of JSON.stringify(rest).matchAll(/"#\/components\/schemas\/(\w+)"/g))
      add(inner ?? '')
  }
  for (const schema of schemas) add(schemaName(schema, io) ?? '')
  return found
}

function registryOf(io: Direction) {
  const registry = z.registry<{ id: string }>()
  for (const [schema, name] of named) registry.add(schema, { id: schemaName(schema, io) ?? name })
  return registry
}

function differs(schema: z.ZodType): boolean {
  const [input, output] = (['input', 'output'] as const).map((io) =>
    // Of what an answer has it has nothing else, which is no difference.
    JSON.stringify(z.toJSONSchema(schema, { io, unrepresentable: 'any' })).replaceAll(
      ',"additionalProperties":false',
      '',
    ),
  )
  return input !== output
}
