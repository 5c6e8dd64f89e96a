/** The colours, once: CSS variables, drawings and exports all read them here. */
export const light = {
  bg: '#F2F5F6', surface: '#FFFFFF', sunken: '#E9EEF0', line: '#DBE2E6', line2: '#B9C5CC',
  ink: '#14212B', ink2: '#415160', ink3: '#5B6B78',
  acc: '#0C5A70', acc2: '#0A4859', 'acc-bg': '#E1EFF2', 'acc-line': '#93C0CC', 'on-acc': '#FFFFFF',
  seal: '#B2381B', ok: '#19693F', 'ok-bg': '#E3F2E9', warn: '#825200', 'warn-bg': '#FAEFD8',
  bad: '#A61E3C', 'bad-bg': '#FAE6EA', info: '#22588F', 'info-bg': '#E5EEF8',
  c0: '#FBF5E8', c1: '#F3E2BB', c2: '#E3C07A', c3: '#C98F3A', c4: '#8F5A16',
  cc0: '#FEFCF5', cc1: '#F4E5C1', cc2: '#EACF96', cc3: '#DFBA73', cc4: '#D3A658',
  s0: '#F4F9FA', s1: '#E4F0F2', s2: '#C2DEE4', s3: '#8FC1CC', s4: '#4E97A8',
  sc0: '#FAFCFC', sc1: '#D7E9ED', sc2: '#B7D8DF', sc3: '#99C7D1', sc4: '#7DB6C4',
  k1: '#1B4B82', k2: '#B35C12', k3: '#2F9079', k4: '#A67BC6', k5: '#8C2A48', k6: '#3C93B4', k7: '#857E1E', k8: '#5B6B78', 'k2-deep': '#854008',
}

/** The names of the colours. */
export type Token = keyof typeof light
export type Palette = Record<Token, string>

export const dark: Palette = {
  bg: '#0E151A', surface: '#151E25', sunken: '#0A1014', line: '#25323B', line2: '#41525E',
  ink: '#E4ECF0', ink2: '#B3C0C9', ink3: '#8E9DA8',
  acc: '#62BACD', acc2: '#86CFDE', 'acc-bg': '#12323B', 'acc-line': '#2F6B7A', 'on-acc': '#06222A',
  seal: '#F2805F', ok: '#5CC48E', 'ok-bg': '#122C20', warn: '#E2B24D', 'warn-bg': '#30260F',
  bad: '#F28BA0', 'bad-bg': '#361820', info: '#86B7EC', 'info-bg': '#14283D',
  c0: '#262018', c1: '#43341C', c2: '#6F5323', c3: '#A87B30', c4: '#E3B45C',
  cc0: '#1D1A15', cc1: '#362B1A', cc2: '#4C3B1E', cc3: '#604821', cc4: '#745724',
  s0: '#151E25', s1: '#17303A', s2: '#1D4552', s3: '#2C6878', s4: '#4A9CB0',
  sc0: '#141E24', sc1: '#19323B', sc2: '#1D4450', sc3: '#225462', sc4: '#27616F',
  k1: '#5B94DA', k2: '#EFA35C', k3: '#3FA88C', k4: '#D9C4F5', k5: '#E2607F', k6: '#9AD8EA', k7: '#CFC661', k8: '#8E9DA8', 'k2-deep': '#EFA35C',
}

export type Theme = 'light' | 'dark'
export const palettes: Record<Theme, Palette> = { light, dark }

/** The fonts of texts, of cards and tiles, and of codes. Chinese is always the system's. */
export const fonts = {
  text: '"IBM Plex Sans","PingFang SC","HarmonyOS Sans SC","MiSans","Microsoft YaHei UI","Noto Sans CJK SC","Source Han Sans SC",system-ui,sans-serif',
  card: '"IBM Plex Sans Condensed","PingFang SC","HarmonyOS Sans SC","MiSans","Microsoft YaHei UI","Noto Sans CJK SC","Source Han Sans SC",system-ui,sans-serif',
  code: '"IBM Plex Mono","Noto Sans CJK SC",ui-monospace,monospace',
}
