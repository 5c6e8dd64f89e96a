import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { takeToken } from './api/client'
import { App } from './App'
import './app.css'
import { applyTheme, chosenTheme, printLight } from './theme/theme'

takeToken()
const theme = chosenTheme()
applyTheme(theme, false)
printLight()
const root = document.getElementById('root')
if (root) createRoot(root).render(<StrictMode><App theme={theme} /></StrictMode>)
