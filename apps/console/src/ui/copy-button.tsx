import { Check, Copy } from 'lucide-react'
import { type ReactNode, useEffect, useState } from 'react'
import { useMessages } from '../i18n/messages.ts'
import { Button, type ButtonLook, IconButton } from './button.tsx'

const SHOWN_MS = 2000

export interface CopyButtonProps {
  readonly text: string
  /** What it shows; an icon alone, if nothing. */
  readonly children?: ReactNode
  readonly look?: ButtonLook
}

/** Puts a text on the clipboard, and says so. */
export function CopyButton({ text, children, look }: CopyButtonProps) {
  const { common } = useMessages()
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), SHOWN_MS)
    return () => clearTimeout(timer)
  }, [copied])
  const copy = () => void navigator.clipboard.writeText(text).then(() => setCopied(true))
  const icon = copied ? <Check className="size-4" aria-hidden /> : <Copy className="size-4" aria-hidden />
  return (
    <>
      {children === undefined ? (
        <IconButton label={common.copy} onClick={copy}>
          {icon}
        </IconButton>
      ) : (
        <Button look={look} onClick={copy}>
          {icon}
          {children}
        </Button>
      )}
      <span role="status" className="sr-only">
        {copied && common.copied}
      </span>
    </>
  )
}
