import { plural } from "@tilewright/contract/sentence";
import type { Transaction } from "../database/database.ts";
import { type StoredUnit, unitAttributes, unitOffset } from "../dispatch/unit-rules.ts";
import { describeUnit } from "../status/reason-rules.ts";

/** What was done to a few tasks or tiles, so that the audit names them. */

/** More are counted. */
const mostNamed = 3;

/** `rejected "Quality" of tile 00/00123`; `retried 4 of 5 tasks: …, … and 2 more`. `did` is a verb in the past. */
export async function didToTasks(
	transaction: Pick<Transaction, "query">,
	did: string,
	changed: number,
	ids: readonly number[],
): Promise<string> {
	const rows = await transaction.query<{ stage: string; relativePath: string | null; unit: StoredUnit }>(
		`select s.name as stage, l.relative_path as "relativePath", t.unit
		from task t join stage s on s.id = t.stage_id left join tile l on l.id = t.tile_id
		where t.id = any($1) order by t.ordinal, t.id limit ${mostNamed}`,
		[ids],
	);
	const names = rows.map(({ stage, relativePath, unit }) => {
		const tile = relativePath === null ? null : { relativePath };
		return `"${stage}" of ${describeUnit({ tile, offset: unitOffset(unit), attributes: unitAttributes(unit) })}`;
	});
	return didToThings(did, changed, ids.length, "task", names);
}

/** As for tasks: `withdrew tile 00/00123`. */
export async function didToTiles(
	transaction: Pick<Transaction, "query">,
	did: string,
	changed: number,
	ids: readonly number[],
): Promise<string> {
	const rows = await transaction.query<{ relativePath: string }>(
		`select relative_path as "relativePath" from tile where id = any($1) order by id limit ${mostNamed}`,
		[ids],
	);
	const isOne = ids.length === 1;
	const names = rows.map(({ relativePath }) => (isOne ? `tile ${relativePath}` : relativePath));
	return didToThings(did, changed, ids.length, "tile", names);
}

/** `names` are of the first few of the `count` things that were asked for. */
export function didToThings(
	did: string,
	changed: number,
	count: number,
	thing: string,
	names: readonly string[],
): string {
	const [only] = names;
	if (count === 1 && only !== undefined)
		return changed === 1 ? `${did} ${only}` : `${did} nothing: ${only} stays as it is`;
	const others = count - names.length;
	const list = names.length === 0 ? "" : `: ${names.join(", ")}${others > 0 ? ` and ${others} more` : ""}`;
	return `${did} ${changed} of ${plural(count, thing)}${list}`;
}
