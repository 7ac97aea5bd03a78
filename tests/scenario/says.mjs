// SPDX-License-Identifier: Apache-2.0
// What the devices and agencies of others say, as text: TAK clients (CoT) and warnings (CAP).

export const iso = (ms = 0) => new Date(Date.now() + ms).toISOString()

/** An event as ATAK writes it. */
export const event = (uid, type, inside = '', { lat = 41.35, lon = 69.25, stale = 10000, how = 'm-g' } = {}) =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<event version="2.0" uid="${uid}" type="${type}" how="${how}" time="${iso()}" start="${iso()}" stale="${iso(stale)}">`
  + `<point lat="${lat}" lon="${lon}" hae="431.0" ce="4.7" le="9999999.0"/><detail>${inside}</detail></event>`
export const where = (uid, lat, lon = 69.25) => event(uid, 'a-f-G-U-C',
  '<takv device="PIXEL" platform="ATAK-CIV" os="34" version="5.3.0"/><contact endpoint="*:-1:stcp" callsign="HOPE"/><uid Droid="HOPE"/>'
  + '<precisionlocation altsrc="GPS" geopointsrc="GPS"/><__group role="Team Member" name="Cyan"/><status battery="87"/><track course="90.0" speed="10.0"/>', { lat, lon })
export const help = (uid, place = {}) => event(`${uid}-9-1-1`, 'b-a-o-tbl',
  `<link uid="${uid}" type="a-f-G-U-C" relation="p-p"/><contact callsign="HOPE-Alert"/><emergency type="911 Alert">HOPE</emergency>`, { stale: 500, ...place })
export const cancel = (uid) => event(`${uid}-9-1-1`, 'b-a-o-can', `<link uid="${uid}" type="a-f-G-U-C" relation="p-p"/><emergency cancel="true">HOPE</emergency>`)

/** A warning (CAP 1.2), and times in it: so many hours from now. */
export const at = (hours) => new Date(Date.now() + hours * 3600000).toISOString()
export const alert = ({ id, sender = 'met@example.uz', sent = at(0), type = 'Alert', status = 'Actual', refs = '', severity = 'Severe', polygon = '41.2,69.1 41.4,69.1 41.4,69.4 41.2,69.4 41.2,69.1', expires = at(6), event = 'Сель' }) =>
  `<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>${id}</identifier><sender>${sender}</sender><sent>${sent}</sent><status>${status}</status><msgType>${type}</msgType><scope>Public</scope>` +
  (refs ? `<references>${refs}</references>` : '') + (severity ? `<info><language>ru</language><category>Met</category><event>${event}</event><urgency>Immediate</urgency><severity>${severity}</severity><certainty>Likely</certainty>` +
  `<expires>${expires}</expires><headline>${event}: ${id}</headline><area><areaDesc>Ташкент</areaDesc><polygon>${polygon}</polygon></area></info>` : '') + '</alert>'
