import type { FeedbackAddress, Gate, GateReport } from "@tilewright/contract/gate";
import type { ProjectId, StageId } from "@tilewright/contract/ids";
import type { Transaction } from "../database/database.ts";
import type { RoundEffects } from "../effects/round-effects.ts";
import { writeRuleFeedback } from "./feedback-outbox.ts";
import { storeGateReports } from "./gate-reports.ts";
import { judgeResult } from "./judge-result.ts";
import { verdictOf } from "./report-rules.ts";

/** A result that is accepted now, if its gate lets it. */
export interface FinishedResult {
	readonly taskId: number;
	readonly attemptId: number;
	readonly projectId: ProjectId;
	readonly stageId: StageId;
	/** Of a group that is not complete: what the gate says counts once it is. */
	readonly isPartial: boolean;
	readonly metrics: Readonly<Record<string, number>>;
}

export interface Judgement extends FinishedResult {
	readonly verdict: "hold" | "reject" | null;
	readonly report: GateReport | null;
	readonly address: FeedbackAddress | null;
}

/** By attempt; results of stages without a gate are not in it. */
export function judgeResults(
	results: readonly FinishedResult[],
	gateOf: (stageId: StageId) => Gate | null,
): ReadonlyMap<number, Judgement> {
	const judged = new Map<number, Judgement>();
	for (const result of results) {
		const gate = gateOf(result.stageId);
		if (gate === null) continue;
		const report = judgeResult(gate, result.metrics);
		judged.set(result.attemptId, { ...result, verdict: verdictOf(report), report, address: gate.feedback });
	}
	return judged;
}

/** Keeps what gates said with the attempts, sets their flags, and writes down what the instrument is to be told. */
export async function storeJudgements(
	transaction: Transaction,
	effects: RoundEffects,
	judged: readonly Judgement[],
): Promise<void> {
	await storeGateReports(transaction, judged);
	const feedback = judged.flatMap(({ report, address, verdict: _verdict, ...result }) => {
		if (report === null || address === null) return [];
		const rules = report.rules.flatMap(({ when, feedback: verdict }) => (verdict === null ? [] : [{ when, verdict }]));
		return rules.length === 0 ? [] : [{ ...result, address, rules }];
	});
	await writeRuleFeedback(transaction, effects, feedback);
}
