import {
  body,
  describeApi,
  fields,
  file,
  flag,
  listOf,
  type Manners,
  multipart,
  named,
  operation,
  pathParameter,
  queryParameter,
  record,
  text,
  whole,
} from '../../server/api-description.ts'

const manners: Manners = {
  good: (data) => record({ code: {}, success: { const: true }, message: text, ...(data && { data }) }),
  refused: record({ code: whole, success: { const: false }, message: text }),
  keys: {
    key: {
      type: 'apiKey',
      in: 'header',
      name: 'Authorization',
      description: 'The key, bare or behind `Bearer`',
    },
  },
}

const deletion = {
  summary: 'Delete a file by its hash',
  parameters: [pathParameter('hash')],
  for: 'bearers',
} as const

/** S.EE's file API as this server speaks it, as an OpenAPI document; `url` is the site's. */
export function describeSee(url: string): object {
  return describeApi(manners, {
    title: 'S.EE file API',
    version: '1',
    description:
      'Refusals are 200 too, with `success` false, but for 413 (too large), 429 (too many) and 500.',
    server: `${url}/api/v1`,
    paths: {
      '/file/upload': {
        post: operation(manners, {
          operationId: 'upload',
          summary: 'Upload a file',
          description:
            'As a guest without a key. The same bytes again are answered by the file that is here.',
          requestBody: body([multipart], upload),
          data: named('File'),
          for: 'anyone',
        }),
      },
      '/file/delete/{hash}': {
        get: operation(manners, { operationId: 'delete', ...deletion }),
        post: operation(manners, { operationId: 'deleteByPost', ...deletion }),
      },
      '/files': {
        get: operation(manners, {
          operationId: 'files',
          summary: 'What the account uploaded, 30 a page',
          parameters: [queryParameter('page', whole)],
          data: listOf(named('Listed')),
          for: 'accounts',
        }),
      },
    },
    schemas: {
      File: record({ ...image, upload_status: whole }),
      Listed: record({ ...image, created_at: { ...whole, description: 'Seconds since 1970' } }),
    },
  })
}

const upload = fields({
  smfile: file,
  file: { ...file, description: 'In place of `smfile`' },
  custom_slug: { ...text, description: 'The title' },
  is_private: { ...flag, description: 'For the account alone; 1, true, yes or on' },
})

const image = {
  ...{ file_id: whole, width: whole, height: whole, size: { ...whole, description: 'Bytes' } },
  ...{ filename: text, storename: text, path: text, url: text, delete: text, page: text },
  hash: { ...text, description: 'Deletes the file; empty for whoever may not' },
}
