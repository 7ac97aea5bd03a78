// SPDX-License-Identifier: Apache-2.0
// A field for a place: an address that the centre's index finds while it is typed, two numbers, or the middle of the map.

import { useState } from 'preact/hooks'
import { coordinates, distance } from '../lib/format'
import { t, type Key } from '../lib/i18n'
import { mapCentre } from './foot'
import { placeName, usePlaces } from './places'

export interface Spot {
    lat: number
    lon: number
    /** in words, when it was found by words */
    name?: string
}

/** "41.31, 69.24" */
export function readSpot(text: string): Spot | undefined {
    const found = /^\s*(-?\d{1,2}(?:\.\d+)?)\s*[,;\s]\s*(-?\d{1,3}(?:\.\d+)?)\s*$/.exec(text)
    const lat = Number(found?.[1]), lon = Number(found?.[2])
    return found && Math.abs(lat) <= 90 && Math.abs(lon) <= 180 ? { lat, lon } : undefined
}

export function PlaceField(props: { name: string; label: Key; middle: Key; required?: boolean; text: string; onSpot: (spot: Spot | undefined, text: string) => void }) {
    const [at, setAt] = useState(-1)
    const [searching, setSearching] = useState(false)
    const found = usePlaces(searching ? '/g ' + props.text : '', mapCentre)
    const take = (spot: Spot): void => {
        setSearching(false)
        setAt(-1)
        props.onSpot(spot, spot.name ?? coordinates(spot.lat, spot.lon))
    }
    const pick = (i: number): boolean => {
        const place = found[i]?.place
        if (place) take({ lat: place.lat, lon: place.lon, name: placeName(place) })
        return place !== undefined
    }
    const onKey = (event: KeyboardEvent): void => {
        if (found.length === 0) return
        if (event.key === 'ArrowDown') setAt((at + 1) % found.length)
        else if (event.key === 'ArrowUp') setAt(at <= 0 ? found.length - 1 : at - 1)
        else if (event.key !== 'Enter' || !pick(Math.max(0, at))) return
        event.preventDefault()
    }
    return (
        <div class="place-field">
            <label class="field">
                {t(props.label)}
                {props.required && ' *'}
                <input
                    name={props.name}
                    value={props.text}
                    required={props.required ?? false}
                    placeholder={t('place.hint')}
                    role="combobox"
                    aria-expanded={found.length > 0}
                    aria-controls={props.name + '-found'}
                    aria-activedescendant={at >= 0 ? `${props.name}-found-${at}` : undefined}
                    autocomplete="off"
                    spellcheck={false}
                    onKeyDown={onKey}
                    onInput={(event) => {
                        const text = event.currentTarget.value
                        setSearching(true)
                        setAt(-1)
                        props.onSpot(readSpot(text), text)
                    }}
                />
            </label>
            <button
                type="button"
                class="plain"
                onClick={() => {
                    const middle = mapCentre()
                    if (middle) take(middle)
                }}
            >
                {t(props.middle)}
            </button>
            {found.length > 0 && (
                <ul role="listbox" id={props.name + '-found'}>
                    {found.map((one, i) => (
                        <li key={one.value + String(i)} id={`${props.name}-found-${i}`} role="option" aria-selected={i === at} onMouseDown={(event) => (event.preventDefault(), pick(i))}>
                            {one.value} <span class="dim">{one.place?.distance_m !== undefined && distance(one.place.distance_m)}</span>
                        </li>
                    ))}
                </ul>
            )}
        </div>
    )
}
