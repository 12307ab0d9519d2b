/** Stands where something will be, in about its size. */
export function Skeleton({ className = '' }: { readonly className?: string }) {
  return <div className={`animate-pulse rounded-md bg-raised ${className}`} aria-hidden="true" />
}
