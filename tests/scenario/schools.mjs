// SPDX-License-Identifier: Apache-2.0
// A country's schools for tests: 3,654 of them, made up, inside the real regions of Uzbekistan. The same each time.

export const SCHOOLS = 3654

/** Polygons of any geometry: most of the real ones are GeometryCollections. */
export function polygonsOf(geometry) {
  if (geometry.type === 'Polygon') return [geometry.coordinates]
  if (geometry.type === 'MultiPolygon') return geometry.coordinates
  return (geometry.geometries ?? []).flatMap(polygonsOf)
}

const inRing = ([x, y], ring) => ring.reduce((odd, [x2, y2], i) => {
  const [x1, y1] = ring[(i || ring.length) - 1]
  return (y1 > y) !== (y2 > y) && x < ((x2 - x1) * (y - y1)) / (y2 - y1) + x1 ? !odd : odd
}, false)

/** Even-odd over all rings, as the centre has it. */
export const inside = (at, polygons) => polygons.flat().reduce((odd, ring) => (inRing(at, ring) ? !odd : odd), false)

function randomOf(seed) {
  let s = seed
  return () => ((s = (s * 1103515245 + 12345) % 2147483648) / 2147483648)
}

/** `count` schools as { id, name, region, lon, lat }, shared out among the regions. */
export function schoolsIn(regions, count = SCHOOLS) {
  const random = randomOf(3654)
  const shapes = regions.features.map((f) => {
    const polygons = polygonsOf(f.geometry), points = polygons.flat(2)
    const [xs, ys] = [points.map((p) => p[0]), points.map((p) => p[1])]
    return { name: f.properties.ADM1_EN, polygons, box: [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)] }
  })
  const out = []
  while (out.length < count) {
    const n = out.length + 1, shape = shapes[n % shapes.length], [w, s, e, north] = shape.box
    const at = [w + random() * (e - w), s + random() * (north - s)].map((v) => Math.round(v * 1e6) / 1e6)
    if (inside(at, shape.polygons)) out.push({ id: `school-${String(n).padStart(4, '0')}`, name: `School ${n}`, region: shape.name, lon: at[0], lat: at[1] })
  }
  return out
}

/** As real files draw them: points, grounds, and collections of both, where the point is the gate, in a corner of the grounds. */
export function schoolsGeojson(schools) {
  const box = (w, s, e, n) => [[[w, s], [e, s], [e, n], [w, n], [w, s]]], d = 0.00002, wide = 0.003
  const geometry = (s, i) => {
    const point = { type: 'Point', coordinates: [s.lon, s.lat] }
    const grounds = { type: 'Polygon', coordinates: box(s.lon - d, s.lat - d, s.lon + d, s.lat + d) }
    const corner = { type: 'Polygon', coordinates: box(s.lon, s.lat, s.lon + wide, s.lat + wide) }
    const of = (...geometries) => ({ type: 'GeometryCollection', geometries })
    return [point, grounds, of(corner, point), of(grounds), of(point, corner), of({ type: 'MultiPolygon', coordinates: [grounds.coordinates] }),
      of(of(corner), of(of(point))), { ...point, coordinates: [s.lon, s.lat, 412.5] }, of({ type: 'LineString', coordinates: corner.coordinates[0] }, grounds), point][i % 10]
  }
  return JSON.stringify({ type: 'FeatureCollection', features: schools.map((s, i) => ({ type: 'Feature', properties: { id: s.id, name: s.name, kind: 'school' }, geometry: geometry(s, i) })) })
}
