// Walking by keyboard alone: no test that uses these touches the mouse.
import assert from 'node:assert/strict'
import { settled } from './service.js'

/** Tabs until something that matches has the focus, as a person would, forward and no further than once around. */
export async function tabTo(page, locator, most = 400) {
  const focused = async () => (await locator.count()) > 0 && locator.first().evaluate((e) => e === document.activeElement)
  for (let i = 0; i < most; i++) {
    if (await focused()) return
    await page.keyboard.press('Tab')
  }
  assert.fail(`${locator} cannot be reached by Tab`)
}

/** Tabs to something and presses Enter on it. */
export async function press(page, locator) {
  await tabTo(page, locator)
  await page.keyboard.press('Enter')
  await settled(page)
}

/** Tabs to a field and types into it, in place of what is there. */
export async function type(page, locator, text) {
  await tabTo(page, locator)
  await page.keyboard.press('ControlOrMeta+A')
  await page.keyboard.insertText(text)
}
