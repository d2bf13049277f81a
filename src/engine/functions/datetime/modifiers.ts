/** The modifiers of date functions: '+3 days', 'start of month', 'weekday 0', 'unixepoch', 'localtime' ... */

import { foldAscii } from '../../types/collations.js';
import { parseRealPrefix, scanNumber } from '../../types/numericText.js';
import {
	DAY_MS,
	UNIX_EPOCH_MS,
	computeCalendar,
	computeDate,
	computeJulian,
	computeOverflow,
	daysInMonth,
	fail,
	daysAfterSunday,
	forgetCalendar,
	newMoment,
	setJulian,
} from './moment.js';
import type { Moment } from './moment.js';
import { parseTime } from './parseMoment.js';

/** `position` counts the modifiers from 1. False when the modifier does not fit. */
export function applyModifier(text: string, moment: Moment, position: number): boolean {
	const first = text.charCodeAt(0);
	if (first === 43 || first === 45 || (first >= 48 && first <= 57)) return shift(text, moment);
	const modifier = foldAscii(text);
	switch (modifier) {
		case 'auto':
			return position === 1 && applyAuto(moment);
		case 'ceiling':
			computeJulian(moment);
			forgetCalendar(moment);
			moment.overflowDays = 0;
			return true;
		case 'floor':
			computeJulian(moment);
			moment.julianMs -= moment.overflowDays * DAY_MS;
			forgetCalendar(moment);
			return true;
		case 'julianday': {
			const fits = position === 1 && moment.hasJulian && moment.isRaw;
			if (fits) moment.isRaw = false;
			return fits;
		}
		case 'unixepoch':
			return position === 1 && applyUnixEpoch(moment);
		case 'localtime':
			if (!moment.isLocal) toLocal(moment);
			moment.isUtc = false;
			moment.isLocal = true;
			return true;
		case 'utc':
			if (!moment.isUtc) toUtc(moment);
			moment.isUtc = true;
			moment.isLocal = false;
			return true;
		case 'subsec':
		case 'subsecond':
			moment.wantsFraction = true;
			return true;
		default:
			if (modifier.startsWith('weekday ')) return toWeekday(modifier.slice(8), moment);
			if (modifier.startsWith('end of ')) return toEnd(modifier.slice(7), moment);
			return modifier.startsWith('start of ') && toStart(modifier.slice(9), moment);
	}
}

function applyUnixEpoch(moment: Moment): boolean {
	if (!moment.isRaw) return false;
	const julianMs = moment.second * 1000 + UNIX_EPOCH_MS;
	if (!(julianMs >= 0 && julianMs < 464269060800000)) return false;
	forgetCalendar(moment);
	setJulian(moment, Math.trunc(julianMs + 0.5));
	moment.isRaw = false;
	return true;
}

/** A number that is no Julian day is a Unix time, within the years -4713 to 9999. */
function applyAuto(moment: Moment): boolean {
	if (!moment.isRaw || moment.hasJulian) {
		moment.isRaw = false;
	} else if (moment.second >= -210866760000 && moment.second <= 253402300799) {
		const julianMs = moment.second * 1000 + UNIX_EPOCH_MS;
		forgetCalendar(moment);
		setJulian(moment, Math.trunc(julianMs + 0.5));
		moment.isRaw = false;
	}
	return true;
}

/** 1970-01-01 and 2038-01-18: outside, an equivalent year around 2000 tells the offset, as in SQLite. */
const FIRST_LOCAL_MS = 210866760000000;
const LAST_LOCAL_MS = 213014145600000;

/** Also clears an earlier error: such a moment then is 2000-01-01, as in SQLite. */
function toLocal(moment: Moment): void {
	computeJulian(moment);
	const sample: Moment = { ...moment };
	let yearShift = 0;
	if (moment.julianMs < FIRST_LOCAL_MS || moment.julianMs > LAST_LOCAL_MS) {
		computeCalendar(sample);
		yearShift = 2000 + (sample.year % 4) - sample.year;
		sample.year += yearShift;
		sample.hasJulian = false;
		computeJulian(sample);
	}
	const seconds = Math.trunc(sample.julianMs / 1000) - UNIX_EPOCH_MS / 1000;
	const local = new Date(seconds * 1000);
	moment.year = local.getFullYear() - yearShift;
	moment.month = local.getMonth() + 1;
	moment.day = local.getDate();
	moment.hour = local.getHours();
	moment.minute = local.getMinutes();
	moment.second = local.getSeconds() + (moment.julianMs % 1000) * 0.001;
	moment.hasDate = true;
	moment.hasTime = true;
	moment.hasJulian = false;
	moment.isRaw = false;
	moment.zone = 0;
	moment.isError = false;
}

/** The moment whose local time this is, found by trying. */
function toUtc(moment: Moment): void {
	computeJulian(moment);
	const wanted = moment.julianMs;
	let guess = wanted;
	let difference = 0;
	for (let round = 0; round < 4; round++) {
		guess -= difference;
		const local = newMoment();
		setJulian(local, guess);
		toLocal(local);
		computeJulian(local);
		difference = local.julianMs - wanted;
		if (difference === 0) break;
	}
	Object.assign(moment, newMoment());
	setJulian(moment, guess);
}

/** The next such day of the week, or the last one before a number with a minus sign; today if it is one. */
function toWeekday(text: string, moment: Moment): boolean {
	const weekday = Math.abs(parseRealPrefix(text));
	if (!scanNumber(text).isWhole || !(weekday < 7) || !Number.isInteger(weekday)) return false;
	const isBack = text.trimStart().startsWith('-');
	computeCalendar(moment);
	moment.zone = 0;
	moment.hasJulian = false;
	computeJulian(moment);
	const ahead = (weekday - daysAfterSunday(moment) + 7) % 7;
	moment.julianMs += (isBack && ahead > 0 ? ahead - 7 : ahead) * DAY_MS;
	forgetCalendar(moment);
	return true;
}

function toStart(unit: string, moment: Moment): boolean {
	if (!toDayOf(unit, moment)) return false;
	setTime(moment, 0, 0, 0);
	if (unit !== 'day') moment.day = 1;
	if (unit === 'year') moment.month = 1;
	return true;
}

/** The last millisecond of the day, month or year. */
function toEnd(unit: string, moment: Moment): boolean {
	if (!toDayOf(unit, moment)) return false;
	if (unit === 'month' && moment.year === 9999 && moment.month === 12) {
		// SQLite goes by way of the next month, which is out of range.
		fail(moment);
		return true;
	}
	setTime(moment, 23, 59, 59.999);
	if (unit === 'year') moment.month = 12;
	if (unit !== 'day') moment.day = daysInMonth(moment.year, moment.month);
	return true;
}

function toDayOf(unit: string, moment: Moment): boolean {
	if (!moment.hasJulian && !moment.hasDate && !moment.hasTime) return false;
	if (unit !== 'month' && unit !== 'year' && unit !== 'day') return false;
	computeDate(moment);
	moment.isRaw = false;
	moment.zone = 0;
	moment.hasJulian = false;
	return true;
}

function setTime(moment: Moment, hour: number, minute: number, second: number): void {
	moment.hasTime = true;
	moment.hour = hour;
	moment.minute = minute;
	moment.second = second;
}

/** ±YYYY-MM-DD with an optional time, ±HH:MM[:SS[.SSS]], or a number of units. */
function shift(text: string, moment: Moment): boolean {
	const date = /^[+-](\d{4,5})-/.exec(text);
	if (date !== null) return shiftByDate(text, moment);
	if (/^[+-]?\d*:/.test(text)) return shiftByTime(text, moment);
	return shiftByUnits(text, moment);
}

function addMonths(moment: Moment, years: number, months: number): void {
	moment.year += years;
	moment.month += months;
	const carry = Math.trunc(moment.month > 0 ? (moment.month - 1) / 12 : (moment.month - 12) / 12);
	moment.year += carry;
	moment.month -= carry * 12;
}

function shiftByDate(text: string, moment: Moment): boolean {
	const match = /^([+-])(\d{4,5})-(\d{2})-(\d{2})(?:\s(?=\d{2}:\d{2})(.*))?$/s.exec(text);
	if (match === null) return false;
	const months = Number(match[3]);
	const days = Number(match[4]);
	if (Number(match[2]) > 14712 || months > 11 || days > 30) return false;
	const direction = match[1] === '-' ? -1 : 1;
	computeCalendar(moment);
	moment.hasJulian = false;
	addMonths(moment, direction * Number(match[2]), direction * months);
	computeOverflow(moment);
	computeJulian(moment);
	moment.hasTime = false;
	moment.hasDate = false;
	moment.julianMs += direction * days * DAY_MS;
	if (match[5] === undefined) return true;
	return shiftByTime((match[1] as string) + match[5], moment);
}

function shiftByTime(text: string, moment: Moment): boolean {
	const time = newMoment();
	if (!parseTime(text.replace(/^[+-]/, ''), time)) return false;
	computeJulian(time);
	// 2000-01-01 begins half a day into its Julian day.
	const sinceMidnight = (time.julianMs - DAY_MS / 2) % DAY_MS;
	computeJulian(moment);
	forgetCalendar(moment);
	moment.julianMs += text.startsWith('-') ? -sinceMidnight : sinceMidnight;
	return true;
}

/** `limit`: the amount must be smaller; `seconds` in one of the unit. */
const UNITS: ReadonlyMap<string, { readonly limit: number; readonly seconds: number }> = new Map([
	['second', { limit: 4.6427e14, seconds: 1 }],
	['minute', { limit: 7.7379e12, seconds: 60 }],
	['hour', { limit: 1.2897e11, seconds: 3600 }],
	['day', { limit: 5373485, seconds: 86400 }],
	['month', { limit: 176546, seconds: 2592000 }],
	['year', { limit: 14713, seconds: 31536000 }],
]);

function shiftByUnits(text: string, moment: Moment): boolean {
	const match = /^(\S+)\s*(.*)$/s.exec(text);
	if (match === null || !scanNumber(match[1] as string).isWhole) return false;
	const name = foldAscii(match[2] as string);
	const unitName = name.length > 3 && name.endsWith('s') ? name.slice(0, -1) : name;
	const unit = UNITS.get(unitName);
	let amount = parseRealPrefix(match[1] as string);
	if (unit === undefined || !(Math.abs(amount) < unit.limit)) return false;
	const half = amount < 0 ? -0.5 : 0.5;
	computeJulian(moment);
	moment.overflowDays = 0;
	if (unitName === 'month' || unitName === 'year') {
		const whole = Math.trunc(amount);
		computeCalendar(moment);
		if (unitName === 'month') addMonths(moment, 0, whole);
		else moment.year += whole;
		computeOverflow(moment);
		moment.hasJulian = false;
		amount -= whole;
	}
	computeJulian(moment);
	moment.julianMs += Math.trunc(amount * 1000 * unit.seconds + half);
	forgetCalendar(moment);
	return true;
}
