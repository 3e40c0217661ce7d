import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import sharp from 'sharp'
import { ensurePages } from '../../src/server/pages-build.ts'
import type { Visitor } from './browser.ts'
import { paint, shapes } from './paintings.ts'
import { openWorld } from './world.ts'

/** `node tests/ui/guide-pictures.ts` makes the pictures of the guide anew. */
const folder = resolve(import.meta.dirname, '../../docs/guide/pictures')

await ensurePages((line) => console.error(line))
await using stack = new AsyncDisposableStack()
const world = stack.use(await openWorld({ pictures: 40 }))
const files = await mkdtemp(join(tmpdir(), 'tintype-guide-'))
stack.defer(() => rm(files, { recursive: true, force: true }))

const visitor = stack.use(await world.visitorAs('mara'))
await visitor.open('/my')
await keep(visitor, 'library', 722)
await visitor.open(world.scene.pictures[3]?.page ?? '')
await keep(visitor, 'viewer', 860)
await visitor.open('/')
await visitor.page.locator('[data-upload="files"]').setInputFiles(await paintSome(8))
await visitor.page.getByRole('main').locator('img, canvas').nth(7).waitFor()
await keep(visitor, 'uploader', 760)

async function paintSome(count: number): Promise<string[]> {
  return Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const path = join(files, `DSC_${4711 + index}.jpg`)
      const [width, height] = shapes[index % shapes.length] ?? shapes[0]
      await writeFile(path, await paint(60 + index, width, height))
      return path
    }),
  )
}

async function keep({ page }: Visitor, name: string, height: number): Promise<void> {
  await page.waitForLoadState('networkidle')
  const png = await page.screenshot({ clip: { x: 0, y: 0, width: 1280, height } })
  await sharp(png)
    .webp({ quality: 82, effort: 6 })
    .toFile(join(folder, `${name}.webp`))
}
