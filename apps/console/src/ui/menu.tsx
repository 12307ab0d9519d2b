import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react'
import { type ButtonLook, buttonClass } from './button.tsx'

export interface MenuItem {
  readonly label: string
  readonly icon?: ReactNode
  readonly danger?: boolean
  readonly run: () => void
}

export interface MenuProps {
  /** What the button shows. */
  readonly children: ReactNode
  /** What the button is called, where it shows no text. */
  readonly label?: string | undefined
  readonly look?: ButtonLook
  readonly items: readonly MenuItem[]
  readonly className?: string
}

/**
 * A menu button as in the ARIA Authoring Practices: arrows, Home, End and first letters move, Enter chooses, Escape and
 * Tab close. It is in the browser's top layer, so that nothing clips it.
 */
export function Menu({ children, label, look, items, className }: MenuProps) {
  const id = useId()
  const button = useRef<HTMLButtonElement>(null)
  const list = useRef<HTMLDivElement>(null)
  const [open, setOpen] = useState(false)
  const itemsOf = () => [...(list.current?.querySelectorAll<HTMLElement>('[role=menuitem]') ?? [])]

  const show = (which: 'first' | 'last') => {
    if (button.current && list.current) place(list.current, button.current)
    setOpen(true)
    itemsOf()
      .at(which === 'first' ? 0 : -1)
      ?.focus()
  }
  const hide = () => {
    list.current?.hidePopover()
    button.current?.focus()
  }
  useEffect(() => {
    const menu = list.current
    const follow = (event: Event) => setOpen((event as ToggleEvent).newState === 'open')
    menu?.addEventListener('toggle', follow)
    return () => menu?.removeEventListener('toggle', follow)
  }, [])

  const move = (event: KeyboardEvent) => {
    const all = itemsOf()
    const at = all.indexOf(document.activeElement as HTMLElement)
    const next = nextItem(event.key, all, at)
    if (next !== undefined) {
      event.preventDefault()
      next.focus()
    } else if (event.key === 'Escape' || event.key === 'Tab') {
      if (event.key === 'Escape') event.preventDefault()
      hide()
    } else if (event.key.length === 1) {
      const starts = (item: HTMLElement) => item.textContent?.trim().toLowerCase().startsWith(event.key.toLowerCase())
      ;[...all.slice(at + 1), ...all].find(starts)?.focus()
    }
  }

  return (
    <>
      <button
        ref={button}
        type="button"
        className={buttonClass(look, className)}
        aria-haspopup="menu"
        aria-expanded={open}
        aria-controls={id}
        id={`${id}-button`}
        aria-label={label}
        title={label}
        // So that the browser does not take a click on the button for one beside the menu.
        popoverTarget={id}
        onClick={(event) => {
          event.preventDefault()
          if (open) hide()
          else show('first')
        }}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
          event.preventDefault()
          show(event.key === 'ArrowDown' ? 'first' : 'last')
        }}
      >
        {children}
      </button>
      <div
        ref={list}
        id={id}
        role="menu"
        aria-labelledby={`${id}-button`}
        popover="auto"
        tabIndex={-1}
        className="appear fixed m-0 min-w-48 rounded-xl border border-line bg-surface p-1.5 text-text shadow-float"
        onKeyDown={move}
      >
        {items.map(({ label: text, icon, danger = false, run }) => (
          <button
            key={text}
            type="button"
            role="menuitem"
            tabIndex={-1}
            className={`target flex w-full items-center gap-2.5 rounded-lg px-2.5 py-1.5 text-left hover:bg-raised focus:bg-raised ${danger ? 'text-danger' : ''}`}
            onClick={() => {
              hide()
              run()
            }}
          >
            {icon}
            {text}
          </button>
        ))}
      </div>
    </>
  )
}

function nextItem(key: string, items: readonly HTMLElement[], at: number): HTMLElement | undefined {
  if (key === 'ArrowDown') return items[(at + 1) % items.length]
  if (key === 'ArrowUp') return items.at(at - 1)
  if (key === 'Home') return items[0]
  return key === 'End' ? items.at(-1) : undefined
}

const GAP_PX = 6

/** Below its button where there is room, else above, and always on the screen. */
function place(menu: HTMLElement, button: HTMLElement): void {
  menu.showPopover()
  const at = button.getBoundingClientRect()
  const { width, height } = menu.getBoundingClientRect()
  const fitsBelow = at.bottom + GAP_PX + height <= innerHeight
  menu.style.top = `${fitsBelow ? at.bottom + GAP_PX : Math.max(GAP_PX, at.top - GAP_PX - height)}px`
  menu.style.left = `${Math.max(GAP_PX, Math.min(at.right - width, innerWidth - width - GAP_PX))}px`
}
