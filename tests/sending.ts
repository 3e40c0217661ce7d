import { Agent, request } from 'node:http'

/** What SM.MS's upload answers, as far as these tests read it. */
export type Sent = {
  status: number
  body: {
    success: boolean
    code: string
    message: string
    data?: { url: string; hash: string; path: string }
  }
}

/** Uploads over SM.MS's API, as a guest when there is no key. */
export async function sendSmms(
  url: string,
  file: { key?: string; bytes: Uint8Array; name: string },
): Promise<Sent> {
  const form = new FormData()
  form.append('smfile', new Blob([new Uint8Array(file.bytes)]), file.name)
  const headers = file.key ? { authorization: file.key } : {}
  const answer = await fetch(`${url}/api/v2/upload`, { method: 'POST', headers, body: form })
  return { status: answer.status, body: (await answer.json()) as Sent['body'] }
}

/** An upload over SM.MS's API of which the first half is sent at once, and the rest when told to. */
export type SlowUpload = { half: Promise<void>; finish(): Promise<Sent> }

export function sendSlowly(url: string, file: { key: string; bytes: Uint8Array; name: string }): SlowUpload {
  const head = `--edge\r\nContent-Disposition: form-data; name="smfile"; filename="${file.name}"\r\n\r\n`
  const body = Buffer.concat([Buffer.from(head), file.bytes, Buffer.from('\r\n--edge--\r\n')])
  const middle = head.length + Math.floor(file.bytes.length / 2)
  const upload = request(`${url}/api/v2/upload`, {
    method: 'POST',
    // A connection that stays open must not keep the server from ending.
    agent: new Agent({ keepAlive: true }),
    headers: {
      authorization: file.key,
      'content-type': 'multipart/form-data; boundary=edge',
      'content-length': body.length,
    },
  })
  const answer = new Promise<Sent>((resolve, reject) => {
    upload.once('error', reject)
    upload.once('response', async (response) => {
      try {
        const text = (await response.toArray()).join('')
        resolve({ status: response.statusCode ?? 0, body: JSON.parse(text) })
      } catch (error) {
        reject(error)
      }
    })
  })
  answer.catch(() => {})
  const half = new Promise<void>((resolve, reject) => {
    upload.once('error', reject)
    upload.write(body.subarray(0, middle), () => resolve())
  })
  return {
    half,
    finish: () => {
      upload.end(body.subarray(middle))
      return answer
    },
  }
}

/** Uploads over Chevereto's API; answers the status and the JSON. */
export async function sendChevereto(
  url: string,
  file: { key: string; bytes: Uint8Array; name: string },
): Promise<{ status: number; body: { image?: { url: string }; error?: { message: string; code: number } } }> {
  const form = new FormData()
  form.append('source', new Blob([new Uint8Array(file.bytes)]), file.name)
  const answer = await fetch(`${url}/api/1/upload`, {
    method: 'POST',
    headers: { 'x-api-key': file.key },
    body: form,
  })
  return { status: answer.status, body: (await answer.json()) as { image?: { url: string } } }
}
