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
  readonly onCopied?: () => void
}

/** Puts a text on the clipboard, and says so. */
export function CopyButton({ text, children, look, onCopied }: CopyButtonProps) {
  const { common } = useMessages()
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), SHOWN_MS)
    return () => clearTimeout(timer)
  }, [copied])
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text)
    } catch {
      // The browser does not let it; the text is there to be marked.
      return
    }
    setCopied(true)
    onCopied?.()
  }
  // Without TLS there is no clipboard.
  if (navigator.clipboard === undefined) return null
  const icon = copied ? <Check className="size-4" aria-hidden /> : <Copy className="size-4" aria-hidden />
  return (
    <>
      {children === undefined ? (
        <IconButton label={common.copy} onClick={() => void copy()}>
          {icon}
        </IconButton>
      ) : (
        <Button look={look} onClick={() => void copy()}>
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
