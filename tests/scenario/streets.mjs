// SPDX-License-Identifier: Apache-2.0
// Extracts of OpenStreetMap, written for a test.

/**
 * Ways {id, nodes: [[lat, lon], …], tags}: the same place is the same node, so ways that name one meet there. Without tags a way is
 * driven both ways at 75 km/h by the limit, so at 60.
 */
export function osm(...ways) {
  const nodes = new Map()
  const ref = (at) => {
    const key = at.join()
    if (!nodes.has(key)) nodes.set(key, nodes.size + 1)
    return nodes.get(key)
  }
  const text = ways.map(({ id, nodes: list, tags }) => `<way id="${id}">${list.map((at) => `<nd ref="${ref(at)}"/>`).join('')}` +
    `${Object.entries({ highway: 'primary', maxspeed: '75', ...tags }).map(([k, v]) => `<tag k="${k}" v="${v}"/>`).join('')}</way>`).join('\n')
  const points = [...nodes].map(([key, id]) => `<node id="${id}" lat="${key.split(',')[0]}" lon="${key.split(',')[1]}"/>`).join('\n')
  return `<?xml version="1.0"?><osm version="0.6">\n${points}\n${text}\n</osm>\n`
}
