import { describeError } from "@tilewright/contract/errors";
import type { Logger } from "pino";
import type { Queryable } from "../database/database.ts";
import type { InvariantViolation } from "./system-status.ts";

/*
 * What must always be true of the rows, looked at in production and at the end of every test. A violation is
 * logged, counted and shown; nothing is repaired here. Each query returns the offending rows as sentences.
 */
export interface Invariant {
	readonly name: string;
	readonly sql: string;
}

export const invariants: readonly Invariant[] = [
	{
		name: "counters equal counts",
		sql: `select format('stage %s has %s tasks %s, its counter says %s', stage_id, coalesce(t.n, 0), state, coalesce(c.count, 0)) as message
			from (select stage_id, state, count(*) as n from task group by stage_id, state) t
			full join task_count c using (stage_id, state)
			where coalesce(t.n, 0) <> coalesce(c.count, 0)`,
	},
	{
		name: "a running task has a live attempt",
		sql: `select format('task %s is running, but its attempt %s has ended', t.id, t.attempt_id) as message
			from task t left join attempt a on a.id = t.attempt_id
			where t.state = 'running' and (a.id is null or a.finished_at is not null or a.task_id <> t.id)`,
	},
	{
		name: "a live attempt belongs to a running task",
		sql: `select format('attempt %s has not ended, but task %s is %s with attempt %s', a.id, a.task_id, t.state, t.attempt_id) as message
			from attempt a left join task t on t.id = a.task_id
			where a.finished_at is null and (t.state is distinct from 'running' or t.attempt_id is distinct from a.id)`,
	},
	{
		name: "no live attempt without a session",
		sql: `select format('attempt %s has not ended, but its session %s has', a.id, a.session_id) as message
			from attempt a left join worker_session s on s.id = a.session_id
			where a.finished_at is null and (s.id is null or s.ended_at < now() - case
				-- What a worker has on a cluster is kept for it while it is away (session-keeper.ts).
				when a.is_cluster_job and not s.is_pilot then interval '20 minutes' else interval '30 seconds' end)`,
	},
	{
		name: "inputs are counted right",
		sql: `select format('task %s counts %s inputs, %s unmet; there are %s, %s unmet', t.id, t.input_count, t.unmet_inputs, n.inputs, n.unmet) as message
			from task t join stage s on s.id = t.stage_id and s.kind = 'program'
			cross join lateral (
				select count(*) as inputs, count(*) filter (where p.state <> 'succeeded') as unmet,
					coalesce(bit_xor(input_hash(i.input_task_id)), 0) as digest
				from task_input i join task p on p.id = i.input_task_id where i.task_id = t.id
			) n
			where (t.input_count, t.unmet_inputs, t.input_digest) is distinct from (n.inputs::int, n.unmet::int, n.digest)`,
	},
	{
		name: "every task is in the state it belongs in",
		sql: `select format('task %s is %s and belongs in %s', t.id, t.state, settled) as message
			from task t join stage s on s.id = t.stage_id and s.kind = 'program'
			join stage_version v on v.id = s.current_version_id
			cross join lateral settled_state(t.state, t.input_count, t.unmet_inputs, t.is_open, t.input_revision, t.attempt_revision, t.result_revision, t.gate_verdict) as settled
			where settled <> t.state
				and not (t.state = 'ready' and settled = 'waiting' and jsonb_typeof(v.recipe -> 'unitRule' -> 'partial') = 'object')
				and not (t.state = 'waiting' and settled in ('succeeded', 'review', 'rejected'))`,
	},
	{
		name: "the root stage mirrors the tiles",
		sql: `select format('tile %s is %s, its root task is %s', tile.id, case when tile.content_signature is null then 'incomplete' else 'complete' end, t.state) as message
			from tile join stage s on s.project_id = tile.project_id and s.kind = 'root'
			left join task t on t.stage_id = s.id and t.unit_key = tile.id::text
			join project p on p.id = tile.project_id
			where t.id is null or p.rescoping is null and (t.output_signature is distinct from tile.content_signature
				or t.state <> root_state(tile.content_signature, tile.withdrawn_at is not null, is_in_scope(tile.lattice_x,
					tile.lattice_y, tile.lattice_z, p.region, coalesce(p.skipped_planes, p.plane_markers))))`,
	},
	{
		name: "of the tiles at one place the last one counts",
		sql: `select format('tile %s gives way to %s and should give way to %s', t.id, coalesce(t.superseded_by::text, 'none'),
				coalesce(n.next::text, 'none')) as message
			from tile t
			left join (
				select project_id, lattice_x, lattice_y, lattice_z, neighbour_key, max(id) as last from tile
				where has_been_complete and withdrawn_at is null
				group by project_id, lattice_x, lattice_y, lattice_z, neighbour_key
			) p using (project_id, lattice_x, lattice_y, lattice_z, neighbour_key)
			cross join lateral (select case when t.id < p.last then p.last end as next) n
			where t.superseded_by is distinct from n.next`,
	},
	{
		name: "an accepted result is an attempt that succeeded",
		sql: `select format('task %s shows the result of attempt %s, which %s', t.id, t.result_attempt_id, coalesce(a.outcome::text, 'has not ended')) as message
			from task t left join attempt a on a.id = t.result_attempt_id
			where t.result_attempt_id is not null and a.outcome is distinct from 'succeeded'`,
	},
	{
		name: "failures are counted right",
		sql: `select format('failure group %s counts %s failed tasks; there are %s', g.id, g.failed_tasks, coalesce(n.tasks, 0)) as message
			from failure_group g
			left join (
				select f.group_id, count(*) as tasks from task_of_note t join failed_task f on f.task_id = t.task_id
				where t.state = 'failed' group by f.group_id
			) n on n.group_id = g.id
			where g.failed_tasks <> coalesce(n.tasks, 0)`,
	},
];

const shownPerInvariant = 5;

/** Checks everything once, in one snapshot of the database. */
export async function findViolations(database: {
	transaction<Result>(work: (transaction: Queryable) => Promise<Result>): Promise<Result>;
}): Promise<{ readonly name: string; readonly count: number; readonly messages: readonly string[] }[]> {
	return database.transaction(async (transaction) => {
		await transaction.query("set transaction isolation level repeatable read read only");
		const found = [];
		for (const invariant of invariants) {
			const rows = await transaction.query<{ message: string; total: number }>(
				`select message, count(*) over () as total from (${invariant.sql}) as violation limit ${shownPerInvariant}`,
			);
			if (rows.length > 0)
				found.push({ name: invariant.name, count: rows[0]?.total ?? 0, messages: rows.map((row) => row.message) });
		}
		return found;
	});
}

const pauseBetweenChecksMs = 60_000;

/** Looks after changes, at most once a minute, and never when nothing happens. */
export class InvariantChecker {
	readonly #database: Parameters<typeof findViolations>[0];
	readonly #logger: Logger;
	#violations: InvariantViolation[] = [];
	#timer: NodeJS.Timeout | undefined;
	#somethingHappened = true;
	readonly #onChanged: () => void;
	#current: Promise<void> | undefined;

	/** `onChanged`: what is violated is no longer what it was. */
	constructor(database: Parameters<typeof findViolations>[0], logger: Logger, onChanged: () => void = () => {}) {
		this.#database = database;
		this.#logger = logger;
		this.#onChanged = onChanged;
	}

	get violations(): readonly InvariantViolation[] {
		return this.#violations;
	}

	noteActivity(): void {
		this.#somethingHappened = true;
	}

	start(): void {
		this.#timer = setInterval(() => {
			if (!this.#somethingHappened) return;
			this.#somethingHappened = false;
			this.#current ??= this.#check().finally(() => {
				this.#current = undefined;
			});
		}, pauseBetweenChecksMs);
	}

	async stop(): Promise<void> {
		clearInterval(this.#timer);
		await this.#current;
	}

	async #check(): Promise<void> {
		try {
			const known = new Map(this.#violations.map((violation) => [violation.name, violation]));
			const found = await findViolations(this.#database);
			this.#violations = found.map(({ name, count, messages }) => ({
				name,
				message: messages.join("; "),
				firstSeenAt: known.get(name)?.firstSeenAt ?? new Date(),
				count,
			}));
			if (known.size > 0 || found.length > 0) this.#onChanged();
			for (const violation of found)
				this.#logger.error(
					{ invariant: violation.name, count: violation.count, messages: violation.messages },
					"an invariant is violated",
				);
		} catch (error) {
			this.#logger.warn({ error: describeError(error) }, "invariants could not be checked; they are looked at again");
			this.#somethingHappened = true;
		}
	}
}
