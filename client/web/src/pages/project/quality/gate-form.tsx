import { type Ref, useState } from "react";
import { EditGraphDocument, ReadStageGateDocument, RejudgeStageDocument } from "../../../api/generated/documents.ts";
import { useLive, useReading } from "../../../live/live-context.tsx";
import type { LiveProject, LiveStage } from "../../../live/live-store-model.ts";
import { ConfirmButton } from "../../../shell/confirm-button.tsx";
import { Segments } from "../../../shell/segments.tsx";
import { measureWords, plural } from "../../../wording/number-words.ts";
import { viewUnitRule } from "../../../wording/unit-words.ts";
import { changeWords, consequenceWords, type GateRule, gateOf, replacedRule, withRule } from "./gate-edit-model.ts";
import { changedBy, type Domain, heldCount, ruleStart, ruleText } from "./metric-plot-model.ts";
import type { Threshold } from "./plot-choice.ts";
import styles from "./quality.module.css";
import { ThresholdField } from "./threshold-field.tsx";

const actions = [
	{ value: "hold", words: "hold for review" },
	{ value: "flag", words: "only flag" },
	{ value: "reject", words: "reject" },
] as const;

/** Turns the threshold of the plot into a rule of the stage's gate, after saying what that would do. */
export function GateForm({
	project,
	stage,
	metric,
	values,
	domain,
	fieldRef,
	threshold,
	onThreshold,
	onDone,
}: {
	project: LiveProject;
	stage: LiveStage;
	metric: string;
	values: Float64Array;
	/** The scale the threshold is drawn in. */
	domain: Domain;
	fieldRef: Ref<HTMLInputElement>;
	threshold: Threshold;
	onThreshold: (threshold: Threshold | null) => void;
	/** With what is in force now, and what it did. */
	onDone: (words: string) => void;
}) {
	const live = useLive();
	const [action, setAction] = useState<"hold" | "flag" | "reject">("hold");
	const stageReading = live.detail(project.id, ReadStageGateDocument, { stageId: stage.id }, { stageId: stage.id });
	const reading = useReading(stageReading);
	const operations = reading.kind === "ready" ? reading.value.stage?.version?.operations : null;
	const held = heldCount(values, threshold);
	const replaced = replacedRule(gateOf(operations), metric, threshold, action);
	const hasChildren = project.stages.some(({ parents }) => parents.some(({ id }) => id === stage.id));
	const isOfTiles = viewUnitRule(stage.unitRule).kind === "each";
	const apply = async () => {
		const gate = gateOf(operations);
		const rules: readonly GateRule[] = withRule(gate, metric, threshold, action);
		const kept = (operations as { readonly gate?: object | null } | null)?.gate ?? {};
		const rule = ruleText(metric, threshold);
		await live.api.mutate(EditGraphDocument, {
			input: {
				projectId: project.id,
				expectedGraphVersion: project.graphVersion,
				message: `Threshold drawn in the plot of ${metric}`,
				edits: [{ changeStage: { stage: { id: stage.id }, operations: { gate: { review: false, ...kept, rules } } } }],
			},
		});
		const { rejudgeStage } = await live.api.mutate(RejudgeStageDocument, { input: { id: stage.id, reason: rule } });
		stageReading.rereadWithin(0);
		onDone(`${rule} is in force. ${plural(rejudgeStage.changedCount, "result")} changed.`);
		onThreshold(null);
	};
	return (
		<div className={styles.gate}>
			<span className={styles.ruleStart}>
				<code>{ruleStart(metric, threshold.side)}</code>
				<ThresholdField
					metric={metric}
					value={threshold.value}
					domain={domain}
					inputRef={fieldRef}
					onChange={(value) => onThreshold({ ...threshold, value })}
				/>
			</span>
			<span className={styles.wouldHold} role="status">
				would {action} <b>{held}</b> of {plural(values.length, isOfTiles ? "tile" : "result")} so far
				{values.length === 0 ? "" : ` (${measureWords((100 * held) / values.length)} %)`}
			</span>
			<Segments
				label="Which side is bad"
				value={threshold.side}
				onChange={(side) => onThreshold({ ...threshold, side })}
				choices={[
					{ value: "below", words: "below" },
					{ value: "above", words: "above" },
				]}
			/>
			<Segments label="What the rule does" value={action} onChange={setAction} choices={actions} />
			<ConfirmButton
				label="Make it a rule"
				title={
					replaced === null
						? `Add this rule to the gate of ${stage.name}?`
						: `Replace “${replaced.rule.when}” in the gate of ${stage.name}?`
				}
				confirmLabel="Put it in force"
				isDisabled={reading.kind !== "ready"}
				onConfirm={apply}
			>
				Results with <code className={styles.rule}>{ruleText(metric, threshold)}</code>{" "}
				{consequenceWords(action, hasChildren ? null : stage.name)} The {plural(values.length, "result")} that are there
				are judged again: {changeWords(changedBy(values, replaced, threshold))}, except those a person has decided
				about. Nothing becomes stale and nothing runs again; the graph's history can take it back.
			</ConfirmButton>
			<button type="button" className={styles.link} onClick={() => onThreshold(null)}>
				drop it
			</button>
		</div>
	);
}
