import { randomUUID } from "node:crypto";
import type { FeedbackAddress, FeedbackVerdict } from "@tilewright/contract/gate";
import type { ProjectId, StageId } from "@tilewright/contract/ids";
import type { Transaction } from "../database/database.ts";
import type { RoundEffects } from "../effects/round-effects.ts";
import { type FeedbackTile, readTilesOfTasks } from "./feedback-tiles.ts";

/** What the instrument is to be told, as it is written down in the round that has the reason. */
export interface Feedback {
	readonly projectId: ProjectId;
	readonly stageId: StageId | null;
	readonly address: FeedbackAddress;
	readonly verdict: FeedbackVerdict;
	/** The rule that fired; null when a person sends it. */
	readonly rule: string | null;
	readonly actor: string | null;
	readonly message: string | null;
	readonly tiles: readonly FeedbackTile[];
}

/** More tiles travel in several messages, so that every message fits the bus. */
const tilesPerMessage = 200;

/** Writes one row for each message and address. They are delivered after the commit, at least once. */
export async function writeFeedback(
	transaction: Transaction,
	effects: RoundEffects,
	feedback: readonly Feedback[],
): Promise<string[]> {
	const rows = feedback.flatMap(rowsOf);
	if (rows.length === 0) return [];
	effects.hasFeedback = true;
	await transaction.query(insertFeedback, [JSON.stringify(rows).replaceAll("\\u0000", "\ufffd")]);
	return rows.map((row) => row.id);
}

function rowsOf(feedback: Feedback) {
	const { tiles } = feedback;
	const parts = Math.max(1, Math.ceil(tiles.length / tilesPerMessage));
	const addresses = [
		...(feedback.address.webhook ? [{ webhook: feedback.address.webhook, subject: null }] : []),
		...(feedback.address.subject ? [{ webhook: null, subject: feedback.address.subject }] : []),
	];
	return addresses.flatMap((address) =>
		Array.from({ length: parts }, (_, part) => ({
			...address,
			id: randomUUID(),
			project_id: feedback.projectId,
			stage_id: feedback.stageId,
			verdict: feedback.verdict,
			rule: feedback.rule,
			actor: feedback.actor,
			message: feedback.message,
			part: part + 1,
			parts,
			tiles: tiles.slice(part * tilesPerMessage, (part + 1) * tilesPerMessage),
		})),
	);
}

/** The message is completed by what the database knows: names, and the time. Described in docs/gates.md. */
const insertFeedback = `
	insert into feedback (id, project_id, stage_id, verdict, rule, actor, message, tile_count, webhook, subject, payload)
	select f.id, f.project_id, f.stage_id, f.verdict, f.rule, f.actor, f.message, jsonb_array_length(f.tiles), f.webhook, f.subject,
		jsonb_build_object(
			'schemaVersion', 1,
			'id', f.id,
			'time', to_char(now() at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
			'verdict', f.verdict,
			'project', jsonb_build_object('id', p.id, 'name', p.name),
			'stage', case when s.id is not null then jsonb_build_object('id', s.id, 'name', s.name) end,
			'rule', f.rule,
			'sentBy', f.actor,
			'message', f.message,
			'part', f.part,
			'parts', f.parts,
			'tiles', f.tiles)
	from jsonb_to_recordset($1::jsonb) as f(id uuid, project_id int, stage_id int, verdict text, rule text, actor text, message text,
		webhook text, subject text, part int, parts int, tiles jsonb)
	join project p on p.id = f.project_id left join stage s on s.id = f.stage_id`;

/** A result about which a rule has something to tell the instrument. */
export interface FeedbackResult {
	readonly taskId: number;
	readonly attemptId: number;
	readonly projectId: ProjectId;
	readonly stageId: StageId;
	readonly address: FeedbackAddress;
	readonly isPartial: boolean;
	readonly metrics: Readonly<Record<string, number>>;
	readonly rules: readonly { readonly when: string; readonly verdict: FeedbackVerdict }[];
}

/** Results of one stage about which one rule says the same travel together. */
export async function writeRuleFeedback(
	transaction: Transaction,
	effects: RoundEffects,
	results: readonly FeedbackResult[],
): Promise<void> {
	if (results.length === 0) return;
	const tilesByTask = await readTilesOfTasks(
		transaction,
		results.map((result) => result.taskId),
	);
	const together = new Map<string, Feedback & { readonly tiles: FeedbackTile[] }>();
	for (const result of results) {
		const { taskId, attemptId, isPartial, metrics } = result;
		const tiles = (tilesByTask.get(taskId) ?? []).map((tile) => ({ ...tile, taskId, attemptId, isPartial, metrics }));
		for (const { when, verdict } of result.rules) {
			const key = `${result.stageId} ${verdict} ${when}`;
			const known = together.get(key);
			if (known) known.tiles.push(...tiles);
			else together.set(key, { ...result, verdict, rule: when, actor: null, message: null, tiles: [...tiles] });
		}
	}
	await writeFeedback(transaction, effects, [...together.values()]);
}
