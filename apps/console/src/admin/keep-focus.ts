/** By then a dialog has closed and the list has been drawn anew. */
const SETTLED_MS = 150

/**
 * When what had the focus is gone with what was done, gives it to what is nearest: the first control in a part of the
 * page, or the page's heading.
 */
export function keepFocus(within: string): void {
  setTimeout(() => {
    if (document.activeElement !== document.body) return
    const next = document.querySelector<HTMLElement>(`${within} :is(button, a)`) ?? document.querySelector('h1')
    next?.focus({ preventScroll: true })
  }, SETTLED_MS)
}
