import { useEffect } from 'react'

/** When a page goes on to its next step, whoever does not see it hears the new heading. */
export function useHeadingFocus(step: string): void {
  useEffect(() => {
    if (step !== FIRST) document.querySelector<HTMLElement>('#main h1')?.focus()
  }, [step])
}

/** What the first step of a page is called: it leaves the focus to the browser. */
export const FIRST = 'first'
