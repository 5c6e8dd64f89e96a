/** Where the tile of each province stands, column and row from 1: near where it lies, and no outline of anything. */
export const provinces: Record<string, [column: number, row: number]> = {
  230000: [9, 1],
  650000: [1, 2], 150000: [7, 2], 220000: [9, 2],
  620000: [3, 3], 640000: [4, 3], 140000: [5, 3], 130000: [6, 3], 110000: [7, 3], 120000: [8, 3], 210000: [9, 3],
  540000: [1, 4], 630000: [2, 4], 610000: [4, 4], 410000: [5, 4], 370000: [7, 4], 320000: [8, 4],
  510000: [2, 5], 500000: [3, 5], 420000: [5, 5], 340000: [6, 5], 330000: [7, 5], 310000: [8, 5],
  530000: [2, 6], 520000: [3, 6], 430000: [4, 6], 360000: [5, 6], 350000: [7, 6], 710000: [8, 6],
  450000: [3, 7], 440000: [4, 7], 810000: [5, 7], 820000: [4, 8],
  460000: [3, 8],
}

/** A province as it is called in short. */
export const shortName = (name: string) => name.replace(/(?:壮族|回族|维吾尔)?(?:省|市|自治区|特别行政区)$/, '') // data

/** A romanised name with the places at which a narrow tile may part it: after a syllable. */
export const parted = (name: string) => name.replace(/([aeiou](?:ng(?![aeiou])|n(?![aeiou])|r(?![aeiou]))?)(?=[bcdfghjklmnpqrstwxyz]h?[aeiou])/g, '$1\u00ad')
