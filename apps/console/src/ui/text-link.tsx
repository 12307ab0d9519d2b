import { createLink } from '@tanstack/react-router'
import type { ComponentProps } from 'react'
import { type ButtonLook, buttonClass } from './button.tsx'

export const linkClass =
  'text-accent underline decoration-accent/40 underline-offset-3 hover:decoration-current rounded-sm'

/** A link within the app, in a text. */
export const TextLink = createLink((props: ComponentProps<'a'>) => (
  <a {...props} className={`${linkClass} ${props.className ?? ''}`} />
))

/** A link within the app that looks like a button. */
export const ButtonLink = createLink(({ look, className, ...props }: ComponentProps<'a'> & { look?: ButtonLook }) => (
  <a {...props} className={buttonClass(look, className)} />
))
