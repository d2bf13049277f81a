/**
 * A point in time as SQLite's date functions keep it: milliseconds of the Julian day, calendar date and time of
 * day, each filled in when asked for. Which parts are valid is part of the meaning (`2023-02-31` stays as
 * written until something computes with it), so the flags follow SQLite closely.
 */

export interface Moment {
	/** Milliseconds since noon, 24 November 4714 BC. */
	julianMs: number;
	year: number;
	month: number;
	day: number;
	hour: number;
	minute: number;
	/** With fraction; the number as given while `isRaw`. */
	second: number;
	/** Minutes east of UTC, still to be taken off. */
	zone: number;
	/** Days by which the date runs over its month's end: 2 for 2023-02-30. */
	overflowDays: number;
	hasJulian: boolean;
	hasDate: boolean;
	hasTime: boolean;
	/** A number not yet told to be a Julian day or Unix time. */
	isRaw: boolean;
	isUtc: boolean;
	isLocal: boolean;
	wantsFraction: boolean;
	isError: boolean;
}

export const DAY_MS = 86400000;
const HALF_DAY_MS = 43200000;
/** Julian milliseconds of 1970-01-01. */
export const UNIX_EPOCH_MS = 210866760000000;
const LAST_JULIAN_MS = 464269060799999;

export function newMoment(): Moment {
	return {
		julianMs: 0,
		year: 0,
		month: 0,
		day: 0,
		hour: 0,
		minute: 0,
		second: 0,
		zone: 0,
		overflowDays: 0,
		hasJulian: false,
		hasDate: false,
		hasTime: false,
		isRaw: false,
		isUtc: false,
		isLocal: false,
		wantsFraction: false,
		isError: false,
	};
}

export function setJulian(moment: Moment, julianMs: number): void {
	moment.julianMs = julianMs;
	moment.hasJulian = true;
}

/** Only the Julian day stays. */
export function forgetCalendar(moment: Moment): void {
	moment.hasDate = false;
	moment.hasTime = false;
	moment.zone = 0;
}

export function fail(moment: Moment): void {
	Object.assign(moment, newMoment(), { isError: true });
}

export function isValidJulian(julianMs: number): boolean {
	return julianMs >= 0 && julianMs <= LAST_JULIAN_MS;
}

export function computeJulian(moment: Moment): void {
	if (moment.hasJulian) return;
	let year = moment.hasDate ? moment.year : 2000;
	let month = moment.hasDate ? moment.month : 1;
	const day = moment.hasDate ? moment.day : 1;
	if (year < -4713 || year > 9999 || moment.isRaw) {
		fail(moment);
		return;
	}
	if (month <= 2) {
		year--;
		month += 12;
	}
	const century = Math.trunc((year + 4800) / 100);
	const leap = 38 - century + Math.trunc(century / 4);
	const yearDays = Math.trunc((36525 * (year + 4716)) / 100);
	const monthDays = Math.trunc((306001 * (month + 1)) / 10000);
	moment.julianMs = Math.trunc((yearDays + monthDays + day + leap - 1524.5) * DAY_MS);
	moment.hasJulian = true;
	if (!moment.hasTime) return;
	moment.julianMs +=
		moment.hour * 3600000 + moment.minute * 60000 + Math.trunc(moment.second * 1000 + 0.5);
	// 24:00 is the next day's midnight.
	if (moment.zone === 0 && moment.hour !== 24) return;
	if (moment.hour === 24) {
		moment.overflowDays = 0;
		if (!isValidJulian(moment.julianMs)) {
			fail(moment);
			return;
		}
	}
	const hasZone = moment.zone !== 0;
	moment.julianMs -= moment.zone * 60000;
	forgetCalendar(moment);
	if (!hasZone) return;
	moment.isUtc = true;
	moment.isLocal = false;
}

export function computeDate(moment: Moment): void {
	if (moment.hasDate) return;
	if (!moment.hasJulian) {
		moment.year = 2000;
		moment.month = 1;
		moment.day = 1;
	} else if (!isValidJulian(moment.julianMs)) {
		fail(moment);
		return;
	} else {
		const days = Math.trunc((moment.julianMs + HALF_DAY_MS) / DAY_MS);
		const alpha = Math.trunc((days + 32044.75) / 36524.25) - 52;
		const a = days + 1 + alpha - Math.trunc((alpha + 100) / 4) + 25;
		const b = a + 1524;
		const c = Math.trunc((b - 122.1) / 365.25);
		const d = Math.trunc((36525 * (c & 32767)) / 100);
		const e = Math.trunc((b - d) / 30.6001);
		moment.day = b - d - Math.trunc(30.6001 * e);
		moment.month = e < 14 ? e - 1 : e - 13;
		moment.year = moment.month > 2 ? c - 4716 : c - 4715;
	}
	moment.hasDate = true;
}

export function computeTime(moment: Moment): void {
	if (moment.hasTime) return;
	computeJulian(moment);
	const dayMs = (moment.julianMs + HALF_DAY_MS) % DAY_MS;
	moment.second = (dayMs % 60000) / 1000;
	const minutes = Math.trunc(dayMs / 60000);
	moment.minute = minutes % 60;
	moment.hour = Math.trunc(minutes / 60);
	moment.isRaw = false;
	moment.hasTime = true;
}

export function computeCalendar(moment: Moment): void {
	computeDate(moment);
	computeTime(moment);
}

const LONG_MONTHS: ReadonlySet<number> = new Set([1, 3, 5, 7, 8, 10, 12]);

export function computeOverflow(moment: Moment): void {
	const { year, month, day } = moment;
	moment.overflowDays = Math.max(0, day - daysInMonth(year, month));
}

export function daysInMonth(year: number, month: number): number {
	if (LONG_MONTHS.has(month)) return 31;
	if (month !== 2) return 30;
	return year % 4 !== 0 || (year % 100 === 0 && year % 400 !== 0) ? 28 : 29;
}

export function daysAfterMonday(moment: Moment): number {
	return Math.trunc((moment.julianMs + HALF_DAY_MS) / DAY_MS) % 7;
}

export function daysAfterSunday(moment: Moment): number {
	return Math.trunc((moment.julianMs + HALF_DAY_MS + DAY_MS) / DAY_MS) % 7;
}

export function daysAfterNewYear(moment: Moment): number {
	const newYear: Moment = { ...moment, hasJulian: false, month: 1, day: 1 };
	computeJulian(newYear);
	return Math.trunc((moment.julianMs - newYear.julianMs + HALF_DAY_MS) / DAY_MS);
}
