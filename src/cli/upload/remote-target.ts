import { AppError } from '../../errors.ts'
import type { RemoteDescription } from '../../remotes/description.ts'
import { push } from '../../remotes/push.ts'
import { fetchFile } from './fetching.ts'
import { isFilmName, mediaTypeOf } from './media-names.ts'
import type { Scratch } from './scratch.ts'
import type { Target } from './targets.ts'

/** A host described by data. `hasKey`: its user gave a key and knows nothing of the headers that it goes into. */
export function remoteTarget(
  description: RemoteDescription,
  { scratch, hasKey }: { scratch: Scratch; hasKey: boolean },
): Target {
  return {
    name: new URL(description.url).host,
    async send({ source, onProgress, signal }) {
      const file = source.kind === 'file' ? source : await fetchFile(source, { scratch, signal })
      const { name, path, size } = file
      const type = mediaTypeOf(name)
      const copy = await push(description, { path, name, type, size }, { onProgress, signal }).catch(
        (thrown: unknown) => {
          throw hasKey ? inTheirWords(thrown) : thrown
        },
      )
      return { link: { ...copy, title: name, name, size, type: isFilmName(name) ? 'video' : 'image' } }
    },
  }
}

function inTheirWords(thrown: unknown): unknown {
  if (!(thrown instanceof AppError)) return thrown
  const { code, details, cause } = thrown
  return new AppError(code, thrown.message.replace(/^(headers|fields): /, 'key: '), { cause, details })
}
