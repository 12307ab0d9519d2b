import type { InboxMessage } from '../mail/inbox.ts'
import { type Html, html } from './dev-inbox-html.ts'

export const INBOX_PATH = '/dev/inbox'

/** Every message, or those to one address. */
export function listPage(messages: readonly InboxMessage[], to: string | undefined): string {
  return page(
    'Development inbox',
    html`
      <header>
        <h1>Development inbox</h1>
        <p class="quiet">No mail leaves this server: what it would send ends here. Set SMTP_URL to send for real.</p>
      </header>
      <form class="bar" method="get" action="${INBOX_PATH}">
        <label for="to">To</label>
        <input id="to" name="to" type="search" value="${to ?? ''}" placeholder="anybody" autocomplete="off" spellcheck="false">
        <button>Show</button>
      </form>
      ${messages.length === 0 ? html`<p class="empty">${to === undefined ? 'No mail yet.' : `No mail to ${to}.`}</p>` : messageList(messages)}
      <form class="foot" method="post" action="${INBOX_PATH}/clear">
        <span class="quiet">${countOf(messages.length)}, the newest first. As JSON: <a href="${INBOX_PATH}/messages">${INBOX_PATH}/messages</a></span>
        <button class="danger">Delete all mails</button>
      </form>`,
  )
}

const countOf = (count: number): string => (count === 1 ? '1 mail' : `${count} mails`)

function messageList(messages: readonly InboxMessage[]): Html {
  return html`<ul class="messages">${messages.map(
    (message) => html`
      <li><a href="${INBOX_PATH}/${message.id}">
        <strong>${message.subject}</strong>
        <span>${message.to}</span>
        ${timeOf(message)}
      </a></li>`,
  )}</ul>`
}

/** One message: its links, its HTML in a frame that can do nothing but open links, and its text. */
export function messagePage(message: InboxMessage): string {
  return page(
    message.subject,
    html`
      <p><a href="${INBOX_PATH}">← All mails</a></p>
      <header>
        <h1>${message.subject}</h1>
        <dl>
          <dt>To</dt><dd><a href="${INBOX_PATH}?to=${encodeURIComponent(message.to)}">${message.to}</a></dd>
          <dt>From</dt><dd>${message.from}</dd>
          <dt>At</dt><dd>${timeOf(message)}</dd>
        </dl>
      </header>
      <div class="bodies">
        <section aria-labelledby="as-html">
          <h2 id="as-html">HTML</h2>
          <iframe title="The mail as HTML" src="${INBOX_PATH}/${message.id}/body" sandbox="allow-popups allow-popups-to-escape-sandbox"></iframe>
        </section>
        <section aria-labelledby="as-text">
          <h2 id="as-text">Text</h2>
          <pre>${textWithLinks(message)}</pre>
        </section>
      </div>`,
  )
}

export function missingPage(): string {
  return page('No such mail', html`<h1>No such mail</h1><p><a href="${INBOX_PATH}">← All mails</a></p>`)
}

/** The mail's own HTML; its links open beside the inbox, for the frame may not go anywhere. */
export function bodyOf(message: InboxMessage): string {
  const base = '<base target="_blank">'
  return /<head>/i.test(message.html) ? message.html.replace(/<head>/i, (head) => head + base) : base + message.html
}

function textWithLinks({ text, links }: InboxMessage): readonly Html[] {
  const pieces: Html[] = []
  let rest = text
  for (const link of links) {
    const at = rest.indexOf(link)
    if (at < 0 || !/^https?:\/\//.test(link)) continue
    pieces.push(html`${rest.slice(0, at)}<a href="${link}" target="_blank" rel="noreferrer">${link}</a>`)
    rest = rest.slice(at + link.length)
  }
  return [...pieces, html`${rest}`]
}

const timeOf = ({ receivedAt }: InboxMessage): Html =>
  html`<time datetime="${receivedAt}">${receivedAt.slice(0, 19).replace('T', ' ')} UTC</time>`

function page(title: string, content: Html): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<link rel="stylesheet" href="${INBOX_PATH}/style.css">
</head>
<body>
<main>${content}</main>
</body>
</html>
`.html
}
