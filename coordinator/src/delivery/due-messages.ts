import type { Queryable } from "../database/database.ts";

/*
 * Messages as rows that say what became of them. A table of them has the columns id, created_at, tries, next_try_at,
 * last_tried_at, failing_since, last_answer, delivered_at and given_up_at.
 */

/** What every message says of itself; the table adds what it needs to be sent. */
export interface DueMessage {
	readonly id: string;
	/** Messages to one address go one after the other. */
	readonly address: string;
	/** Before this one. */
	readonly tries: number;
	/** Since the first try that failed; 0 when none has. */
	readonly failingForMs: number;
}

export interface MessageTable {
	readonly name: "feedback" | "notification";
	/** SQL of a row's address, as text. */
	readonly address: string;
	/** SQL of what a message needs to be sent, with names. */
	readonly columns: string;
}

/** The oldest due message of every address that is not busy, oldest first. */
export function readDueMessages<Message extends DueMessage>(
	database: Queryable,
	table: MessageTable,
	busyAddresses: readonly string[],
	most: number,
): Promise<Message[]> {
	return database.query<Message>(
		`select * from (
			select distinct on (${table.address}) id, ${table.address} as address, ${table.columns}, tries,
				coalesce(extract(epoch from now() - failing_since) * 1000, 0)::float8 as "failingForMs", created_at
			from ${table.name}
			where delivered_at is null and given_up_at is null and next_try_at <= now() and ${table.address} <> all($1::text[])
			order by ${table.address}, created_at, id
		) as due order by created_at limit $2`,
		[busyAddresses, most],
	);
}

export async function noteDelivered(
	database: Queryable,
	table: MessageTable,
	id: string,
	answer: string,
): Promise<void> {
	await database.query(
		`update ${table.name} set delivered_at = now(), last_tried_at = now(), tries = tries + 1, failing_since = null, last_answer = $2
		where id = $1 and delivered_at is null`,
		[id, answer],
	);
}

/** `afterMs`: until it is tried again; null gives it up. */
export async function noteFailed(
	database: Queryable,
	table: MessageTable,
	id: string,
	answer: string,
	afterMs: number | null,
): Promise<void> {
	await database.query(
		`update ${table.name} set last_tried_at = now(), tries = tries + 1, failing_since = coalesce(failing_since, now()), last_answer = $2,
			next_try_at = now() + coalesce($3::float8, 0) * interval '1 millisecond',
			given_up_at = case when $3 is null then now() end
		where id = $1 and delivered_at is null`,
		[id, answer, afterMs],
	);
}
