import {
  body,
  describeApi,
  fields,
  file,
  listOf,
  type Manners,
  multipart,
  named,
  nullable,
  number,
  operation,
  pathParameter,
  queryParameter,
  record,
  text,
  urlencoded,
  whole,
} from '../../server/api-description.ts'

const manners: Manners = {
  good: (data = record({})) => record({ status: { const: true }, message: text, data }),
  refused: record({ status: { const: false }, message: text, data: record({}) }),
  keys: { bearer: { type: 'http', scheme: 'bearer' } },
}

/** Lsky Pro's API V1 as this server speaks it, as an OpenAPI document; `url` is the site's. */
export function describeLsky(url: string): object {
  return describeApi(manners, {
    title: 'Lsky Pro API V1',
    version: '1',
    description: 'Refusals are 200 too, with `status` false, but for 401, 403, 429 and faults of the server.',
    server: `${url}/api/v1`,
    paths: { ...account, ...images, ...albums },
    schemas: { Image: record(image), Listed: record({ ...image, ...listed }) },
  })
}

const account = {
  '/tokens': {
    post: operation(manners, {
      operationId: 'giveToken',
      summary: 'A token for a password',
      requestBody: body([multipart, urlencoded, 'application/json'], fields({ email: text, password: text })),
      data: record({ token: text }),
      for: 'bearers',
    }),
    delete: operation(manners, {
      operationId: 'clearTokens',
      summary: 'End all tokens that were given for the password',
      for: 'accounts',
    }),
  },
  '/profile': {
    get: operation(manners, {
      operationId: 'profile',
      summary: 'The account; capacity and size are in KiB',
      data: record({
        ...{ username: text, name: text, avatar: text, email: text, url: text, registered_ip: text },
        ...{ capacity: number, size: number, image_num: whole, album_num: whole },
      }),
      for: 'accounts',
    }),
  },
  '/strategies': {
    get: operation(manners, {
      operationId: 'strategies',
      summary: 'The one place where files are kept',
      data: record({ strategies: listOf(record({ id: whole, name: text })) }),
      for: 'anyone',
    }),
  },
}

const images = {
  '/upload': {
    post: operation(manners, {
      operationId: 'upload',
      summary: 'Upload a file',
      description: 'As a guest without a token. `strategy_id` is not looked at: there is one.',
      requestBody: body(
        [multipart],
        fields({
          file,
          permission: { type: 'integer', enum: [0, 1], description: '1: listed for all, 0: by its address' },
          album_id: text,
          expired_at: { ...text, examples: ['2030-01-31 08:00:00'] },
        }),
      ),
      data: named('Image'),
      for: 'anyone',
    }),
  },
  '/images': {
    get: operation(manners, {
      operationId: 'images',
      summary: 'What the account uploaded, 40 a page',
      parameters: [
        queryParameter('page', whole),
        queryParameter('order', { enum: ['newest', 'earliest', 'utmost', 'least'] }),
        queryParameter('permission', { enum: ['public', 'private'] }),
        queryParameter('album_id'),
        queryParameter('q'),
      ],
      data: pageOf(named('Listed')),
      for: 'accounts',
    }),
  },
  '/images/{key}': {
    delete: operation(manners, {
      operationId: 'deleteImage',
      summary: 'Delete a file for good',
      parameters: [pathParameter('key')],
      for: 'accounts',
    }),
  },
}

const albums = {
  '/albums': {
    get: operation(manners, {
      operationId: 'albums',
      summary: 'The albums of the account, 40 a page',
      parameters: [
        queryParameter('page', whole),
        queryParameter('order', { enum: ['newest', 'earliest'] }),
        queryParameter('q'),
      ],
      data: pageOf(record({ id: text, name: text, intro: text, image_num: whole })),
      for: 'accounts',
    }),
  },
  '/albums/{id}': {
    delete: operation(manners, {
      operationId: 'deleteAlbum',
      summary: 'Dissolve an album; its files stay',
      parameters: [pathParameter('id')],
      for: 'accounts',
    }),
  },
}

const image = {
  ...{ key: text, name: text, pathname: text, origin_name: text, mimetype: text, extension: text, md5: text },
  size: { ...number, description: 'KiB' },
  sha1: { const: '' },
  links: record({
    ...{ url: text, html: text, bbcode: text, markdown: text, markdown_with_link: text, thumbnail_url: text },
    delete_url: text,
  }),
}

const listed = { width: whole, height: whole, human_date: text, date: text }

/** As Laravel tells of a page. */
function pageOf(item: object): object {
  return record({
    ...{ current_page: whole, data: listOf(item), last_page: whole, per_page: whole, total: whole },
    ...{ from: nullable('integer'), to: nullable('integer'), path: text },
    ...{ first_page_url: text, last_page_url: text },
    ...{ next_page_url: nullable('string'), prev_page_url: nullable('string') },
    links: listOf(record({ url: nullable('string'), label: text, active: { type: 'boolean' } })),
  })
}
