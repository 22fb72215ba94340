import { TilewrightError } from "@tilewright/contract/errors";
import { asWorkerId, type WorkerId } from "@tilewright/contract/ids";

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
/** The largest value of Postgres' integer; ids of tiles, tasks and attempts are bigint and stay below 2^53. */
const largestInteger = 2_147_483_647;

/** An id of the API as one of ours. Throws ARGUMENT_INVALID that names the thing and the value. */
export function readId<Id extends number>(value: string | number, what: string, brand: (value: number) => Id): Id {
	const text = String(value);
	const number = Number(text);
	if (!/^[0-9]+$/.test(text) || !Number.isSafeInteger(number)) {
		throw new TilewrightError({
			code: "ARGUMENT_INVALID",
			message: `"${text}" is not the id of a ${what}: expected a whole number.`,
			fields: { what, value: text },
		});
	}
	return brand(number);
}

/** For ids that the database keeps as integer: one that cannot exist is simply not found. */
export function readSmallId<Id extends number>(value: string | number, what: string, brand: (value: number) => Id): Id {
	const id = readId(value, what, brand);
	return id > largestInteger ? brand(0) : id;
}

export function readWorkerId(value: string | number): WorkerId {
	const text = String(value);
	if (!uuid.test(text)) {
		throw new TilewrightError({
			code: "ARGUMENT_INVALID",
			message: `"${text}" is not the id of a worker: expected a UUID.`,
			fields: { what: "worker", value: text },
		});
	}
	return asWorkerId(text.toLowerCase());
}
