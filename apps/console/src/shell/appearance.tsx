import { Languages, Monitor, Moon, Sun } from 'lucide-react'
import { type Language, languages, setLanguage, useLanguage } from '../i18n/language.ts'
import { useMessages } from '../i18n/messages.ts'
import { setTheme, themes, useTheme } from '../theme.ts'
import { Menu } from '../ui/menu.tsx'

const ICONS = { system: Monitor, light: Sun, dark: Moon } as const

export function ThemeMenu() {
  const { appearance } = useMessages()
  const theme = useTheme()
  const Icon = ICONS[theme]
  return (
    <Menu
      look="quiet"
      label={`${appearance.theme}: ${appearance[theme]}`}
      className="aspect-square px-0!"
      items={themes.map((each) => {
        const EachIcon = ICONS[each]
        return {
          label: appearance[each],
          icon: <EachIcon className="size-4" aria-hidden />,
          run: () => setTheme(each),
        }
      })}
    >
      <Icon className="size-4.5" aria-hidden />
    </Menu>
  )
}

export function LanguageMenu() {
  const { appearance } = useMessages()
  const language = useLanguage()
  return (
    <Menu
      look="quiet"
      label={`${appearance.language}: ${languages[language]}`}
      className="aspect-square px-0!"
      items={(Object.entries(languages) as [Language, string][]).map(([tag, label]) => ({
        label,
        run: () => void setLanguage(tag),
      }))}
    >
      <Languages className="size-4.5" aria-hidden />
    </Menu>
  )
}
