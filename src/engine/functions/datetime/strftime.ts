/** strftime() conversions and the fixed texts of date(), time() and datetime(). */

import { formatReal } from '../scalar/formatItems.js';
import type { Conversion } from '../scalar/formatItems.js';
import {
	DAY_MS,
	UNIX_EPOCH_MS,
	computeCalendar,
	computeDate,
	computeJulian,
	daysAfterMonday,
	daysAfterNewYear,
	daysAfterSunday,
} from './moment.js';
import type { Moment } from './moment.js';

export function twoDigits(value: number): string {
	return String(value).padStart(2, '0');
}

/** Like %04d: the sign takes one of the four places. */
function paddedYear(year: number): string {
	return year < 0 ? `-${String(-year).padStart(3, '0')}` : String(year).padStart(4, '0');
}

/** Seconds with three decimals. */
export function secondsText(second: number): string {
	const ms = Math.trunc(second * 1000 + 0.5);
	return `${twoDigits(Math.trunc(ms / 1000))}.${String(ms % 1000).padStart(3, '0')}`;
}

export function dateText(moment: Moment): string {
	computeDate(moment);
	const year = String(Math.abs(moment.year)).padStart(4, '0');
	const sign = moment.year < 0 ? '-' : '';
	return `${sign}${year}-${twoDigits(moment.month)}-${twoDigits(moment.day)}`;
}

export function timeText(moment: Moment): string {
	computeCalendar(moment);
	const seconds = moment.wantsFraction
		? secondsText(moment.second)
		: twoDigits(Math.trunc(moment.second));
	return `${twoDigits(moment.hour)}:${twoDigits(moment.minute)}:${seconds}`;
}

/** Undefined when the format has an unknown conversion. */
export function strftime(format: string, moment: Moment): string | undefined {
	computeJulian(moment);
	computeCalendar(moment);
	let output = '';
	for (let at = 0; at < format.length; at++) {
		const character = format[at] as string;
		if (character !== '%') {
			output += character;
			continue;
		}
		at++;
		const text = conversion(format[at] ?? '', moment);
		if (text === undefined) return undefined;
		output += text;
	}
	return output;
}

function conversion(letter: string, moment: Moment): string | undefined {
	const make = conversions[letter];
	return make === undefined ? undefined : make(moment);
}

function spacePadded(value: number): string {
	return String(value).padStart(2, ' ');
}

function hour12(moment: Moment): number {
	return moment.hour % 12 === 0 ? 12 : moment.hour % 12;
}

/** The Thursday of the same ISO week: its year is the week's year. */
function isoThursday(moment: Moment): Moment {
	const thursday: Moment = {
		...moment,
		julianMs: moment.julianMs + (3 - daysAfterMonday(moment)) * DAY_MS,
		hasDate: false,
	};
	computeDate(thursday);
	return thursday;
}

const PLAIN: Conversion = {
	isLeft: false,
	plus: '',
	isAlternate: false,
	isExtended: false,
	hasZeros: false,
	hasCommas: false,
	width: 0,
	precision: -1,
};

/** %.16g of the Julian day. */
function julianDayText(moment: Moment): string {
	return formatReal(moment.julianMs / DAY_MS, 'g', { ...PLAIN, precision: 16 });
}

/** %06.3f */
function secondsOf(moment: Moment): string {
	const second = Math.min(moment.second, 59.999);
	return formatReal(second, 'f', { ...PLAIN, hasZeros: true, width: 6, precision: 3 });
}

const conversions: Readonly<Record<string, (moment: Moment) => string>> = {
	d: moment => twoDigits(moment.day),
	e: moment => spacePadded(moment.day),
	f: secondsOf,
	F: moment => `${paddedYear(moment.year)}-${twoDigits(moment.month)}-${twoDigits(moment.day)}`,
	G: moment => paddedYear(isoThursday(moment).year),
	g: moment => twoDigits(isoThursday(moment).year % 100),
	H: moment => twoDigits(moment.hour),
	I: moment => twoDigits(hour12(moment)),
	j: moment => String(daysAfterNewYear(moment) + 1).padStart(3, '0'),
	J: julianDayText,
	k: moment => spacePadded(moment.hour),
	l: moment => spacePadded(hour12(moment)),
	m: moment => twoDigits(moment.month),
	M: moment => twoDigits(moment.minute),
	p: moment => (moment.hour >= 12 ? 'PM' : 'AM'),
	P: moment => (moment.hour >= 12 ? 'pm' : 'am'),
	R: moment => `${twoDigits(moment.hour)}:${twoDigits(moment.minute)}`,
	s: moment =>
		moment.wantsFraction
			? ((moment.julianMs - UNIX_EPOCH_MS) / 1000).toFixed(3)
			: String(Math.trunc(moment.julianMs / 1000) - UNIX_EPOCH_MS / 1000),
	S: moment => twoDigits(Math.trunc(moment.second)),
	T: moment =>
		`${twoDigits(moment.hour)}:${twoDigits(moment.minute)}:${twoDigits(Math.trunc(moment.second))}`,
	u: moment => String(daysAfterSunday(moment) || 7),
	U: moment => twoDigits(Math.trunc((daysAfterNewYear(moment) - daysAfterSunday(moment) + 7) / 7)),
	V: moment => twoDigits(Math.trunc(daysAfterNewYear(isoThursday(moment)) / 7) + 1),
	w: moment => String(daysAfterSunday(moment)),
	W: moment => twoDigits(Math.trunc((daysAfterNewYear(moment) - daysAfterMonday(moment) + 7) / 7)),
	Y: moment => paddedYear(moment.year),
	'%': () => '%',
};
