/** date, time, datetime, julianday, unixepoch, strftime, timediff and the CURRENT_ words. */

import { toReal, valueToText } from '../../types/convert.js';
import { realValue } from '../../types/value.js';
import type { SqlValue } from '../../types/value.js';
import { scalar } from '../define.js';
import type { FunctionContext, ScalarFunction } from '../function.js';
import { untilZero } from '../scalar/text.js';
import { applyModifier } from './modifiers.js';
import {
	DAY_MS,
	UNIX_EPOCH_MS,
	computeCalendar,
	computeJulian,
	forgetCalendar,
	isValidJulian,
	newMoment,
} from './moment.js';
import type { Moment } from './moment.js';
import { parseMoment, setNow, setRawNumber } from './parseMoment.js';
import { dateText, secondsText, strftime, timeText, twoDigits } from './strftime.js';

/** The moment that time value and modifiers give; undefined when they do not make sense. */
function readMoment(context: FunctionContext, args: readonly SqlValue[]): Moment | undefined {
	const moment = newMoment();
	const now = () => context.services.now();
	if (args.length === 0) {
		setNow(moment, now);
		return moment;
	}
	const value = args[0] as SqlValue;
	if (value === null) return undefined;
	if (typeof value === 'string' || value instanceof Uint8Array) {
		if (!parseMoment(untilZero(valueToText(value)), moment, now)) return undefined;
	} else {
		setRawNumber(moment, toReal(value));
	}
	for (let index = 1; index < args.length; index++) {
		const modifier = args[index] as SqlValue;
		if (modifier === null) return undefined;
		if (!applyModifier(untilZero(valueToText(modifier)), moment, index)) return undefined;
	}
	computeJulian(moment);
	if (moment.isError || !isValidJulian(moment.julianMs)) return undefined;
	// 2023-02-31 alone is shown as the day it stands for.
	if (args.length === 1 && moment.hasDate && moment.day > 28) moment.hasDate = false;
	return moment;
}

/** Pure unless the arguments ask for the current time. */
function clockFunction(
	name: string,
	minArguments: number,
	maxArguments: number,
	evaluate: (context: FunctionContext, args: readonly SqlValue[]) => SqlValue,
): ScalarFunction {
	return {
		...scalar(name, [minArguments, maxArguments], (context, ...args) => evaluate(context, args)),
		readsClock: true,
	};
}

function momentFunction(
	name: string,
	maxArguments: number,
	show: (moment: Moment) => SqlValue,
): ScalarFunction {
	return clockFunction(name, 0, maxArguments, (context, args) => {
		const moment = readMoment(context, args);
		return moment === undefined ? null : show(moment);
	});
}

function unixEpoch(moment: Moment): SqlValue {
	if (moment.wantsFraction) return realValue((moment.julianMs - UNIX_EPOCH_MS) / 1000);
	return Math.trunc(moment.julianMs / 1000) - UNIX_EPOCH_MS / 1000;
}

function formatMoment(context: FunctionContext, args: readonly SqlValue[]): SqlValue {
	const [format = null, ...rest] = args;
	if (format === null) return null;
	const moment = readMoment(context, rest);
	if (moment === undefined) return null;
	return strftime(untilZero(valueToText(format)), moment) ?? null;
}

/** Years and months by the calendar from the earlier moment, then days and time: +YYYY-MM-DD HH:MM:SS.SSS. */
function timeDifference(context: FunctionContext, args: readonly SqlValue[]): SqlValue {
	const later = readMoment(context, args.slice(0, 1));
	const earlier = later && readMoment(context, args.slice(1));
	if (later === undefined || earlier === undefined) return null;
	computeCalendar(later);
	computeCalendar(earlier);
	const direction = later.julianMs >= earlier.julianMs ? 1 : -1;
	let years = direction * (later.year - earlier.year);
	if (years !== 0) moveTo(earlier, { year: later.year });
	let months = direction * (later.month - earlier.month);
	if (months < 0) {
		years--;
		months += 12;
	}
	if (months !== 0) moveTo(earlier, { month: later.month });
	while (direction * (later.julianMs - earlier.julianMs) < 0) {
		months--;
		if (months < 0) {
			months = 11;
			years--;
		}
		let month = earlier.month - direction;
		let year = earlier.year;
		if (month < 1 || month > 12) {
			month = month < 1 ? 12 : 1;
			year -= direction;
		}
		moveTo(earlier, { month, year });
	}
	const rest = later;
	// Shown as a date of year 0, so that the day of the month counts from 1.
	rest.julianMs = direction * (later.julianMs - earlier.julianMs) + 148699540800000;
	forgetCalendar(rest);
	computeCalendar(rest);
	const date = `${String(years).padStart(4, '0')}-${twoDigits(months)}-${twoDigits(rest.day - 1)}`;
	const time = `${twoDigits(rest.hour)}:${twoDigits(rest.minute)}:${secondsText(rest.second)}`;
	return `${direction === 1 ? '+' : '-'}${date} ${time}`;
}

function moveTo(moment: Moment, parts: { readonly year?: number; readonly month?: number }): void {
	Object.assign(moment, parts);
	moment.hasJulian = false;
	computeJulian(moment);
}

export const datetimeFunctions: readonly ScalarFunction[] = [
	momentFunction('date', -1, dateText),
	momentFunction('time', -1, timeText),
	momentFunction('datetime', -1, moment => `${dateText(moment)} ${timeText(moment)}`),
	momentFunction('julianday', -1, moment => realValue(moment.julianMs / DAY_MS)),
	momentFunction('unixepoch', -1, unixEpoch),
	clockFunction('strftime', 0, -1, formatMoment),
	clockFunction('timediff', 2, 2, timeDifference),
	momentFunction('current_date', 0, dateText),
	momentFunction('current_time', 0, timeText),
	momentFunction('current_timestamp', 0, moment => `${dateText(moment)} ${timeText(moment)}`),
];
