/** Buttons that are shown and do nothing where no scripts run, by what they say. */
export function findLifeless(): string[] {
  const lifeless = [...document.querySelectorAll<HTMLButtonElement>('button')].filter((button) => {
    if (!button.checkVisibility({ checkVisibilityCSS: true }) || button.disabled) return false
    const submits = button.type === 'submit' && button.form !== null && button.form.method !== 'dialog'
    const closes = button.form?.method === 'dialog' && button.closest('dialog') !== null
    return !submits && !closes && !button.hasAttribute('popovertarget') && !button.hasAttribute('command')
  })
  return lifeless.map(
    (button) => button.ariaLabel ?? button.textContent?.trim() ?? button.outerHTML.slice(0, 80),
  )
}
