/** Time values: `YYYY-MM-DD HH:MM:SS.SSS`, parts of it, a zone behind it, 'now', or a number. */

import { parseRealPrefix, scanNumber } from '../../types/numericText.js';
import { foldAscii } from '../../types/collations.js';
import { UNIX_EPOCH_MS, computeJulian, computeOverflow, setJulian } from './moment.js';
import type { Moment } from './moment.js';

const DATE = /^(-?)(\d{4})-(\d{2})-(\d{2})[\sT]*/;
const TIME = /^(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d+))?)?/;
const ZONE = /^\s*(?:([Zz])|([+-])(\d{2}):(\d{2}))?\s*$/;

/** False when the text is no time value. */
export function parseMoment(text: string, moment: Moment, now: () => number): boolean {
	if (parseDate(text, moment) || parseTime(text, moment)) return true;
	const folded = foldAscii(text);
	if (folded === 'now') {
		setNow(moment, now);
		return true;
	}
	if (scanNumber(text).isWhole) {
		setRawNumber(moment, parseRealPrefix(text));
		return true;
	}
	if (folded !== 'subsec' && folded !== 'subsecond') return false;
	moment.wantsFraction = true;
	setNow(moment, now);
	return true;
}

export function setNow(moment: Moment, now: () => number): void {
	setJulian(moment, Math.trunc(now()) + UNIX_EPOCH_MS);
	moment.isUtc = true;
	moment.isLocal = false;
}

/** A Julian day when it can be one; 'unixepoch' and 'auto' may still say otherwise. */
export function setRawNumber(moment: Moment, value: number): void {
	moment.second = value;
	moment.isRaw = true;
	if (value >= 0 && value < 5373484.5) setJulian(moment, Math.trunc(value * 86400000 + 0.5));
}

function parseDate(text: string, moment: Moment): boolean {
	const match = DATE.exec(text);
	if (match === null) return false;
	const month = Number(match[3]);
	const day = Number(match[4]);
	if (month < 1 || month > 12 || day < 1 || day > 31) return false;
	const rest = text.slice(match[0].length);
	if (!parseTime(rest, moment)) {
		if (rest !== '') return false;
		moment.hasTime = false;
	}
	moment.hasJulian = false;
	moment.hasDate = true;
	moment.year = match[1] === '-' ? -Number(match[2]) : Number(match[2]);
	moment.month = month;
	moment.day = day;
	computeOverflow(moment);
	if (moment.zone !== 0 || (moment.hasTime && moment.hour === 24)) computeJulian(moment);
	return true;
}

/** HH:MM, HH:MM:SS or HH:MM:SS.SSS with an optional zone, to the end of the text. */
export function parseTime(text: string, moment: Moment): boolean {
	const match = TIME.exec(text);
	if (match === null) return false;
	const hour = Number(match[1]);
	const minute = Number(match[2]);
	const second = Number(match[3] ?? 0);
	if (hour > 24 || minute > 59 || second > 59) return false;
	const fraction = fractionOf(match[4]);
	if (hour === 24 && (minute > 0 || second > 0 || fraction > 0)) return false;
	const zone = ZONE.exec(text.slice(match[0].length));
	if (zone === null) return false;
	moment.zone = 0;
	if (zone[2] !== undefined) {
		const hours = Number(zone[3]);
		const minutes = Number(zone[4]);
		if (hours > 14 || minutes > 59) return false;
		moment.zone = (zone[2] === '-' ? -1 : 1) * (hours * 60 + minutes) + 0;
	}
	if (zone[1] !== undefined || (zone[2] !== undefined && moment.zone === 0)) {
		moment.isUtc = true;
		moment.isLocal = false;
	}
	moment.hasJulian = false;
	moment.isRaw = false;
	moment.hasTime = true;
	moment.hour = hour;
	moment.minute = minute;
	moment.second = second + fraction;
	return true;
}

/** Kept below a full second, also after rounding to milliseconds. */
function fractionOf(digits: string | undefined): number {
	if (digits === undefined) return 0;
	let value = 0;
	let scale = 1;
	for (const digit of digits) {
		value = value * 10 + Number(digit);
		scale *= 10;
	}
	return Math.min(value / scale, 0.999);
}
