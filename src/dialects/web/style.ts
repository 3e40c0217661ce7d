import { createHash } from 'node:crypto'

/** Every page's look, light and dark. It is short enough to go with the page, which spares its first reader a wait. */
const rules = `
:root {
  color-scheme: light dark;
  --ground: #fafafa; --card: #fff; --edge: #e4e4e7; --strong-edge: #71717a; --soft: #f4f4f5;
  --text: #18181b; --quiet: #52525b; --link: #4338ca; --tint: #e0e7ff; --good: #065f46; --good-ground: #ecfdf5;
  --brand: #4f46e5; --brand-over: #4338ca; --danger: #dc2626; --danger-over: #b91c1c;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #09090b; --card: #18181b; --edge: #2e2e33; --strong-edge: #85858f; --soft: #222226;
    --text: #fafafa; --quiet: #a8a8b2; --link: #a5b4fc; --tint: #312e81; --good: #6ee7b7; --good-ground: #06281e;
  }
}
*, ::before, ::after { box-sizing: border-box }
body {
  margin: 0; background: var(--ground); color: var(--text); min-height: 100vh;
  font: 1rem/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'PingFang SC', 'Microsoft YaHei',
    'Noto Sans CJK SC', sans-serif;
}
h1, h2, h3, p, dl, dd, ul { margin: 0 }
h1 { font-size: 1.375rem; line-height: 1.3; overflow-wrap: anywhere }
h2 { font-size: 1.0625rem; line-height: 1.4 }
h3 { font-size: .9375rem; font-weight: 400 }
a { color: var(--link) }
:focus-visible { outline: 3px solid var(--brand); outline-offset: 2px }
.quiet { color: var(--quiet); font-size: .875rem }
.top { background: var(--card); border-bottom: 1px solid var(--edge) }
.top > div, main { max-width: 72.5rem; margin: 0 auto; padding: 0 1.25rem }
.top > div { display: flex; align-items: center; justify-content: space-between; min-height: 3.5rem; gap: 1rem }
.name {
  display: flex; align-items: center; gap: .5rem; color: inherit; text-decoration: none; font-weight: 700;
  font-size: 1.0625rem; min-width: 0; overflow-wrap: anywhere;
}
.name svg { width: 2rem; height: 2rem; flex: none }
main { padding-top: 2rem; padding-bottom: 3rem; display: grid; gap: 1.5rem; grid-template-columns: minmax(0, 1fr) }
.narrow { max-width: 48.5rem }
.card {
  background: var(--card); border: 1px solid var(--edge); border-radius: 1rem; padding: 1rem;
  box-shadow: 0 1px 3px rgb(0 0 0 / .06); display: grid; gap: .75rem; align-content: start;
  grid-template-columns: minmax(0, 1fr);
}
.button {
  display: inline-flex; align-items: center; justify-content: center; min-height: 2.75rem; padding: .375rem 1.25rem;
  border: 1px solid transparent; border-radius: .5rem; font: inherit; color: #fff; background: var(--brand);
  text-decoration: none; cursor: pointer; white-space: nowrap;
}
.button:hover { background: var(--brand-over) }
.danger { background: var(--danger) }
.danger:hover { background: var(--danger-over) }
.plain, .plain:hover { background: var(--card); color: var(--text); border-color: var(--strong-edge) }
.plain:hover { background: var(--soft) }
.top .button { min-height: 2.25rem; padding: .125rem .875rem }
.buttons { display: flex; flex-wrap: wrap; gap: .75rem }
.facts { display: grid; grid-template-columns: auto minmax(0, 1fr); gap: .25rem 1rem; font-size: .9375rem }
.facts dt { color: var(--quiet) }
.facts dd { overflow-wrap: anywhere }
.code {
  display: block; overflow-x: auto; scrollbar-width: none; white-space: nowrap; user-select: all; -webkit-user-select: all;
  padding: .5rem .75rem; border: 1px solid var(--edge); border-radius: .5rem; background: var(--soft);
  font: .8125rem/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, 'Liberation Mono', monospace;
}
.lines { white-space: pre-wrap; overflow-wrap: anywhere; user-select: auto; -webkit-user-select: auto }
.view { display: grid; gap: 1.5rem; grid-template-columns: minmax(0, 1fr) }
.side { display: grid; gap: 1.25rem; align-content: start; grid-template-columns: minmax(0, 1fr) }
.stage {
  display: grid; place-items: center; align-self: start; min-height: 14rem; border-radius: 1rem; background: var(--soft);
  grid-template-columns: minmax(0, 1fr);
}
.stage img, .stage video {
  display: block; max-width: 100%; height: auto; border-radius: 1rem;
  box-shadow: 0 0 0 1px var(--edge), 0 1px 3px rgb(0 0 0 / .12);
  background: repeating-conic-gradient(var(--soft) 0 25%, var(--card) 0 50%) 0 0 / 24px 24px;
}
.stage video { background: #000 }
.veil { text-align: center; align-self: start }
.veil summary { padding: 3rem 1rem; cursor: pointer }
.veil[open] summary { padding: 0 0 1rem }
.said { white-space: pre-line; overflow-wrap: anywhere }
.tags { display: flex; flex-wrap: wrap; gap: .375rem; padding: 0; list-style: none; font-size: .875rem }
.tags li { background: var(--soft); border: 1px solid var(--edge); border-radius: 1rem; padding: 0 .625rem }
.codes { display: grid; gap: 1.25rem 1.5rem; grid-template-columns: minmax(0, 1fr) }
.codes dl { display: grid; gap: .5rem; grid-template-columns: 5.5rem minmax(0, 1fr); align-items: center }
.codes h3 { margin-bottom: .5rem }
.good { background: var(--good-ground); border-color: var(--good) }
.good h2 { color: var(--good) }
.good .code { background: var(--card) }
.drop { text-align: center; border: 2px dashed var(--strong-edge); padding: 2.25rem 1.25rem; justify-items: center; gap: 1rem }
.drop h1 { font-size: 1.625rem }
.drop svg { width: 4rem; height: 4rem; padding: 1rem; border-radius: 50%; background: var(--tint); color: var(--link) }
.drop form { display: grid; gap: 1rem; justify-items: center; width: 100% }
.drop input {
  font: inherit; width: 100%; max-width: 32rem; padding: 1.75rem 1rem; border-radius: .75rem; cursor: pointer;
  border: 1px solid var(--strong-edge); background: var(--soft); color: var(--text);
}
.drop input::file-selector-button {
  font: inherit; min-height: 2.25rem; margin-right: .75rem; padding: .125rem .875rem; border-radius: .5rem;
  border: 1px solid var(--strong-edge); background: var(--card); color: var(--text); cursor: pointer;
}
.tools { display: grid; gap: 1.25rem; grid-template-columns: minmax(0, 1fr) }
summary { cursor: pointer }
details.card { display: block }
details.card > :not(summary) { margin-top: .75rem }
.message { justify-items: start; gap: 1rem; padding: 2rem }
.message img { max-width: 100%; max-height: 15rem; width: auto; height: auto; border-radius: .75rem }
@media (min-width: 48rem) {
  .codes.three { grid-template-columns: repeat(3, minmax(0, 1fr)) }
  .codes.two, .tools { grid-template-columns: repeat(2, minmax(0, 1fr)) }
}
@media (min-width: 60rem) {
  .view { grid-template-columns: minmax(0, 1fr) 22rem }
}
`

/** The stylesheet without what only its authors read. */
export const style = rules
  .replace(/\s+/g, ' ')
  .replace(/ ?([{};,]) ?/g, '$1')
  .replace(/: /g, ':')
  .trim()

/** How a Content-Security-Policy names it: the hash of the element's content. */
export const styleHash = `'sha256-${createHash('sha256').update(style).digest('base64')}'`
