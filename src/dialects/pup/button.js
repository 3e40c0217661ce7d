/**
 * The upload button for forums. A page takes it in with
 *   <script async src="https://pics.example.com/pup.js"></script>
 * and gets a button beside every field that people write in; it opens the upload page in a window, and the codes of
 * what was uploaded there are put where the person was writing. Data attributes, names and messages are those of
 * Chevereto's popup upload plug-in, so that pages and plug-ins made for it need only another address.
 */
;(() => {
  const script = document.currentScript ?? document.getElementById('chevereto-pup-src')
  const given = script?.dataset ?? {}
  const ownPage = new URL(script?.src || location.href).href.replace(/(\/sdk)?\/pup\.js([?#].*)?$/, '/upload')
  const page = new URL(given.url || ownPage, location.href)

  const trigger = 'data-chevereto-pup-trigger'
  const name = 'chevereto-pup'

  // tables.ts: what it says, its colours, and the forums it knows.
  const { words, palettes, vendors } = __tables__

  /** Fields that nobody writes a post in. */
  const others =
    '[readonly], [disabled], [name*="captcha" i], [name="search"], [name="q"], [name*="recipient"], [name*="username"]'

  const isVendor = ({ globals = [], sign }) =>
    globals.some((global) => global in window) || (sign && document.querySelector(sign) !== null)
  const vendorOf = () =>
    Object.keys(vendors).find((each) => each.toLowerCase() === given.vendor?.toLowerCase()) ??
    Object.keys(vendors).find((each) => isVendor(vendors[each]))

  const settings = () => {
    const vendor = vendorOf()
    return { ...given, url: page.href, vendor, autoInsert: given.autoInsert ?? vendors[vendor].code }
  }

  /** Windows that are open, by the name that each was given. */
  const popups = new Map()
  /** Which field a button is for. */
  const targets = new WeakMap()

  /** The fields that somebody was in. */
  const visited = new WeakSet()

  const isShown = (element) => element.getClientRects().length > 0

  /** The fields that people write in: of nested ones the inner, and none that is hidden but for a rich editor's. */
  function editors() {
    const { editor } = vendors[vendorOf()]
    const found = [...document.querySelectorAll(editor)].filter((element) => !element.matches(others))
    return found.filter((element) => isShown(element) || frameOf(element) !== element)
  }

  /** What is seen of a field: a rich editor stands behind the field that it has hidden. */
  function frameOf(element) {
    if (isShown(element)) {
      return (
        element.closest('.fr-box, .cke, .ck-editor, .tox-tinymce, .redactor-box, .ProseMirror-container') ??
        element
      )
    }
    const next = element.nextElementSibling
    return next && isShown(next) && next.matches('div, iframe') ? next : element
  }

  function language() {
    const wanted = (given.lang && given.lang !== 'auto' ? given.lang : navigator.language)
      .toLowerCase()
      .replace('_', '-')
    return words[wanted] ?? words[wanted.split('-')[0]] ?? words.en
  }

  function makeButton() {
    const template = given.buttonTemplate ?? given.html
    if (template) {
      const holder = document.createElement('template')
      holder.innerHTML = template.replaceAll('%x', trigger).replaceAll('%text', language()).trim()
      const element = holder.content.firstElementChild
      if (element) {
        const button = element.matches(`[${trigger}]`) ? element : element.querySelector(`[${trigger}]`)
        if (button) return { element, button }
      }
    }
    const button = document.createElement('button')
    button.type = 'button'
    button.className = given.buttonClass || `${name}-button`
    button.setAttribute(trigger, '')
    button.textContent = language()
    const element = document.createElement('div')
    element.className = given.containerClass || `${name}-container`
    element.append(button)
    return { element, button }
  }

  function styleButtons() {
    if (given.buttonClass || given.containerClass) return
    const own = given.palette?.split(',')
    const [back, front, backOver, frontOver] =
      own && own.length > 1 ? own : (palettes[given.palette] ?? palettes.default)
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(`
      .${name}-container { display: ${given.sibling ? 'inline-block' : 'block'}; margin-block: 5px }
      .${name}-button { padding: .5em 1em; border: 1px solid rgb(0 0 0 / .18); border-radius: .35em; cursor: pointer;
        background: ${back}; color: ${front}; font: 600 13px/1.3 system-ui, sans-serif }
      .${name}-button:hover { background: ${backOver ?? back}; color: ${frontOver ?? front}; border-color: currentColor }
      .${name}-button:focus-visible { outline: 2px solid currentColor; outline-offset: 2px }`)
    // Unlike a style element it needs no permission of the page's security policy.
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet]
  }

  const placed = new WeakSet()

  function placeButtons() {
    for (const editor of editors()) {
      if (placed.has(editor)) continue
      const spot = (given.sibling && nearest(editor, given.sibling)) || frameOf(editor)
      const { element, button } = makeButton()
      spot.insertAdjacentElement(given.siblingPos === 'before' ? 'beforebegin' : 'afterend', element)
      targets.set(button, editor)
      placed.add(editor)
    }
  }

  /** The element of a selector that shares the closest ancestor with a field. */
  function nearest(editor, selector) {
    for (let around = editor.parentElement; around; around = around.parentElement) {
      const found = around.querySelector(selector)
      if (found) return found
    }
    return null
  }

  function targetOf(button) {
    const known = targets.get(button)
    if (known?.isConnected) return known
    const chosen = button.dataset.target && document.querySelector(button.dataset.target)
    return chosen || nearest(button, vendors[vendorOf()].editor)
  }

  function openWindow(button) {
    const editor = targetOf(button)
    if (!editor) return
    for (const [id, popup] of popups) {
      if (popup.window.closed) popups.delete(id)
      else if (popup.editor === editor) return popup.window.focus()
    }
    const width = Math.min(760, screen.availWidth)
    const height = Math.min(720, screen.availHeight)
    const left = Math.max(0, Math.round(screenX + (outerWidth - width) / 2))
    const top = Math.max(0, Math.round(screenY + (outerHeight - height) / 2))
    const id = `pup-${crypto.getRandomValues(new Uint32Array(4)).join('-')}`
    const opened = window.open(page.href, id, `width=${width},height=${height},left=${left},top=${top}`)
    if (opened) popups.set(id, { window: opened, editor })
  }

  function receive({ origin, source, data }) {
    const popup = typeof data === 'object' && data ? popups.get(data.id) : undefined
    if (!popup || origin !== page.origin || source !== popup.window) return
    if (data.requestAction === 'postSettings') {
      popup.window.postMessage({ id: data.id, settings: settings() }, page.origin)
    } else if (typeof data.message === 'string' && data.message !== '') {
      insert(popup.editor, data.message)
    }
  }

  function insert(editor, text) {
    const rich = richEditorOf(editor)
    if (rich) rich(text)
    else if (editor.isContentEditable) paste(editor, text)
    else type(editor, text)
  }

  /** SCEditor, behind which MyBB's and SMF's fields lie, keeps what it shows apart from its field. */
  function richEditorOf(editor) {
    const instance = window.sceditor?.instance?.(editor) ?? window.MyBBEditor
    return instance && !isShown(editor) ? (text) => instance.insert(text) : undefined
  }

  /** On lines of its own, where the person was writing. */
  function type(editor, text) {
    const { value } = editor
    // Browsers put the caret of a field that nobody was in at its beginning.
    const [start, end] = visited.has(editor)
      ? [editor.selectionStart, editor.selectionEnd]
      : [value.length, value.length]
    const before = start > 0 && value[start - 1] !== '\n' ? '\n' : ''
    const after = value[end] === '\n' ? '' : '\n'
    editor.focus()
    editor.setRangeText(before + text + after, start, end, 'end')
    editor.dispatchEvent(new InputEvent('input', { bubbles: true, inputType: 'insertText', data: text }))
    editor.dispatchEvent(new Event('change', { bubbles: true }))
  }

  /** As if it were pasted, so that an editor which keeps its own model hears of it. */
  function paste(editor, text) {
    const isHtml = settings().autoInsert.startsWith('html-')
    editor.focus()
    const range = caretIn(editor)
    const clipboardData = new DataTransfer()
    clipboardData.setData('text/plain', text)
    if (isHtml) clipboardData.setData('text/html', text)
    const event = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true })
    if (!editor.dispatchEvent(event)) return
    range.deleteContents()
    range.insertNode(isHtml ? htmlOf(text) : linesOf(text))
    range.collapse(false)
    editor.dispatchEvent(new InputEvent('input', { bubbles: true, inputType: 'insertFromPaste' }))
  }

  function caretIn(editor) {
    const selection = getSelection()
    const range = selection.rangeCount > 0 ? selection.getRangeAt(0) : undefined
    if (range && editor.contains(range.commonAncestorContainer)) return range
    const end = document.createRange()
    end.selectNodeContents(editor)
    end.collapse(false)
    selection.removeAllRanges()
    selection.addRange(end)
    return end
  }

  function htmlOf(text) {
    const holder = document.createElement('template')
    holder.innerHTML = text.replaceAll('\n', '<br>')
    return holder.content
  }

  function linesOf(text) {
    const fragment = document.createDocumentFragment()
    for (const [index, line] of text.split('\n').entries()) {
      if (index > 0) fragment.append(document.createElement('br'))
      fragment.append(line)
    }
    return fragment
  }

  function begin() {
    window.addEventListener('message', receive)
    if (document.activeElement) visited.add(document.activeElement)
    document.addEventListener('focusin', ({ target }) => visited.add(target))
    // Ahead of the page's own: some forums let no click through.
    document.addEventListener(
      'click',
      (event) => {
        const button = event.target instanceof Element && event.target.closest(`[${trigger}]`)
        if (!button) return
        event.preventDefault()
        event.stopPropagation()
        openWindow(button)
      },
      true,
    )
    if (given.mode === 'manual') return
    styleButtons()
    placeButtons()
    let waiting = false
    // Many forums make their editors only when somebody begins to write.
    new MutationObserver(() => {
      if (waiting) return
      waiting = true
      setTimeout(() => {
        waiting = false
        placeButtons()
      }, 100)
    }).observe(document.body, { childList: true, subtree: true })
  }

  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', begin)
  else begin()
})()
