import { Outlet } from '@tanstack/react-router'
import { VisitorFrame } from './visitor-frame.tsx'

export function VisitorLayout() {
  return (
    <VisitorFrame>
      <Outlet />
    </VisitorFrame>
  )
}
