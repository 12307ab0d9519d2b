import type { RequestContext } from './context.ts'

/** Sends the version of what is returned along as `ETag`. */
export async function withEtag<View extends { readonly etag: string }>(
  ctx: RequestContext,
  view: Promise<View>,
): Promise<View> {
  const settled = await view
  ctx.replyHeaders.set('ETag', settled.etag)
  return settled
}
