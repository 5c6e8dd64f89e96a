const digits = '0123456789ABCDEFGHJKLMNPQRTUWXY'

/** Whether a unified social credit code (GB 32100-2015) has the check digit that its other characters ask for. */
export function checks(code: string): boolean {
  if (code.length !== 18) return false
  let sum = 0
  let weight = 1
  for (const c of code.slice(0, 17)) {
    const value = digits.indexOf(c)
    if (value < 0) return false
    sum += value * weight
    weight = (weight * 3) % 31
  }
  return digits[(31 - (sum % 31)) % 31] === code[17]
}
