import { RosterError } from '@roster/client'
import { command, type GetRoster } from './command.ts'
import { fetchPlain } from './server/fetch-plain.ts'
import { printableJson } from './terminal/text.ts'

export const openapi = (get: GetRoster) =>
  command('openapi', {
    summary: 'Print the OpenAPI document of the server.',
    details: 'OpenAPI 3.1, as JSON: for generators of clients, and for tools that try an API. Needs no sign-in.',
    examples: [
      ['roster openapi > roster.json', 'Keeps it.'],
      ["roster openapi | jq -r '.paths | keys[]'", 'The paths there are.'],
    ],
  }).action(async () => {
    const roster = get()
    const reply = await fetchPlain(`${await roster.server()}/api/v1/openapi.json`, roster.settings.timeoutMs)
    const document = (await reply.json().catch(() => ({}))) as { readonly openapi?: unknown }
    if (!reply.ok || typeof document.openapi !== 'string') {
      throw new RosterError('BAD_REPLY', 'There is no OpenAPI document.', { status: reply.status })
    }
    roster.output.raw(printableJson(JSON.stringify(document, null, 2)))
  })
